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
    public func call(
        _ instance: UnsafeMutableRawPointer, arguments: UnsafePointer<UnsafeMutablePointer<VARIANT>?>, lcid: UInt32,
        result: UnsafeMutablePointer<VARIANT>?
    ) -> CallOutcome {
        guard case .vtable(let slot) = target else { return CallOutcome(.E_UNEXPECTED) }
        let vtable = instance.load(as: UnsafePointer<UnsafeRawPointer?>.self)
        guard let function = vtable[slot] else { return CallOutcome(.E_NOTIMPL) }

        let count = parameters.count
        let pointerBytes = (count + 1) * 8
        let resultBytes = (max(16, self.result.size) + 15) & ~15
        return withUnsafeTemporaryAllocation(byteCount: frameSize + resultBytes + pointerBytes, alignment: 16) { memory in
            guard let frame = memory.baseAddress else { return CallOutcome(.E_OUTOFMEMORY) }
            frame.initializeMemory(as: UInt8.self, repeating: 0, count: memory.count)
            let returned = frame + frameSize
            let pointers = (returned + resultBytes).assumingMemoryBound(to: UnsafeMutableRawPointer?.self)

            var this: UnsafeMutableRawPointer? = instance
            return withUnsafeMutablePointer(to: &this) { this in
                pointers[0] = UnsafeMutableRawPointer(this)
                var prepared = 0
                defer { clearScratch(frame, upTo: prepared) }
                while prepared < count {
                    let index = prepared
                    prepared += 1
                    pointers[index + 1] = frame + parameters[index].slot
                    let status = prepare(parameters[index], arguments[index], frame, lcid)
                    guard status.isSuccess else {
                        dropStorage(frame, arguments, upTo: index)
                        return CallOutcome(status, parameter: index)
                    }
                }
                latebind_ffi_call(interface.cif, function, returned, pointers)
                return finish(frame, returned, arguments, result)
            }
        }
    }

    /// Fills the slot of one parameter, and what it points at.
    private func prepare(
        _ parameter: ParameterPlan, _ argument: UnsafeMutablePointer<VARIANT>?, _ frame: UnsafeMutableRawPointer,
        _ lcid: UInt32
    ) -> HResult {
        let slot = frame + parameter.slot
        let scratch = (frame + parameter.scratch).assumingMemoryBound(to: VARIANT.self)
        if parameter.isLCID {
            slot.storeBytes(of: lcid, as: UInt32.self)
            return .S_OK
        }
        let place: UnsafeMutableRawPointer
        if parameter.isPointer {
            place = frame + parameter.storage
            slot.storeBytes(of: place, as: UnsafeMutableRawPointer.self)
        } else {
            place = slot
        }
        if parameter.isRetval { return .S_OK }
        guard let argument, !(UnsafePointer(argument).isMissing && parameter.type.kind != .variant) else {
            return prepareMissing(parameter, slot, place, scratch, lcid)
        }
        if parameter.isOut {
            switch outMode(parameter, argument) {
            case .direct(let target):
                slot.storeBytes(of: target, as: UnsafeMutableRawPointer.self)
                if !parameter.isIn { parameter.type.drop(target) }
                return .S_OK
            case .stored(let variant):
                return parameter.isIn ? loadOwned(parameter, UnsafePointer(variant), place, scratch, lcid) : .S_OK
            case .dropped:
                return parameter.isIn ? loadOwned(parameter, UnsafePointer(argument), place, scratch, lcid) : .S_OK
            }
        }
        if parameter.isPointer {
            // [in] by reference: the caller's own memory if it has the type, else a copy that borrows.
            let found = VarType(rawValue: argument.pointee.vt)
            if parameter.type.kind == .variant {
                let value = UnsafePointer(argument).referencedVariant.map { UnsafeMutablePointer(mutating: $0) } ?? argument
                slot.storeBytes(of: value, as: UnsafeMutablePointer<VARIANT>.self)
                return .S_OK
            }
            if found == parameter.type.varType.byRef, let target = argument.pointee.byref {
                slot.storeBytes(of: target, as: UnsafeMutableRawPointer.self)
                return .S_OK
            }
        }
        return parameter.type.load(from: UnsafePointer(argument), into: place, scratch: scratch, lcid: lcid)
    }

    private func prepareMissing(
        _ parameter: ParameterPlan, _ slot: UnsafeMutableRawPointer, _ place: UnsafeMutableRawPointer,
        _ scratch: UnsafeMutablePointer<VARIANT>, _ lcid: UInt32
    ) -> HResult {
        if let value = parameter.defaultValue {
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
        guard parameter.isOptional || (parameter.isOut && !parameter.isIn) else { return .DISP_E_PARAMNOTOPTIONAL }
        if parameter.type.kind == .variant && parameter.isIn {
            let missing = place.assumingMemoryBound(to: VARIANT.self)
            missing.pointee.vt = VarType.error.rawValue
            missing.pointee.scode = HResult.DISP_E_PARAMNOTFOUND.rawValue
        }
        return .S_OK
    }

    /// Loads a value that the callee may free and replace: an [in, out] argument.
    private func loadOwned(
        _ parameter: ParameterPlan, _ source: UnsafePointer<VARIANT>, _ place: UnsafeMutableRawPointer,
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
        if scratch.pointee.vt != 0 {
            scratch.initialize(to: VARIANT())
            VariantOps.clear(&copy)
        }
        return .S_OK
    }

    private func outMode(_ parameter: ParameterPlan, _ argument: UnsafeMutablePointer<VARIANT>) -> OutMode {
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
        _ frame: UnsafeMutableRawPointer, _ returned: UnsafeMutableRawPointer,
        _ arguments: UnsafePointer<UnsafeMutablePointer<VARIANT>?>, _ result: UnsafeMutablePointer<VARIANT>?
    ) -> CallOutcome {
        let status = returnsHResult ? HResult(rawValue: returned.load(as: Int32.self)) : .S_OK
        for index in parameters.indices where parameters[index].isPointer {
            let parameter = parameters[index]
            guard parameter.isOut || parameter.isRetval else { continue }
            let place = frame + parameter.storage
            if parameter.isRetval {
                if status.isSuccess, let result, index == retval {
                    parameter.type.store(from: place, into: result)
                } else {
                    parameter.type.drop(place)
                }
                continue
            }
            guard let argument = arguments[index], !UnsafePointer(argument).isMissing else {
                parameter.type.drop(place)
                continue
            }
            switch outMode(parameter, argument) {
            case .direct: break
            case .stored(let variant) where status.isSuccess:
                VariantOps.clear(variant)
                parameter.type.store(from: place, into: variant)
            case .stored, .dropped:
                parameter.type.drop(place)
            }
        }
        if status.isSuccess, retval == nil, !returnsHResult, self.result.kind != .void {
            if let result {
                self.result.store(from: returned, into: result)
            } else {
                self.result.drop(returned)
            }
        }
        return CallOutcome(status, isMethodFailure: status.isFailure)
    }

    /// Drops what [in, out] parameters before `end` own, when a later argument could not be converted.
    private func dropStorage(
        _ frame: UnsafeMutableRawPointer, _ arguments: UnsafePointer<UnsafeMutablePointer<VARIANT>?>, upTo end: Int
    ) {
        for index in 0..<end where parameters[index].isOut && parameters[index].isIn && !parameters[index].isRetval {
            guard let argument = arguments[index], !UnsafePointer(argument).isMissing else { continue }
            if case .direct = outMode(parameters[index], argument) { continue }
            parameters[index].type.drop(frame + parameters[index].storage)
        }
    }

    private func clearScratch(_ frame: UnsafeMutableRawPointer, upTo end: Int) {
        for index in 0..<end {
            let scratch = (frame + parameters[index].scratch).assumingMemoryBound(to: VARIANT.self)
            if scratch.pointee.vt != 0 { VariantOps.clear(scratch) }
        }
    }
}

extension NativeType {
    /// Whether the value owns something: a BSTR, an interface, an array, a VARIANT.
    var isOwning: Bool {
        switch kind {
        case .bstr, .interface, .safeArray, .variant: true
        default: false
        }
    }

    /// Frees what the value owns and leaves it null.
    func drop(_ place: UnsafeMutableRawPointer) {
        guard isOwning else { return }
        var value = VARIANT()
        store(from: place, into: &value)
        VariantOps.clear(&value)
        place.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    }
}
