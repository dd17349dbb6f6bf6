// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import Synchronization
import TypeLibrary

/// An interface stub: one block of memory that is its IRpcStubBuffer.
struct InterfaceStub: ~Copyable {
    let vtable: UnsafeRawPointer
    /// The object's interface.
    var gate: Gate
    let table: Unmanaged<MarshalTable>
    let count: Atomic<UInt32>

    /// A stub with one reference, connected to nothing.
    static func make(_ table: MarshalTable) -> UnsafeMutablePointer<InterfaceStub> {
        let stub = UnsafeMutablePointer<InterfaceStub>.allocate(capacity: 1)
        stub.initialize(
            to: InterfaceStub(vtable: stubVTable, gate: Gate(), table: Unmanaged.passRetained(table), count: Atomic(1)))
        LiveObjects.didMakeObject()
        return stub
    }

    private static func destroy(_ stub: UnsafeMutablePointer<InterfaceStub>) {
        stub.pointee.gate.close()
        let table = stub.pointee.table
        stub.deinitialize(count: 1)
        stub.deallocate()
        table.release()
        LiveObjects.didDestroyObject()
    }

    private static func stub(_ buffer: UnsafeMutablePointer<IRpcStubBuffer>?) -> UnsafeMutablePointer<InterfaceStub>? {
        buffer.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: InterfaceStub.self) }
    }

    /// Connects a stub to an object, which must have the interface.
    static func connect(_ stub: UnsafeMutablePointer<InterfaceStub>, _ object: UnsafeMutableRawPointer) -> HResult {
        let iid = stub.pointee.table._withUnsafeGuaranteedRef { $0.iid }
        var interface: UnsafeMutableRawPointer?
        let status = HResult(rawValue: comQueryInterface(object, iid, into: &interface))
        guard let interface else { return status.isFailure ? status : .E_NOINTERFACE }
        defer { comRelease(interface) }
        return stub.pointee.gate.open(interface) ? .S_OK : .E_UNEXPECTED
    }

    /// Written once, before any stub exists.
    nonisolated(unsafe) private static let stubVTable: UnsafeRawPointer = {
        var table = IRpcStubBufferVtbl()
        table.QueryInterface = { this, iid, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            guard let this, let iid, let stub = InterfaceStub.stub(this) else { return HResult.E_POINTER.rawValue }
            guard iid.pointee == IID_IUnknown || iid.pointee == IID_IRpcStubBuffer else { return HResult.E_NOINTERFACE.rawValue }
            stub.pointee.count.wrappingAdd(1, ordering: .relaxed)
            result.pointee = UnsafeMutableRawPointer(this)
            return 0
        }
        table.AddRef = { this in InterfaceStub.stub(this)?.pointee.count.wrappingAdd(1, ordering: .relaxed).newValue ?? 0 }
        table.Release = { this in
            guard let stub = InterfaceStub.stub(this) else { return 0 }
            let left = stub.pointee.count.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue
            if left == 0 { InterfaceStub.destroy(stub) }
            return left
        }
        table.Connect = { this, object in
            guard let stub = InterfaceStub.stub(this), let object else { return HResult.E_POINTER.rawValue }
            return InterfaceStub.connect(stub, UnsafeMutableRawPointer(object)).rawValue
        }
        table.Disconnect = { this in InterfaceStub.stub(this)?.pointee.gate.close() }
        table.Invoke = { this, message, channel in
            guard let stub = InterfaceStub.stub(this), let message, let channel else { return HResult.E_POINTER.rawValue }
            guard let object = stub.pointee.gate.enter() else { return HResult.RPC_E_DISCONNECTED.rawValue }
            defer { stub.pointee.gate.leave() }
            return stub.pointee.table._withUnsafeGuaranteedRef { table in
                StubCall.serve(object, table, message, channel).rawValue
            }
        }
        table.IsIIDSupported = { this, iid in
            guard let this, let iid, let stub = InterfaceStub.stub(this) else { return nil }
            guard stub.pointee.table._withUnsafeGuaranteedRef({ $0.iid }) == iid.pointee else { return nil }
            stub.pointee.count.wrappingAdd(1, ordering: .relaxed)
            return this
        }
        // How many references the stub holds on its object.
        table.CountRefs = { this in InterfaceStub.stub(this)?.pointee.gate.isOpen == true ? 1 : 0 }
        table.DebugServerQueryInterface = { this, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            guard let stub = InterfaceStub.stub(this), let object = stub.pointee.gate.enter() else {
                return HResult.RPC_E_DISCONNECTED.rawValue
            }
            // The pointer stays valid until DebugServerRelease.
            result.pointee = object
            return 0
        }
        table.DebugServerRelease = { this, _ in InterfaceStub.stub(this)?.pointee.gate.leave() }
        let memory = UnsafeMutablePointer<IRpcStubBufferVtbl>.allocate(capacity: 1)
        memory.initialize(to: table)
        return UnsafeRawPointer(memory)
    }()
}
