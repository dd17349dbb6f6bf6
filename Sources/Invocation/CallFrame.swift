// SPDX-License-Identifier: Apache-2.0
//
// One call through a plan: VARIANTs into a native frame, the call, native results back into VARIANTs. The frame lies on the stack
// (or in one temporary block) and owns what its scratch VARIANTs hold; nothing else is allocated.

import AutomationRuntime
public import AutomationTypes
public import CAutomation
import CFFI
import TypeLibrary

/// How a call ended.
public struct CallOutcome: Sendable {
    /// What the caller gets: S_OK or the method's own success code; the conversion's error; the method's failure.
    public var status: HResult
    /// Index of the parameter whose argument could not be converted.
    public var parameter: Int?
    /// Whether `status` is the failure that the method itself returned.
    public var isMethodFailure: Bool

    init(_ status: HResult, parameter: Int? = nil, isMethodFailure: Bool = false) {
        self.status = status
        self.parameter = parameter
        self.isMethodFailure = isMethodFailure
    }
}

/// What happens to the value behind an out parameter.
private enum OutMode {
    /// The argument's own memory is passed: nothing is left to do.
    case direct(UnsafeMutableRawPointer)
    /// The frame's storage is passed and its value stored into this VARIANT afterwards.
    case stored(UnsafeMutablePointer<VARIANT>)
    /// The frame's storage is passed and its value dropped.
    case dropped
}

extension CallPlan {
    /// Calls the function on an object.
    ///
    /// - Parameters:
    ///   - instance: an interface pointer of the type that declares the function; borrowed.
    ///   - arguments: one entry for each parameter; nil for one that is left out, and for [retval] and [lcid].
    ///   - result: gets the [retval] or the native result; it must be VT_EMPTY. nil drops it.
    /// - Returns: DISP_E_BADVARTYPE, and no call is made, if a result or out parameter is a union: no VARIANT can hold one.
    public func call(
        _ instance: UnsafeMutableRawPointer, arguments: UnsafePointer<UnsafeMutablePointer<VARIANT>?>, lcid: UInt32,
        result: UnsafeMutablePointer<VARIANT>?
    ) -> CallOutcome {
        withFrame { frame in perform(instance, frame, arguments, lcid, result) }
    }

