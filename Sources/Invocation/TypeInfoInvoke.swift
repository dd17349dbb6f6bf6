// SPDX-License-Identifier: Apache-2.0
//
// ITypeInfo::Invoke: DISPPARAMS matched to the parameters of a member, then one call through its plan. [MS-OAUT] 3.1.4.4

public import AutomationRuntime
public import AutomationTypes
public import CAutomation
public import TypeLibrary

/// ITypeInfo::Invoke and what it needs, for every type of every library.
public struct TypeLibraryInvoker: TypeInfoInvoker {
    /// What creates the objects of coclasses; set by the layer that has a table of classes, before the first library is opened.
    public static let activation = OnceReference<CoclassActivation>()

    public init() {}

    public func invocation(of typeInfo: TypeInfo) throws(TypeLibraryError) -> TypeInvocation {
        try DispatchTable.of(typeInfo)
    }

    public func createInstance(
        typeInfo: TypeInfo, outer: UnsafeMutableRawPointer?, iid: GUID,
        result: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) -> HResult {
        // Without classes in this process none is registered.
        TypeLibraryInvoker.activation.load()?.createInstance(of: typeInfo.guid, outer: outer, iid: iid, result: result)
            ?? .REGDB_E_CLASSNOTREG
    }
}

/// Creates objects by CLSID.
open class CoclassActivation: @unchecked Sendable {
    // Unchecked because it is open; subclasses are immutable or locked.
    public init() {}

    /// IClassFactory::CreateInstance of the class object of a CLSID. `result` is null already.
    open func createInstance(
        of clsid: GUID, outer: UnsafeMutableRawPointer?, iid: GUID,
        result: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) -> HResult { .REGDB_E_CLASSNOTREG }
}

/// A variable of a dispinterface is a property that the object's own Invoke serves; a constant has its value.
func invokeVariable(
    _ members: MemberTable, _ instance: UnsafeMutableRawPointer, _ memberID: Int32, _ flags: UInt16,
    _ parameters: UnsafeMutablePointer<DISPPARAMS>?, _ result: UnsafeMutablePointer<VARIANT>?,
    _ exception: UnsafeMutablePointer<EXCEPINFO>?, _ argumentError: UnsafeMutablePointer<UInt32>?
) -> HResult {
    guard let variable = members[memberID]?.variable.map({ members.variables[$0] }), !DispatchTable.isRestricted(variable) else {
        return .DISP_E_MEMBERNOTFOUND
    }
    switch variable.kind {
    case .dispatch:
        let put = !InvokeKind(rawValue: flags).isDisjoint(with: [.propertyPut, .propertyPutRef])
        if put && variable.flags.contains(.readOnly) { return .DISP_E_MEMBERNOTFOUND }
        return forward(instance, memberID, flags, parameters, result, exception, argumentError)
    case .const:
        guard InvokeKind(rawValue: flags).contains(.propertyGet) else { return .DISP_E_MEMBERNOTFOUND }
        guard let result, let value = variable.value else { return .S_OK }
        do {
            result.initialize(to: try Variant(value).makeRaw())
            return .S_OK
        } catch {
            return error.hresult
        }
    case .perInstance, .static:
        return .DISP_E_MEMBERNOTFOUND
    }
}

/// Passes a call on to the object's IDispatch.
func forward(
    _ instance: UnsafeMutableRawPointer, _ memberID: Int32, _ flags: UInt16,
    _ parameters: UnsafeMutablePointer<DISPPARAMS>?, _ result: UnsafeMutablePointer<VARIANT>?,
    _ exception: UnsafeMutablePointer<EXCEPINFO>?, _ argumentError: UnsafeMutablePointer<UInt32>?
) -> HResult {
    guard let dispatch = comQueryInterface(instance, WellKnownIID.dispatch) else { return .E_NOINTERFACE }
    defer { comRelease(dispatch) }
    let interface = dispatch.assumingMemoryBound(to: IDispatch.self)
    var null = GUID.zero
    return HResult(
        rawValue: interface.pointee.lpVtbl.pointee.Invoke(
            interface, memberID, &null, 0, flags, parameters, result, exception, argumentError))
}

