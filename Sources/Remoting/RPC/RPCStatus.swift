// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// The status of a fault PDU. [C706] appendix E; [MS-RPCE] 2.2.2.11
///
/// A status of DCOM is an HRESULT as it is; one of the RPC runtime is a number of C706's (nca_…) or a small one of Windows's.
enum RPCStatus {
    static let operationRange: UInt32 = 0x1C01_0002  // nca_s_op_rng_error
    static let unknownInterface: UInt32 = 0x1C01_0003  // nca_s_unk_if
    static let protocolError: UInt32 = 0x1C01_000B  // nca_s_proto_error
    static let serverTooBusy: UInt32 = 0x1C01_0014  // nca_s_server_too_busy
    static let invalidContextID: UInt32 = 0x1C00_001C  // nca_invalid_pres_context_id
    static let unspecified: UInt32 = 0x1C00_0012  // nca_s_fault_unspec
    static let badStubData: UInt32 = 0x0000_06F7  // RPC_X_BAD_STUB_DATA
    static let accessDenied: UInt32 = 0x0000_0005  // ERROR_ACCESS_DENIED

    /// The numbers that both sides know under different names: (on the wire, as an HRESULT).
    private static let pairs: [(UInt32, HResult)] = [
        (operationRange, .RPC_S_PROCNUM_OUT_OF_RANGE),
        (unknownInterface, .RPC_S_UNKNOWN_IF),
        (protocolError, .RPC_S_PROTOCOL_ERROR),
        (invalidContextID, .RPC_S_PROTOCOL_ERROR),
        (serverTooBusy, HResult(0x8007_06BB)),  // RPC_S_SERVER_TOO_BUSY
        (unspecified, HResult(0x8007_06BE)),  // RPC_S_CALL_FAILED
        (0x1C00_0001, HResult(0x8007_06E7)),  // nca_s_fault_int_div_by_zero: RPC_S_ZERO_DIVIDE
        (0x1C00_0002, HResult(0x8007_06E8)),  // nca_s_fault_addr_error: RPC_S_ADDRESS_ERROR
        (0x1C00_000D, HResult(0x8001_0002)),  // nca_s_fault_cancel: RPC_E_CALL_CANCELED
        (0x1C01_0009, HResult(0x8007_06BF)),  // nca_s_you_crashed: RPC_S_CALL_FAILED_DNE
    ]

    /// What a caller gets for a fault.
    static func hresult(_ status: UInt32) -> HResult {
        if let pair = pairs.first(where: { $0.0 == status }) { return pair.1 }
        // An HRESULT as it is, a number of Windows's as one, anything else as a fault of the server.
        if Int32(bitPattern: status) < 0 { return HResult(status) }
        if status > 0, status <= 0xFFFF { return HResult(0x8007_0000 | status) }
        return .RPC_E_SERVERFAULT
    }

    /// What a failure is on the wire.
    static func status(_ failure: HResult) -> UInt32 {
        switch failure {
        case .RPC_S_PROCNUM_OUT_OF_RANGE: return operationRange
        case .RPC_S_UNKNOWN_IF: return unknownInterface
        case .RPC_S_PROTOCOL_ERROR: return protocolError
        case .RPC_X_BAD_STUB_DATA: return badStubData
        default:
            // A stub that "fails" with a success code has broken its contract.
            return failure.isFailure ? UInt32(bitPattern: failure.rawValue) : UInt32(bitPattern: HResult.RPC_E_SERVERFAULT.rawValue)
        }
    }
}
