// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import CAutomation
import CPlatform

/// A block of memory for one message, from the calling thread's free ones: taking and giving back costs a few nanoseconds.
///
/// It is given back exactly once, by whoever holds it last, on any thread. Its bytes are aligned to 16, and start with room for
/// the PDU's header, so that a message is written to the socket where its stub data was marshaled.
struct Block {
    let header: UnsafeMutablePointer<latebind_block>

    /// - Throws: RPCError.limit without memory.
    @inline(__always)
    init(capacity: Int) throws(RPCError) {
        guard capacity >= 0, let header = latebind_block_take(capacity) else {
            throw .limit("no memory for a message of \(capacity) bytes")
        }
        self.header = header
    }

    @inline(__always)
    private init(_ header: UnsafeMutablePointer<latebind_block>) { self.header = header }

    @inline(__always) var data: UnsafeMutableRawPointer { UnsafeMutableRawPointer(header + 1) }
    @inline(__always) var capacity: Int { header.pointee.capacity }
    @inline(__always) func giveBack() { latebind_block_give(header) }

    /// What stands for it in an RPCOLEMESSAGE.
    @inline(__always) var opaque: UnsafeMutableRawPointer { UnsafeMutableRawPointer(header) }

    @inline(__always)
    init?(opaque: UnsafeMutableRawPointer?) {
        guard let opaque else { return nil }
        header = opaque.assumingMemoryBound(to: latebind_block.self)
    }

    /// A block of another size with the first `used` bytes of this one, which is given back.
    func replaced(capacity: Int, used: Int) throws(RPCError) -> Block {
        let other = try Block(capacity: capacity)
        other.data.copyMemory(from: data, byteCount: used)
        giveBack()
        return other
    }
}