/// DISPPARAMS after its counts and pointers have been checked.
public struct DispatchArguments {
    /// `rgvarg`: the last argument first; the named ones stand in front.
    public let variants: UnsafeMutableBufferPointer<VARIANT>
    /// `rgdispidNamedArgs`
    public let names: UnsafeBufferPointer<Int32>

    /// nil for counts that do not fit together or null pointers with a count.
    public init?(_ parameters: UnsafePointer<DISPPARAMS>?) {
        guard let parameters else {
            variants = UnsafeMutableBufferPointer(start: nil, count: 0)
            names = UnsafeBufferPointer(start: nil, count: 0)
            return
        }
        let count = Int(parameters.pointee.cArgs)
        let named = Int(parameters.pointee.cNamedArgs)
        guard named <= count, count <= 65535, count == 0 || parameters.pointee.rgvarg != nil,
            named == 0 || parameters.pointee.rgdispidNamedArgs != nil
        else { return nil }
        variants = UnsafeMutableBufferPointer(start: parameters.pointee.rgvarg, count: count)
        names = UnsafeBufferPointer(start: UnsafePointer(parameters.pointee.rgdispidNamedArgs), count: named)
    }

    init?(_ parameters: UnsafeMutablePointer<DISPPARAMS>?) { self.init(parameters.map { UnsafePointer($0) }) }

    /// The arguments without a name.
    var positionalCount: Int { variants.count - names.count }

    /// Index in `variants` of the positional argument `position`, counted from the first.
    func index(ofPositional position: Int) -> Int { variants.count - 1 - position }
}

extension CallPlan {
    /// Matches arguments to parameters, calls the vtable slot, and tells failures as IDispatch::Invoke does.
    public func invoke(
        _ instance: UnsafeMutableRawPointer, _ kinds: InvokeKind, _ arguments: DispatchArguments, lcid: UInt32,
        result: UnsafeMutablePointer<VARIANT>?, exception: UnsafeMutablePointer<EXCEPINFO>?,
        argumentError: UnsafeMutablePointer<UInt32>?
    ) -> HResult {
        invoke(
            instance, kinds, arguments, lcid: lcid, result: result, exception: exception, argumentError: argumentError
        ) { frame, matched, result in
            perform(instance, frame, UnsafePointer(matched), lcid, result)
        }
    }

    /// The same with another way to make the call. `perform` gets the frame, the VARIANT of each parameter, and where the
    /// result goes.
    @inline(__always)
    func invoke(
        _ instance: UnsafeMutableRawPointer, _ kinds: InvokeKind, _ arguments: DispatchArguments, lcid: UInt32,
        result: UnsafeMutablePointer<VARIANT>?, exception: UnsafeMutablePointer<EXCEPINFO>?,
        argumentError: UnsafeMutablePointer<UInt32>?,
        perform: (
            UnsafeMutableRawPointer, UnsafeMutablePointer<UnsafeMutablePointer<VARIANT>?>, UnsafeMutablePointer<VARIANT>?
        ) -> CallOutcome
    ) -> HResult {
        // A property without parameters that is read with arguments: they belong to the value's default member.
        if invokeKind == .propertyGet, positionalCount == 0, !arguments.variants.isEmpty, arguments.names.isEmpty {
            return invokeDefault(
                kinds, arguments, lcid: lcid, result: result, exception: exception, argumentError: argumentError
            ) { value in
                let outcome = withFrame { frame in perform(frame, matchedCells(frame), value) }
                return outcome.isMethodFailure ? outcome.status.raise(from: instance, into: exception) : outcome.status
            }
        }
        return withFrame { frame in
            let matched = matchedCells(frame)
            if isVararg {
                return invokeVararg(
                    instance, arguments, frame, matched, result, exception, argumentError, perform)
            }
            let failure = match(arguments, into: matched, argumentError: argumentError)
            guard failure.isSuccess else { return failure }
            return tell(perform(frame, matched, result), instance, arguments, matched, exception, argumentError)
        }
    }

