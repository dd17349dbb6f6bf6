// SPDX-License-Identifier: Apache-2.0
//
// A vtable made at run time from type information: IUnknown's and IDispatch's slots are shared functions, every other slot turns
// native arguments into VARIANTs and asks the object's Swift (or Python) side. What fits a register image enters through a
// compiled function (`latebind_slot`), anything else through a libffi closure.

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
    /// The table, behind one word that points at `head`.
    private let memory: UnsafeMutablePointer<UnsafeRawPointer?>
    private let slotCount: Int
    /// What compiled slot functions read: where to enter, and each slot's context.
    private let head: UnsafeMutablePointer<latebind_slots>
    private let slotContexts: UnsafeMutablePointer<UnsafeRawPointer?>
    private var closures: [UnsafeMutableRawPointer] = []
    private var contexts: [SlotContext] = []

    /// What an `lpVtbl` holds.
    public var address: UnsafeRawPointer { UnsafeRawPointer(memory + 1) }

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
        memory = .allocate(capacity: 1 + slotCount)
        slotContexts = .allocate(capacity: slotCount)
        slotContexts.initialize(repeating: nil, count: slotCount)
        head = .allocate(capacity: 1)
        head.initialize(to: latebind_slots(entry: enterImage, contexts: slotContexts))
        memory.initialize(to: UnsafeRawPointer(head))
        let slots = memory + 1
        slots.initialize(repeating: DynamicObject.unimplementedSlot, count: slotCount)
        (slots[0], slots[1], slots[2]) = ComObject.unknownSlots
        if dispatch { (slots[3], slots[4], slots[5], slots[6]) = DynamicObject.dispatchSlots }

        guard isInterface else { return }
        let firstOwn = dispatch ? 7 : 3
        for (index, function) in functions.enumerated() where function.slot >= firstOwn {
            let context = SlotContext(plan: try CallPlan(function), function: index)
            contexts.append(context)
            // A compiled slot answers with an HRESULT even to a call without an object.
            if context.plan.usesImage, !context.plan.hasImageMoves, context.plan.returnsHResult, let number = UInt32(exactly: function.slot),
                let compiled = latebind_slot(number)
            {
                slots[function.slot] = compiled
                slotContexts[function.slot] = UnsafeRawPointer(Unmanaged.passUnretained(context).toOpaque())
            } else {
                slots[function.slot] = try makeClosure(context)
            }
        }
    }

    private func makeClosure(_ context: SlotContext) throws(TypeLibraryError) -> UnsafeRawPointer {
        var code: UnsafeMutableRawPointer?
        guard let closure = ffi_closure_alloc(latebind_ffi_closure_size(), &code), let code else {
            throw TypeLibraryError(.E_OUTOFMEMORY, "libffi has no memory for another closure")
        }
        closures.append(closure)
        let status = ffi_prep_closure_loc(
            closure.assumingMemoryBound(to: ffi_closure.self), context.plan.interface.cif, enterClosure,
            Unmanaged.passUnretained(context).toOpaque(), code)
        guard status == FFI_OK else {
            throw TypeLibraryError(.E_UNEXPECTED, "libffi cannot prepare the closure of \(context.plan.name)")
        }
        return UnsafeRawPointer(code)
    }

    deinit {
        for closure in closures { ffi_closure_free(closure) }
        memory.deallocate()
        head.deallocate()
        slotContexts.deallocate()
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

/// Where the native arguments of an incoming call lie: in libffi's list, or in a register image and on the stack.
struct ArgumentPlaces {
    private let list: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    private let image: UnsafeMutableRawPointer?
    private let stack: UnsafeMutableRawPointer?

    /// - Parameter list: libffi's pointers to the arguments behind the object's.
    init(list: UnsafeMutablePointer<UnsafeMutableRawPointer?>) {
        self.list = list
        (image, stack) = (nil, nil)
    }

    init(image: UnsafeMutableRawPointer, stack: UnsafeMutableRawPointer?) {
        list = nil
        (self.image, self.stack) = (image, stack)
    }

    /// Where the argument of a parameter lies.
    @inline(__always)
    func place(of parameter: Int, _ plan: CallPlan) -> UnsafeMutableRawPointer? {
        if let list { return list[parameter] }
        let offset = plan.arguments[parameter].slot
        if offset < RegisterImage.registerBytes { return image.map { $0 + offset } }
        return stack.map { $0 + (offset - RegisterImage.registerBytes) }
    }

    /// What the argument of a parameter points at.
    @inline(__always)
    func target(of parameter: Int, _ plan: CallPlan) -> UnsafeMutableRawPointer? {
        place(of: parameter, plan)?.load(as: UnsafeMutableRawPointer?.self)
    }
}

/// Every closure enters here: unwrap, ask the object, HRESULT.
private let enterClosure:
    @convention(c) (
        UnsafeMutablePointer<ffi_cif>?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
        UnsafeMutableRawPointer?
    ) -> Void = { _, returned, arguments, context in
        guard let returned, let arguments, let context, let thisPlace = arguments[0] else { return }
        Unmanaged<SlotContext>.fromOpaque(context)._withUnsafeGuaranteedRef { slot in
            guard let this = thisPlace.load(as: UnsafeMutableRawPointer?.self) else {
                return slot.plan.storeFailure(.E_POINTER, into: returned)
            }
            // Only a DynamicObject has a vtable with closures in it; the caller's reference keeps it for the call.
            let header = this.assumingMemoryBound(to: ComInterfaceHeader.self)
            Unmanaged<DynamicObject>.fromOpaque(header.pointee.owner)._withUnsafeGuaranteedRef { object in
                object.enter(
                    slot.plan, slot.function, header.pointee.interfaceIndex, ArgumentPlaces(list: arguments + 1),
                    returned: returned)
            }
        }
    }

/// Every compiled slot function enters here. Its method returns an HRESULT.
private let enterImage:
    @convention(c) (
        UnsafeRawPointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<UInt64>?
    ) -> UInt64 = { context, this, image, stack in
        guard let context, let this, let image else { return UInt64(bitPattern: Int64(HResult.E_POINTER.rawValue)) }
        let places = ArgumentPlaces(image: UnsafeMutableRawPointer(image), stack: stack.map { UnsafeMutableRawPointer($0) })
        var returned: UInt64 = 0
        Unmanaged<SlotContext>.fromOpaque(context)._withUnsafeGuaranteedRef { slot in
            let header = this.assumingMemoryBound(to: ComInterfaceHeader.self)
            Unmanaged<DynamicObject>.fromOpaque(header.pointee.owner)._withUnsafeGuaranteedRef { object in
                object.enter(slot.plan, slot.function, header.pointee.interfaceIndex, places, returned: &returned)
            }
        }
        return returned
    }

extension ComInterfaceHeader {
    /// Which of a `DynamicObject`'s interfaces the pointer is; kept in the header's context word.
    var interfaceIndex: Int { Int(bitPattern: context) }
}
