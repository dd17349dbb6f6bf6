// SPDX-License-Identifier: Apache-2.0
//
// A vtable made at run time from type information: IUnknown's and IDispatch's slots are shared functions, every other slot is a
// libffi closure that turns native arguments into VARIANTs and asks the object's Swift (or Python) side.

import AutomationRuntime
public import AutomationTypes
import CFFI
public import TypeLibrary

/// The vtable of one interface, for every object that implements it.
///
/// It lives as long as an object or the type's `TypeInfo` holds it; freeing it frees its closures.
public final class SynthesizedVTable: @unchecked Sendable {
    // Unchecked: everything is written in init and read afterwards.

    /// The functions that the slots stand for, inherited ones included, in vtable order.
    public let functions: [FunctionInfo]
    /// IIDs of the interface and of what it derives from, IUnknown excepted.
    public let iids: [GUID]
    public let hasDispatch: Bool
    private let slots: UnsafeMutablePointer<UnsafeRawPointer?>
    private let slotCount: Int
    private var closures: [UnsafeMutableRawPointer] = []
    private var contexts: [SlotContext] = []

    /// What an `lpVtbl` holds.
    public var address: UnsafeRawPointer { UnsafeRawPointer(slots) }

    /// The table of a type: of the vtable half of a dual interface, of an interface, or IDispatch alone for a dispinterface.
    public static func of(_ typeInfo: TypeInfo) throws(TypeLibraryError) -> SynthesizedVTable {
        try typeInfo.attachment(SynthesizedVTable.self) { () throws(TypeLibraryError) in
            try SynthesizedVTable(typeInfo)
        }
    }

    private init(_ typeInfo: TypeInfo) throws(TypeLibraryError) {
        let type = typeInfo.vtableHalf()
        let isInterface = type.kind == .interface
        guard isInterface || type.kind == .dispatch else {
            throw TypeLibraryError(
                .TYPE_E_WRONGTYPEKIND, "\(type.name) is not an interface; only interfaces can be implemented",
                file: type.library.path)
        }
        functions = isInterface ? try type.vtableFunctions() : try type.functions()
        var iids: [GUID] = [type.guid]
        var dispatch = !isInterface
        if isInterface {
            var seen: Set<Int> = []
            for function in functions where function.library !== type.library || seen.insert(function.typeIndex).inserted {
                let header = try function.library.header(at: function.typeIndex)
                if header.guid == WellKnownIID.dispatch { dispatch = true }
                if header.guid != WellKnownIID.unknown, header.guid != .zero, !iids.contains(header.guid) {
                    iids.append(header.guid)
                }
            }
        } else if !iids.contains(WellKnownIID.dispatch) {
            iids.append(WellKnownIID.dispatch)
        }
        self.iids = iids
        hasDispatch = dispatch

        var highest = dispatch ? 6 : 2
        if isInterface { for function in functions { highest = max(highest, function.slot) } }
        slotCount = highest + 1
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: DynamicObject.unimplementedSlot, count: slotCount)
        (slots[0], slots[1], slots[2]) = ComObject.unknownSlots
        if dispatch { (slots[3], slots[4], slots[5], slots[6]) = DynamicObject.dispatchSlots }

        guard isInterface else { return }
        let firstOwn = dispatch ? 7 : 3
        for (index, function) in functions.enumerated() where function.slot >= firstOwn {
            let plan = try CallPlan(function)
            try addClosure(SlotContext(plan: plan, function: index), at: function.slot)
        }
    }

    private func addClosure(_ context: SlotContext, at slot: Int) throws(TypeLibraryError) {
        var code: UnsafeMutableRawPointer?
        guard let closure = ffi_closure_alloc(latebind_ffi_closure_size(), &code), let code else {
            throw TypeLibraryError(.E_OUTOFMEMORY, "libffi has no memory for another closure")
        }
        closures.append(closure)
        contexts.append(context)
        let status = ffi_prep_closure_loc(
            closure.assumingMemoryBound(to: ffi_closure.self), context.plan.interface.cif, enterSlot,
            Unmanaged.passUnretained(context).toOpaque(), code)
        guard status == FFI_OK else {
            throw TypeLibraryError(.E_UNEXPECTED, "libffi cannot prepare the closure of \(context.plan.name)")
        }
        slots[slot] = UnsafeRawPointer(code)
    }

    deinit {
        for closure in closures { ffi_closure_free(closure) }
        slots.deallocate()
    }
}

/// What a closure knows: the plan of its function and which of the vtable's functions it is.
final class SlotContext: Sendable {
    let plan: CallPlan
    let function: Int

    init(plan: CallPlan, function: Int) {
        self.plan = plan
        self.function = function
    }
}

/// Every closure enters here: unwrap, ask the object, HRESULT.
private let enterSlot:
    @convention(c) (
        UnsafeMutablePointer<ffi_cif>?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
        UnsafeMutableRawPointer?
    ) -> Void = { _, returned, arguments, context in
        guard let returned, let arguments, let context, let thisPlace = arguments[0] else { return }
        let slot = Unmanaged<SlotContext>.fromOpaque(context)._withUnsafeGuaranteedRef { $0 }
        guard let this = thisPlace.load(as: UnsafeMutableRawPointer?.self) else {
            return slot.plan.storeFailure(.E_POINTER, into: returned)
        }
        // Only a DynamicObject has a vtable with closures in it.
        let header = this.assumingMemoryBound(to: ComInterfaceHeader.self).pointee
        unsafeDowncast(header.object, to: DynamicObject.self).enter(
            slot.plan, function: slot.function, interface: header.interfaceIndex, arguments: arguments + 1,
            returned: returned)
    }

extension ComInterfaceHeader {
    /// Which of a `DynamicObject`'s interfaces the pointer is; kept in the header's context word.
    var interfaceIndex: Int { Int(bitPattern: context) }
}
