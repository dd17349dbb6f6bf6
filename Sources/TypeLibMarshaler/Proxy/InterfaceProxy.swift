// SPDX-License-Identifier: Apache-2.0
//
// An interface proxy: one block of memory with the interface that callers see and the IRpcProxyBuffer that the proxy manager
// keeps. It is small, since a client may hold very many.

import AutomationRuntime
import AutomationTypes
import CAutomation
import Synchronization
import TypeLibrary

/// The block. An interface pointer of the proxy is its address; the IRpcProxyBuffer is one word further.
struct InterfaceProxy: ~Copyable {
    /// The functions of the interface: `ProxyVTable.address`.
    let vtable: UnsafeRawPointer
    let bufferVTable: UnsafeRawPointer
    /// The controlling unknown, which outlives the proxy and is therefore not counted; the proxy's own IRpcProxyBuffer if it is
    /// not aggregated.
    let outer: UnsafeMutableRawPointer
    /// The channel.
    var gate: Gate
    let table: Unmanaged<ProxyVTable>
    /// References to the IRpcProxyBuffer.
    let count: Atomic<UInt32>

    static let bufferOffset = 8

    /// A proxy with one reference to its IRpcProxyBuffer; nobody has its interface yet.
    static func make(_ table: ProxyVTable, outer: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<InterfaceProxy> {
        let proxy = UnsafeMutablePointer<InterfaceProxy>.allocate(capacity: 1)
        let buffer = UnsafeMutableRawPointer(proxy) + bufferOffset
        proxy.initialize(
            to: InterfaceProxy(
                vtable: table.address, bufferVTable: bufferVTable, outer: outer ?? buffer, gate: Gate(),
                table: Unmanaged.passRetained(table), count: Atomic(1)))
        LiveObjects.didMakeObject()
        return proxy
    }

    private static func destroy(_ proxy: UnsafeMutablePointer<InterfaceProxy>) {
        proxy.pointee.gate.close()
        let table = proxy.pointee.table
        proxy.deinitialize(count: 1)
        proxy.deallocate()
        table.release()
        LiveObjects.didDestroyObject()
    }

    // MARK: The interface's first three slots

    static let queryInterface: ComObject.QueryInterfaceFunction = { this, iid, result in
        guard let result else { return HResult.E_POINTER.rawValue }
        result.pointee = nil
        guard let this, let iid else { return HResult.E_POINTER.rawValue }
        let outer = this.assumingMemoryBound(to: InterfaceProxy.self).pointee.outer
        return comQueryInterface(outer, iid.pointee, into: result)
    }

    static let addRef: ComObject.CountFunction = { this in
        guard let this else { return 0 }
        return comAddRef(this.assumingMemoryBound(to: InterfaceProxy.self).pointee.outer)
    }

    static let release: ComObject.CountFunction = { this in
        guard let this else { return 0 }
        return comRelease(this.assumingMemoryBound(to: InterfaceProxy.self).pointee.outer)
    }

    // MARK: IRpcProxyBuffer

    /// The proxy behind its IRpcProxyBuffer.
    private static func proxy(_ buffer: UnsafeMutablePointer<IRpcProxyBuffer>?) -> UnsafeMutablePointer<InterfaceProxy>? {
        buffer.map { (UnsafeMutableRawPointer($0) - bufferOffset).assumingMemoryBound(to: InterfaceProxy.self) }
    }

    /// Written once, before any proxy exists.
    nonisolated(unsafe) private static let bufferVTable: UnsafeRawPointer = {
        var table = IRpcProxyBufferVtbl()
        table.QueryInterface = { this, iid, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            guard let this, let iid, let proxy = InterfaceProxy.proxy(this) else { return HResult.E_POINTER.rawValue }
            if iid.pointee == IID_IUnknown || iid.pointee == IID_IRpcProxyBuffer {
                proxy.pointee.count.wrappingAdd(1, ordering: .relaxed)
                result.pointee = UnsafeMutableRawPointer(this)
                return 0
            }
            guard proxy.pointee.table._withUnsafeGuaranteedRef({ $0.marshal.iid }) == iid.pointee else {
                return HResult.E_NOINTERFACE.rawValue
            }
            comAddRef(UnsafeMutableRawPointer(proxy))
            result.pointee = UnsafeMutableRawPointer(proxy)
            return 0
        }
        table.AddRef = { this in
            InterfaceProxy.proxy(this)?.pointee.count.wrappingAdd(1, ordering: .relaxed).newValue ?? 0
        }
        table.Release = { this in
            guard let proxy = InterfaceProxy.proxy(this) else { return 0 }
            let left = proxy.pointee.count.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue
            if left == 0 { InterfaceProxy.destroy(proxy) }
            return left
        }
        table.Connect = { this, channel in
            guard let proxy = InterfaceProxy.proxy(this), let channel else { return HResult.E_POINTER.rawValue }
            return proxy.pointee.gate.open(UnsafeMutableRawPointer(channel)) ? 0 : HResult.E_UNEXPECTED.rawValue
        }
        table.Disconnect = { this in InterfaceProxy.proxy(this)?.pointee.gate.close() }
        let memory = UnsafeMutablePointer<IRpcProxyBufferVtbl>.allocate(capacity: 1)
        memory.initialize(to: table)
        return UnsafeRawPointer(memory)
    }()
}