    /// The cells in which a frame keeps each parameter's VARIANT; all nil.
    private func matchedCells(_ frame: UnsafeMutableRawPointer) -> UnsafeMutablePointer<UnsafeMutablePointer<VARIANT>?> {
        let cells = (frame + matchedOffset).assumingMemoryBound(to: UnsafeMutablePointer<VARIANT>?.self)
        cells.initialize(repeating: nil, count: argumentCount + 1)
        return cells
    }

    /// The HRESULT of an outcome, with EXCEPINFO and puArgErr filled in.
    private func tell(
        _ outcome: CallOutcome, _ instance: UnsafeMutableRawPointer, _ arguments: DispatchArguments,
        _ matched: UnsafeMutablePointer<UnsafeMutablePointer<VARIANT>?>, _ exception: UnsafeMutablePointer<EXCEPINFO>?,
        _ argumentError: UnsafeMutablePointer<UInt32>?
    ) -> HResult {
        if outcome.status.isSuccess { return outcome.status }
        if outcome.isMethodFailure { return outcome.status.raise(from: instance, into: exception) }
        if let parameter = outcome.parameter, let argumentError {
            argumentError.pointee = arguments.index(of: matched[parameter])
        }
        return outcome.status
    }

    /// A [vararg] call: the arguments past the fixed ones become a SAFEARRAY(VARIANT).
    private func invokeVararg(
        _ instance: UnsafeMutableRawPointer, _ arguments: DispatchArguments, _ frame: UnsafeMutableRawPointer,
        _ matched: UnsafeMutablePointer<UnsafeMutablePointer<VARIANT>?>, _ result: UnsafeMutablePointer<VARIANT>?,
        _ exception: UnsafeMutablePointer<EXCEPINFO>?, _ argumentError: UnsafeMutablePointer<UInt32>?,
        _ perform: (
            UnsafeMutableRawPointer, UnsafeMutablePointer<UnsafeMutablePointer<VARIANT>?>, UnsafeMutablePointer<VARIANT>?
        ) -> CallOutcome
    ) -> HResult {
        let failure = match(arguments, into: matched, argumentError: argumentError)
        guard failure.isSuccess else { return failure }
        let fixed = max(0, positional.count - 1)
        var rest = VARIANT()
        do {
            var extra: [Variant] = []
            if let base = arguments.variants.baseAddress {
                for position in fixed..<max(fixed, arguments.positionalCount) {
                    extra.append(try Variant(copying: UnsafePointer(base + arguments.index(ofPositional: position))))
                }
            }
            rest = try Variant(extra).makeRaw()
        } catch {
            return error.hresult
        }
        defer { VariantOps.clear(&rest) }
        return withUnsafeMutablePointer(to: &rest) { rest in
            if let last = positional.last { matched[last] = rest }
            return tell(perform(frame, matched, result), instance, arguments, matched, exception, argumentError)
        }
    }

    /// Finds the argument of each parameter; those past the fixed ones of a [vararg] member are left.
    private func match(
        _ arguments: DispatchArguments, into matched: UnsafeMutablePointer<UnsafeMutablePointer<VARIANT>?>,
        argumentError: UnsafeMutablePointer<UInt32>?
    ) -> HResult {
        guard let base = arguments.variants.baseAddress else {
            return requiredCount == 0 ? .S_OK : .DISP_E_BADPARAMCOUNT
        }
        if !arguments.names.isEmpty {
            let status = matchNamed(arguments, base, into: matched, argumentError: argumentError)
            guard status.isSuccess else { return status }
        }
        let count = arguments.positionalCount
        let fixed = isVararg ? max(0, positionalCount - 1) : positionalCount
        guard count <= fixed || isVararg else { return .DISP_E_BADPARAMCOUNT }
        for position in 0..<min(count, fixed) {
            let parameter = Int(positions[position])
            guard matched[parameter] == nil else {
                argumentError?.pointee = UInt32(arguments.index(ofPositional: position))
                return .E_INVALIDARG
            }
            matched[parameter] = base + arguments.index(ofPositional: position)
        }
        if count < requiredCount {
            for position in count..<requiredCount where matched[Int(positions[position])] == nil {
                return .DISP_E_BADPARAMCOUNT
            }
        }
        return .S_OK
    }

