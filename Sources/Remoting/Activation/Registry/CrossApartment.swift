// SPDX-License-Identifier: Apache-2.0
//
// Objects that are made in one apartment of this process for another one.

import AutomationRuntime
import AutomationTypes
import CAutomation

enum CrossApartment {
    private static let destination = MarshalDestination(context: DWORD(MSHCTX_INPROC.rawValue))

    /// Runs `body` in an apartment, as a call of IClassFactory's, and waits for its end.
    /// - Throws: what it throws; RPC_E_DISCONNECTED if the apartment is closed; what its message filter answers.
    static func run<Result>(in apartment: Apartment, _ body: () throws(COMError) -> Result) throws(COMError) -> Result {
        if apartment === Apartment.current { return try body() }
        var result: Swift.Result<Result, COMError>?
        let method = CalledMethod(interface: nil, iid: IID_IClassFactory, slot: 3)
        let status = ThreadState.current.callOut { chain in
            RejectedCalls.retrying {
                apartment.perform(causality: chain, method: method) {
                    do throws(COMError) {
                        result = .success(try body())
                        return .S_OK
                    } catch {
                        result = .failure(error)
                        return .S_FALSE
                    }
                }
            }
        }
        guard let result else { throw COMError(status.isFailure ? status : .E_UNEXPECTED) }
        return try result.get()
    }

    /// Interfaces of an object of another apartment, as proxies for the thread that asks.
    /// - Parameter get: gives the object, in its apartment.
    /// - Returns: for each of `iids` the interface, or why there is none.
    static func fetch(
        _ iids: [GUID], from apartment: Apartment, _ get: () throws(COMError) -> ComReference
    ) throws(COMError) -> [(HResult, ComReference?)] {
        let marshaled = try run(in: apartment) { () throws(COMError) in
            let object = try get()
            return marshal(object, iids, to: destination)
        }
        return unmarshal(marshaled, iids, from: destination)
    }

    /// Each interface as an OBJREF, in the object's apartment.
    static func marshal(
        _ object: ComReference, _ iids: [GUID], to destination: MarshalDestination, flags: UInt32 = 0
    ) -> [(HResult, [UInt8])] {
        iids.map { iid in
            do throws(COMError) {
                let interface = try object.query(iid)
                return (.S_OK, try bytes(interface.pointer, iid, to: destination, flags: flags))
            } catch {
                return (error.hresult, [])
            }
        }
    }

    static func bytes(
        _ pointer: UnsafeMutableRawPointer, _ iid: GUID, to destination: MarshalDestination, flags: UInt32
    ) throws(COMError) -> [UInt8] {
        let stream = MemoryStream()
        try stream.withStream { (stream) throws(COMError) in
            try Marshaling.marshal(pointer, iid, to: destination, flags: flags, into: stream)
        }
        return stream.bytes
    }

    static func unmarshal(
        _ marshaled: [(HResult, [UInt8])], _ iids: [GUID], from source: MarshalDestination
    ) -> [(HResult, ComReference?)] {
        zip(marshaled, iids).map { result, iid in
            guard result.0.isSuccess else { return (result.0, nil) }
            do throws(COMError) {
                return (.S_OK, ComReference(adopting: try unmarshal(result.1, iid, from: source)))
            } catch {
                return (error.hresult, nil)
            }
        }
    }

    static func unmarshal(
        _ bytes: [UInt8], _ iid: GUID, from source: MarshalDestination
    ) throws(COMError) -> UnsafeMutableRawPointer {
        try stream(bytes).withStream { (stream) throws(COMError) in try Marshaling.unmarshal(stream, iid, from: source) }
    }

    /// CoReleaseMarshalData.
    static func release(_ bytes: [UInt8], from source: MarshalDestination) {
        guard !bytes.isEmpty else { return }
        try? stream(bytes).withStream { (stream) throws(COMError) in try Marshaling.release(stream, from: source) }
    }

    private static func stream(_ bytes: [UInt8]) throws(COMError) -> MemoryStream {
        let stream = MemoryStream()
        try stream.withStream { (stream) throws(COMError) in
            try StreamReference(stream: stream).write(bytes)
            try COMError.check(
                stream.pointee.lpVtbl.pointee.Seek(stream, LARGE_INTEGER(), DWORD(STREAM_SEEK_SET.rawValue), nil))
        }
        return stream
    }
}
