// SPDX-License-Identifier: Apache-2.0
//
// The vtable that all proxies of an interface share. What fits a register image enters through a compiled function
// (`latebind_slot`), anything else through a libffi closure.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CFFI
import Invocation
import TypeLibrary

/// What a slot's function knows.
final class ProxySlot: Sendable {
    /// nil for a function that cannot travel.
    let plan: MarshalPlan?
    let iid: GUID
    let failure: COMError?

    init(plan: MarshalPlan, iid: GUID) {
        self.plan = plan
        self.iid = iid
        failure = nil
    }

    init(failure: COMError, iid: GUID) {
        plan = nil
        self.iid = iid
        self.failure = failure
    }

    /// Tells why the call does not travel.
    func refuse() -> HResult {
        let failure = failure ?? COMError(.E_NOTIMPL)
        ErrorInfo.set(failure, interface: iid)
        return failure.hresult
    }
}

/// The vtable of an interface's proxies, kept with the interface's type.
final class ProxyVTable: @unchecked Sendable {
    // Unchecked: everything is written in init and read afterwards.

    let marshal: MarshalTable
    /// The table, behind one word that points at `head`.
    private let memory: UnsafeMutablePointer<UnsafeRawPointer?>
    private let head: UnsafeMutablePointer<latebind_slots>
    private let slotContexts: UnsafeMutablePointer<UnsafeRawPointer?>
    private var closures: [UnsafeMutableRawPointer] = []
    private var contexts: [ProxySlot] = []

    /// What an `lpVtbl` holds.
    var address: UnsafeRawPointer { UnsafeRawPointer(memory + 1) }

    /// The table of an interface.
    static func of(_ typeInfo: TypeInfo) throws(TypeLibraryError) -> ProxyVTable {
        let type = typeInfo.vtableHalf()
        return try type.attachment(ProxyVTable.self) { () throws(TypeLibraryError) in
            try ProxyVTable(MarshalTable.of(type))
        }
    }

    private init(_ marshal: MarshalTable) throws(TypeLibraryError) {
        self.marshal = marshal
        let slotCount = max(3, marshal.slots.count)
        memory = .allocate(capacity: 1 + slotCount)
        slotContexts = .allocate(capacity: slotCount)
        slotContexts.initialize(repeating: nil, count: slotCount)
        head = .allocate(capacity: 1)
        head.initialize(to: latebind_slots(entry: enterImage, contexts: slotContexts))
        memory.initialize(to: UnsafeRawPointer(head))
        let slots = memory + 1
        slots.initialize(repeating: unsafeBitCast(emptySlot, to: UnsafeRawPointer.self), count: slotCount)
        slots[0] = unsafeBitCast(InterfaceProxy.queryInterface, to: UnsafeRawPointer.self)
        slots[1] = unsafeBitCast(InterfaceProxy.addRef, to: UnsafeRawPointer.self)
        slots[2] = unsafeBitCast(InterfaceProxy.release, to: UnsafeRawPointer.self)
        for (index, slot) in marshal.slots.enumerated() where index >= 3 {
            switch slot {
            case .none: break
            case .failure(let error):
                // Whatever the signature is, the compiled function takes it.
                guard let number = UInt32(exactly: index), let compiled = latebind_slot(number) else { break }
                let context = ProxySlot(failure: error, iid: marshal.iid)
                contexts.append(context)
                slotContexts[index] = UnsafeRawPointer(Unmanaged.passUnretained(context).toOpaque())
                slots[index] = compiled
            case .form(let plan, let form):
                if let own = form.proxy { slots[index] = own } else { slots[index] = try enter(plan, at: index) }
            case .plan(let plan):
                slots[index] = try enter(plan, at: index)
            }
        }
    }

    /// The function that enters a plan from a slot.
    private func enter(_ plan: MarshalPlan, at index: Int) throws(TypeLibraryError) -> UnsafeRawPointer {
        let context = ProxySlot(plan: plan, iid: marshal.iid)
        contexts.append(context)
        let pointer = Unmanaged.passUnretained(context).toOpaque()
        if plan.call.entersThroughImage, let number = UInt32(exactly: index), let compiled = latebind_slot(number) {
            slotContexts[index] = UnsafeRawPointer(pointer)
            return compiled
        }
        guard let made = plan.call.makeClosure(enterClosure, context: pointer) else {
            throw TypeLibraryError(.E_OUTOFMEMORY, "libffi has no memory for another closure")
        }
        closures.append(made.closure)
        return made.code
    }

    deinit {
        for closure in closures { ffi_closure_free(closure) }
        memory.deallocate()
        head.deallocate()
        slotContexts.deallocate()
    }
}

/// A slot without a function.
private let emptySlot: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { _ in HResult.E_NOTIMPL.rawValue }

/// Every closure enters here.
private let enterClosure:
    @convention(c) (
        UnsafeMutablePointer<ffi_cif>?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
        UnsafeMutableRawPointer?
    ) -> Void = { _, returned, arguments, context in
        guard let returned, let arguments, let context, let thisPlace = arguments[0] else { return }
        Unmanaged<ProxySlot>.fromOpaque(context)._withUnsafeGuaranteedRef { slot in
            guard let plan = slot.plan else { return }
            guard let this = thisPlace.load(as: UnsafeMutableRawPointer?.self) else {
                return plan.storeFailure(.E_POINTER, into: returned)
            }
            ProxyCall.perform(this, plan, slot.iid, returned: returned) { index, _ in arguments[index + 1] }
        }
    }

/// Every compiled slot function enters here. Its method returns an HRESULT.
private let enterImage:
    @convention(c) (
        UnsafeRawPointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<UInt64>?
    ) -> UInt64 = { context, this, image, stack in
        guard let context, let this, let image else { return UInt64(bitPattern: Int64(HResult.E_POINTER.rawValue)) }
        let registers = UnsafeMutableRawPointer(image)
        let words = stack.map { UnsafeMutableRawPointer($0) }
        var returned: (UInt64, UInt64) = (0, 0)
        Unmanaged<ProxySlot>.fromOpaque(context)._withUnsafeGuaranteedRef { slot in
            guard let plan = slot.plan else {
                returned.0 = UInt64(bitPattern: Int64(slot.refuse().rawValue))
                return
            }
            ProxyCall.perform(this, plan, slot.iid, returned: &returned) { _, offset in
                offset < CallPlan.imageRegisterBytes ? registers + offset : words.map { $0 + (offset - CallPlan.imageRegisterBytes) }
            }
        }
        return returned.0
    }