    /// Whether a caller supplies the parameter: all but [lcid] and [retval].
    private func takesArgument(_ parameter: Int) -> Bool {
        arguments[parameter].flags.isDisjoint(with: [.lcid, .retval])
    }

    private func matchNamed(
        _ arguments: DispatchArguments, _ base: UnsafeMutablePointer<VARIANT>,
        into matched: UnsafeMutablePointer<UnsafeMutablePointer<VARIANT>?>, argumentError: UnsafeMutablePointer<UInt32>?
    ) -> HResult {
        for (index, name) in arguments.names.enumerated() {
            let parameter: Int
            if name == DispID.propertyPut, invokeKind.isPut, positionalCount > 0 {
                parameter = Int(positions[positionalCount - 1])
            } else {
                guard name >= 0, name < argumentCount, takesArgument(Int(name)) else {
                    argumentError?.pointee = UInt32(index)
                    return .DISP_E_PARAMNOTFOUND
                }
                parameter = Int(name)
            }
            guard matched[parameter] == nil else {
                argumentError?.pointee = UInt32(index)
                return .E_INVALIDARG
            }
            matched[parameter] = base + index
        }
        return .S_OK
    }

    /// Reads the property, then calls DISPID_VALUE of the object that it holds.
    private func invokeDefault(
        _ kinds: InvokeKind, _ arguments: DispatchArguments, lcid: UInt32, result: UnsafeMutablePointer<VARIANT>?,
        exception: UnsafeMutablePointer<EXCEPINFO>?, argumentError: UnsafeMutablePointer<UInt32>?,
        read: (UnsafeMutablePointer<VARIANT>) -> HResult
    ) -> HResult {
        var value = VARIANT()
        defer { VariantOps.clear(&value) }
        let status = read(&value)
        guard status.isSuccess else { return status }
        guard value.vt == VarType.dispatch.rawValue, let object = value.pdispVal else { return .DISP_E_BADPARAMCOUNT }
        var parameters = DISPPARAMS()
        parameters.rgvarg = arguments.variants.baseAddress
        parameters.cArgs = UInt32(arguments.variants.count)
        var null = GUID.zero
        return HResult(
            rawValue: object.pointee.lpVtbl.pointee.Invoke(
                object, DispID.value, &null, lcid, kinds.rawValue, &parameters, result, exception, argumentError))
    }
}

extension DispatchArguments {
    /// Where in `rgvarg` an argument lies; 0 for one that was left out.
    fileprivate func index(of argument: UnsafeMutablePointer<VARIANT>?) -> UInt32 {
        guard let argument, let base = variants.baseAddress, argument >= base, argument < base + variants.count else {
            return 0
        }
        return UInt32(argument - base)
    }
}

extension HResult {
    /// A method's own failure as IDispatch::Invoke tells it: DISP_E_EXCEPTION with what the thread's error info says, or this
    /// HRESULT alone if the caller wants no EXCEPINFO.
    func raise(from instance: UnsafeMutableRawPointer, into exception: UnsafeMutablePointer<EXCEPINFO>?) -> HResult {
        var error = ErrorInfo.take() ?? COMError(self)
        error.hresult = self
        guard let exception else { return self }
        error.fill(exception)
        return .DISP_E_EXCEPTION
    }
}
