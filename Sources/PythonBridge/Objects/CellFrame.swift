// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation

/// The VARIANTs of one call from Python, in one block: on the stack, but for a call with very many parameters.
///
///     0              count   the argument of each parameter
///     count              1   the result
///     count + 1      count   what the arguments of [out] parameters refer to
///     then           count   pointers to the arguments, nil for those that are left out
struct CellFrame {
    private let cells: UnsafeMutablePointer<VARIANT>
    private let count: Int

    private init(_ memory: UnsafeMutableRawPointer, _ count: Int) {
        self.count = count
        cells = memory.initializeMemory(as: VARIANT.self, repeating: VARIANT(), count: 2 * count + 1)
        matched.initialize(repeating: nil, count: count)
    }

    /// Calls `body` with the cells of a call with `count` parameters, and releases afterwards what they own.
    @inline(__always)
    static func with<Result>(
        _ count: Int, _ body: (CellFrame) throws(PythonFailure) -> Result
    ) throws(PythonFailure) -> Result {
        let size = (2 * count + 1) * MemoryLayout<VARIANT>.stride + (count + 1) * 8
        // Only an allocation whose size the compiler knows is made on the stack.
        if size <= 1024 {
            return try withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16) { (memory) throws(PythonFailure) in
                try run(memory, count, body)
            }
        }
        return try withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { (memory) throws(PythonFailure) in
            try run(memory, count, body)
        }
    }

    @inline(__always)
    private static func run<Result>(
        _ memory: UnsafeMutableRawBufferPointer, _ count: Int, _ body: (CellFrame) throws(PythonFailure) -> Result
    ) throws(PythonFailure) -> Result {
        guard let start = memory.baseAddress else { throw PythonFailure(COMError(.E_OUTOFMEMORY)) }
        let frame = CellFrame(start, count)
        defer { frame.clear() }
        return try body(frame)
    }

    /// The argument of a parameter; at `count` the result.
    func cell(_ parameter: Int) -> UnsafeMutablePointer<VARIANT> { cells + parameter }

    /// What the argument of an [out] parameter refers to.
    func target(_ parameter: Int) -> UnsafeMutablePointer<VARIANT> { cells + count + 1 + parameter }

    /// For each parameter its cell, or nil.
    var matched: UnsafeMutablePointer<UnsafeMutablePointer<VARIANT>?> {
        UnsafeMutableRawPointer(cells + 2 * count + 1).assumingMemoryBound(to: UnsafeMutablePointer<VARIANT>?.self)
    }

    /// The GIL is held: no object here is on its last reference, but for an implementation that was made for this call,
    /// and that takes the GIL itself.
    private func clear() {
        // Numbers own nothing.
        for index in 0..<2 * count + 1 where cells[index].vt > VarType.date.rawValue { VariantOps.clear(cells + index) }
    }
}