    /// A frame on the stack, or on the heap if it is large.
    @inline(__always)
    func withFrame<Result>(_ body: (UnsafeMutableRawPointer) -> Result) -> Result {
        // A size that the compiler knows is what makes it use the stack.
        if frameSize <= 1024 {
            return withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16) { memory in
                // An allocation of a fixed size has an address.
                let frame = memory.baseAddress.unsafelyUnwrapped
                frame.initializeMemory(as: UInt8.self, repeating: 0, count: pointersOffset)
                return body(frame)
            }
        }
        let frame = UnsafeMutableRawPointer.allocate(byteCount: frameSize, alignment: 16)
        defer { frame.deallocate() }
        frame.initializeMemory(as: UInt8.self, repeating: 0, count: pointersOffset)
        return body(frame)
    }

    /// Makes the call with a frame that holds nothing yet.
    func perform(
        _ instance: UnsafeMutableRawPointer, _ frame: UnsafeMutableRawPointer,
        _ variants: UnsafePointer<UnsafeMutablePointer<VARIANT>?>, _ lcid: UInt32, _ result: UnsafeMutablePointer<VARIANT>?
    ) -> CallOutcome {
        guard vtableSlot >= 0 else { return CallOutcome(.E_UNEXPECTED) }
        let vtable = instance.load(as: UnsafePointer<UnsafeRawPointer?>.self)
        guard let function = vtable[vtableSlot] else { return CallOutcome(.E_NOTIMPL) }
        return perform(function, instance, frame, variants, lcid, result)
    }

    /// Calls a function with a frame that holds nothing yet.
    /// - Parameter instance: its first argument; nil for a module's function, which has none.
    @inline(__always)
    private func perform(
        _ function: UnsafeRawPointer, _ instance: UnsafeMutableRawPointer?, _ frame: UnsafeMutableRawPointer,
        _ variants: UnsafePointer<UnsafeMutablePointer<VARIANT>?>, _ lcid: UInt32, _ result: UnsafeMutablePointer<VARIANT>?
    ) -> CallOutcome {
        guard !hasOutputWithoutForm else { return CallOutcome(.DISP_E_BADVARTYPE) }
        let count = argumentCount
        // Whether an argument was more than copied, so that a scratch VARIANT may be in use.
        var isPrepared = false
        for index in 0..<count {
            let argument = arguments + index
            let flags = argument.pointee.flags
            if flags.contains(.plain), let variant = variants[index], variant.pointee.vt == argument.pointee.variantType {
                // The whole word is written: reading it back at once would otherwise have to wait for two writes.
                let slot = frame + argument.pointee.slot
                switch argument.pointee.size {
                case 8: slot.storeBytes(of: variant.data.load(as: UInt64.self), as: UInt64.self)
                case 4: slot.storeBytes(of: UInt64(variant.data.load(as: UInt32.self)), as: UInt64.self)
                case 2: slot.storeBytes(of: UInt64(variant.data.load(as: UInt16.self)), as: UInt64.self)
                default: slot.storeBytes(of: UInt64(variant.data.load(as: UInt8.self)), as: UInt64.self)
                }
                continue
            }
            if flags.contains(.retval) {
                (frame + argument.pointee.slot).storeBytes(
                    of: frame + argument.pointee.storage, as: UnsafeMutableRawPointer.self)
                continue
            }
            isPrepared = true
            let status = prepare(index, variants[index], frame, lcid)
            if status.isFailure {
                dropStorage(frame, variants, upTo: index)
                clearScratch(frame, upTo: index + 1)
                return CallOutcome(status, parameter: index)
            }
        }
        if usesImage {
            frame.storeBytes(of: instance, as: UnsafeMutableRawPointer?.self)
            if hasShortNumbers {
                for index in 0..<count where arguments[index].flags.contains(.extend) {
                    arguments[index].type.extend(frame + arguments[index].slot)
                }
            }
            if hasImageMoves { RegisterImage.apply(imageMoves, frame) }
            RegisterImage.call(
                function, frame, imageResult, usesFloats: imageFloats, stackWords: imageStack,
                returned: frame + resultOffset)
        } else {
            callThroughLibFFI(function, instance, frame)
        }
        let outcome = finish(frame, variants, result)
        if isPrepared { clearScratch(frame, upTo: count) }
        return outcome
    }

    /// Calls a module's function with a frame that holds nothing yet.
    func performModuleFunction(
        _ function: UnsafeRawPointer, _ frame: UnsafeMutableRawPointer,
        _ variants: UnsafePointer<UnsafeMutablePointer<VARIANT>?>, _ lcid: UInt32, _ result: UnsafeMutablePointer<VARIANT>?
    ) -> CallOutcome {
        guard target == .module else { return CallOutcome(.E_UNEXPECTED) }
        return perform(function, nil, frame, variants, lcid, result)
    }

    private func callThroughLibFFI(
        _ function: UnsafeRawPointer, _ instance: UnsafeMutableRawPointer?, _ frame: UnsafeMutableRawPointer
    ) {
        let pointers = (frame + pointersOffset).assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        var this = instance
        withUnsafeMutablePointer(to: &this) { this in
            pointers.initialize(to: UnsafeMutableRawPointer(this))
            let first = instance == nil ? 0 : 1
            for index in 0..<argumentCount { (pointers + (first + index)).initialize(to: frame + arguments[index].slot) }
            latebind_ffi_call(interface.cif, function, frame + resultOffset, pointers)
        }
    }

    /// Fills the slot of one parameter, and what it points at.
    private func prepare(
        _ index: Int, _ variant: UnsafeMutablePointer<VARIANT>?, _ frame: UnsafeMutableRawPointer, _ lcid: UInt32
    ) -> HResult {
        let argument = arguments[index]
        let slot = frame + argument.slot
        let scratch = (frame + argument.scratch).assumingMemoryBound(to: VARIANT.self)
        if argument.flags.contains(.lcid) {
            slot.storeBytes(of: lcid, as: UInt32.self)
            return .S_OK
        }
        var place = slot
        if argument.isPointer {
            place = frame + argument.storage
            slot.storeBytes(of: place, as: UnsafeMutableRawPointer.self)
        }
        if argument.isRetval { return .S_OK }
        guard let variant, !(UnsafePointer(variant).isMissing && argument.type.kind != .variant) else {
            return prepareMissing(index, place, scratch, lcid)
        }
        if argument.type.kind == .record {
            let record = UnsafePointer(variant).referencedVariant ?? UnsafePointer(variant)
            let isRecord = VarType(rawValue: record.pointee.vt).dereferenced == .record
            if isRecord || argument.isIn, !isRecord || !argument.type.matchesRecord(record) { return .DISP_E_TYPEMISMATCH }
        }
        if argument.isOut {
            switch outMode(argument, variant) {
            case .direct(let target):
                slot.storeBytes(of: target, as: UnsafeMutableRawPointer.self)
                if !argument.isIn { argument.type.drop(target) }
                return .S_OK
            case .stored(let inner):
                return argument.isIn ? loadOwned(argument, UnsafePointer(inner), place, scratch, lcid) : .S_OK
            case .dropped:
                return argument.isIn ? loadOwned(argument, UnsafePointer(variant), place, scratch, lcid) : .S_OK
            }
        }
        if argument.isPointer {
            // [in] by reference: the caller's own memory if it has the type, else a copy that borrows.
            if argument.type.kind == .variant {
                let value = UnsafePointer(variant).referencedVariant.map { UnsafeMutablePointer(mutating: $0) } ?? variant
                slot.storeBytes(of: value, as: UnsafeMutablePointer<VARIANT>.self)
                return .S_OK
            }
            if variant.pointee.vt == argument.type.varType.byRef.rawValue, let target = variant.pointee.byref {
                slot.storeBytes(of: target, as: UnsafeMutableRawPointer.self)
                return .S_OK
            }
        }
        return argument.type.load(from: UnsafePointer(variant), into: place, scratch: scratch, lcid: lcid)
    }

    private func prepareMissing(
        _ index: Int, _ place: UnsafeMutableRawPointer, _ scratch: UnsafeMutablePointer<VARIANT>, _ lcid: UInt32
    ) -> HResult {
        let parameter = arguments[index]
        if let value = parameters[index].defaultValue {
            // An [in, out] parameter's storage owns its value, the callee may replace it; any other borrows the plan's.
            if parameter.isOut, parameter.type.isOwning {
                var copy = VARIANT()
                let status = value.withRaw { VariantOps.copy(&copy, UnsafeMutablePointer(mutating: $0)) }
                guard status.isSuccess else { return status }
                parameter.type.load(moving: &copy, into: place)
                return .S_OK
            }
            return value.withRaw { parameter.type.load(from: $0, into: place, scratch: scratch, lcid: lcid) }
        }
        guard parameter.flags.contains(.optional) || (parameter.isOut && !parameter.isIn) else { return .DISP_E_PARAMNOTOPTIONAL }
        if parameter.type.kind == .variant && parameter.isIn {
            let missing = place.assumingMemoryBound(to: VARIANT.self)
            missing.pointee.vt = VarType.error.rawValue
            missing.pointee.scode = HResult.DISP_E_PARAMNOTFOUND.rawValue
        }
        return .S_OK
    }

    /// Loads a value that the callee may free and replace: an [in, out] argument.
    private func loadOwned(
        _ parameter: ArgumentPlan, _ source: UnsafePointer<VARIANT>, _ place: UnsafeMutableRawPointer,
        _ scratch: UnsafeMutablePointer<VARIANT>, _ lcid: UInt32
    ) -> HResult {
        var copy = VARIANT()
        let status = VariantOps.copyIndirect(&copy, UnsafeMutablePointer(mutating: source))
        guard status.isSuccess else { return status }
        let loaded = withUnsafeMutablePointer(to: &copy) { copy in
            parameter.type.load(from: UnsafePointer(copy), into: place, scratch: scratch, lcid: lcid)
        }
        guard loaded.isSuccess, parameter.type.isOwning else {
            VariantOps.clear(&copy)
            return loaded
        }
        // `place` holds what either the copy or the scratch owns: it takes that over, the other is cleared.
        if parameter.type.kind == .record {
            copy.pvRecord?.initializeMemory(as: UInt8.self, repeating: 0, count: parameter.type.size)
            VariantOps.clear(&copy)
            return .S_OK
        }
        if scratch.pointee.vt != 0 {
            scratch.initialize(to: VARIANT())
            VariantOps.clear(&copy)
        }
        return .S_OK
    }

    private func outMode(_ parameter: ArgumentPlan, _ argument: UnsafeMutablePointer<VARIANT>) -> OutMode {
        let found = VarType(rawValue: argument.pointee.vt)
        guard found.isByRef, let target = argument.pointee.byref else { return .dropped }
        if found.canonicalElement == parameter.type.varType.byRef.canonicalElement {
            // An interface pointer's declared type may be another one than the caller's variable has.
            if parameter.type.kind != .interface || parameter.type.iid == WellKnownIID.dispatch
                || parameter.type.iid == WellKnownIID.unknown
            {
                return .direct(target)
            }
        }
        if found == VarType.variant.byRef {
            let variant = target.assumingMemoryBound(to: VARIANT.self)
            return parameter.type.kind == .variant ? .direct(target) : .stored(variant)
        }
        return .dropped
    }

    /// After the call: the result, the out parameters, the method's HRESULT.
    private func finish(
        _ frame: UnsafeMutableRawPointer, _ variants: UnsafePointer<UnsafeMutablePointer<VARIANT>?>,
        _ result: UnsafeMutablePointer<VARIANT>?
    ) -> CallOutcome {
        let returned = frame + resultOffset
        let status = returnsHResult ? HResult(rawValue: returned.load(as: Int32.self)) : .S_OK
        if hasOnlyRetval {
            if retvalIndex >= 0 {
                let argument = arguments + retvalIndex
                let place = frame + argument.pointee.storage
                if status.isSuccess, let result {
                    argument.pointee.type.store(from: place, into: result)
                } else {
                    argument.pointee.type.drop(place)
                }
            }
        } else {
            finishOutputs(frame, variants, result, status)
        }
        if !returnsHResult, retvalIndex < 0, self.result.kind != .void {
            if let result {
                self.result.store(from: returned, into: result)
            } else {
                self.result.drop(returned)
            }
        }
        return CallOutcome(status, isMethodFailure: status.isFailure)
    }

    private func finishOutputs(
        _ frame: UnsafeMutableRawPointer, _ variants: UnsafePointer<UnsafeMutablePointer<VARIANT>?>,
        _ result: UnsafeMutablePointer<VARIANT>?, _ status: HResult
    ) {
        for index in 0..<argumentCount {
            let argument = arguments[index]
            guard argument.isPointer, argument.isOut || argument.isRetval else { continue }
            let place = frame + argument.storage
            if argument.isRetval {
                if status.isSuccess, let result, index == retvalIndex {
                    argument.type.store(from: place, into: result)
                } else {
                    argument.type.drop(place)
                }
                continue
            }
            guard let variant = variants[index], !UnsafePointer(variant).isMissing else {
                argument.type.drop(place)
                continue
            }
            switch outMode(argument, variant) {
            case .direct: break
            case .stored(let inner) where status.isSuccess:
                VariantOps.clear(inner)
                argument.type.store(from: place, into: inner)
            case .stored, .dropped:
                argument.type.drop(place)
            }
        }
    }

    /// Drops what [in, out] parameters before `end` own, when a later argument could not be converted.
    private func dropStorage(
        _ frame: UnsafeMutableRawPointer, _ variants: UnsafePointer<UnsafeMutablePointer<VARIANT>?>, upTo end: Int
    ) {
        for index in 0..<end {
            let argument = arguments[index]
            guard argument.isOut, argument.isIn, !argument.isRetval, let variant = variants[index],
                !UnsafePointer(variant).isMissing
            else { continue }
            if case .direct = outMode(argument, variant) { continue }
            argument.type.drop(frame + argument.storage)
        }
    }

    private func clearScratch(_ frame: UnsafeMutableRawPointer, upTo end: Int) {
        for index in 0..<end {
            let scratch = (frame + arguments[index].scratch).assumingMemoryBound(to: VARIANT.self)
            if scratch.pointee.vt != 0 { VariantOps.clear(scratch) }
        }
    }
}

extension NativeType {
    /// Whether the value owns something: a BSTR, an interface, an array, a VARIANT.
    var isOwning: Bool {
        switch kind {
        case .bstr, .interface, .safeArray, .variant, .record: true
        default: false
        }
    }

    /// Frees what the value owns and leaves it null.
    func drop(_ place: UnsafeMutableRawPointer) {
        guard isOwning else { return }
        if kind == .record {
            clearRecord(at: place)
            place.initializeMemory(as: UInt8.self, repeating: 0, count: size)
            return
        }
        var value = VARIANT()
        store(from: place, into: &value)
        VariantOps.clear(&value)
        place.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    }
}
