// SPDX-License-Identifier: Apache-2.0
//
// The allocator of CoTaskMemAlloc, by which one component may free what another allocated: malloc's.

import AutomationTypes
public import CAutomation
import CPlatform

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Blocks of memory that pass between components.
public enum TaskMemory {
    public static func allocate(_ size: Int) -> UnsafeMutableRawPointer? { size < 0 ? nil : malloc(max(size, 1)) }

    /// Gives a block another size; it may move. A null block is allocated, a block of size 0 is freed.
    public static func reallocate(_ block: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer? {
        guard size != 0 || block == nil else {
            free(block)
            return nil
        }
        return size < 0 ? nil : realloc(block, max(size, 1))
    }

    public static func release(_ block: UnsafeMutableRawPointer?) { free(block) }

    /// The bytes that a block has, at least as many as were asked for.
    public static func size(of block: UnsafeMutableRawPointer?) -> Int {
        block == nil ? 0 : latebind_allocated_size(block)
    }

    /// A zero-terminated copy of a text.
    public static func copy(_ text: String) -> UnsafeMutablePointer<OLECHAR>? {
        let units = Array(text.utf16)
        guard let block = allocate((units.count + 1) * MemoryLayout<OLECHAR>.stride) else { return nil }
        let copy = block.bindMemory(to: OLECHAR.self, capacity: units.count + 1)
        for (index, unit) in units.enumerated() { copy[index] = unit }
        copy[units.count] = 0
        return copy
    }

    /// The IMalloc over these functions. There is one, and it is never freed: AddRef and Release count nothing.
    nonisolated(unsafe) public static let allocator: UnsafeMutablePointer<IMalloc> = {
        let table = UnsafeMutablePointer<IMallocVtbl>.allocate(capacity: 1)
        table.initialize(to: IMallocVtbl())
        table.pointee.QueryInterface = { this, iid, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            guard let iid else { return HResult.E_POINTER.rawValue }
            guard iid.pointee == IID_IUnknown || iid.pointee == IID_IMalloc else { return HResult.E_NOINTERFACE.rawValue }
            result.pointee = UnsafeMutableRawPointer(this)
            return 0
        }
        table.pointee.AddRef = { _ in 2 }
        table.pointee.Release = { _ in 1 }
        table.pointee.Alloc = { _, size in allocate(Int(clamping: size)) }
        table.pointee.Realloc = { _, block, size in reallocate(block, Int(clamping: size)) }
        table.pointee.Free = { _, block in release(block) }
        table.pointee.GetSize = { _, block in block == nil ? .max : numericCast(TaskMemory.size(of: block)) }
        // -1: it cannot be told.
        table.pointee.DidAlloc = { _, _ in -1 }
        table.pointee.HeapMinimize = { _ in }
        let interface = UnsafeMutablePointer<IMalloc>.allocate(capacity: 1)
        interface.initialize(to: IMalloc(lpVtbl: table))
        return interface
    }()
}
