// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// One call as it has arrived.
struct IncomingCall {
    let connection: ServerConnection
    let operation: UInt16
    let object: GUID?
    let dataRepresentation: UInt32
    /// The stub data, aligned to 8; valid until `call` returns.
    let stub: UnsafeMutableRawBufferPointer

    var isBigEndian: Bool { dataRepresentation & 0xF0 == 0 }

    func reader(_ what: StaticString) -> WireReader {
        WireReader(UnsafeRawBufferPointer(stub), isBigEndian: isBigEndian, what)
    }
}

/// How a call ends.
enum Reply {
    /// Stub data that are in a block already, which the connection then gives back; 24 bytes in front of them are free.
    case block(Block, offset: Int, length: Int)
    case bytes([UInt8])
    case fault(UInt32, didNotExecute: Bool)
}

/// An interface that a server offers, as the connections see it.
protocol RPCInterface: AnyObject, Sendable {
    /// Runs one call on the connection's thread.
    func call(_ call: IncomingCall) -> Reply
}

/// What a server's connections ask of its owner.
protocol RPCServerDelegate: AnyObject, Sendable {
    /// The interface, or nil: abstract_syntax_not_supported.
    func interface(_ syntax: SyntaxIdentifier) -> (any RPCInterface)?
    /// The first thing that is done with a connection, on its thread.
    func connectionBegan(_ connection: ServerConnection)
    /// The last thing; the descriptor is closed already.
    func connectionEnded(_ connection: ServerConnection)
}
