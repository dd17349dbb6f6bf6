// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import CAutomation

/// The VARIANTs of one incoming call: one for each argument, one for each result. They lie on the stack unless the call has
/// many parameters.
struct CallCells {
    /// One for each parameter. Who fills them says what they own.
    let values: UnsafeMutablePointer<VARIANT>
    /// One for each parameter and one for the result; each is owned if `isSet`.
    let results: UnsafeMutablePointer<VARIANT>
    let isSet: UnsafeMutablePointer<Bool>

    /// Calls `body` with empty cells for `count` parameters; results that are left in them are cleared afterwards.
    @inline(__always)
    static func with(_ count: Int, _ body: (CallCells) -> Void) {
        // 20 parameters fit into what the compiler will put on the stack.
        if count <= 20 {
            withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16) { memory in
                // An allocation of a fixed size has an address.
                use(memory.baseAddress.unsafelyUnwrapped, count, body)
            }
        } else {
            let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount(count), alignment: 16)
            defer { memory.deallocate() }
            use(memory, count, body)
        }
    }

    private static func byteCount(_ count: Int) -> Int { (2 * count + 1) * MemoryLayout<VARIANT>.stride + count + 1 }

    @inline(__always)
    private static func use(_ memory: UnsafeMutableRawPointer, _ count: Int, _ body: (CallCells) -> Void) {
        // VT_EMPTY is all zeros, and so is false.
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount(count))
        let variants = memory.assumingMemoryBound(to: VARIANT.self)
        let cells = CallCells(
            values: variants, results: variants + count,
            isSet: UnsafeMutableRawPointer(variants + (2 * count + 1)).assumingMemoryBound(to: Bool.self))
        body(cells)
        for index in 0...count where cells.isSet[index] && cells.results[index].vt != 0 { VariantOps.clear(cells.results + index) }
    }
}
