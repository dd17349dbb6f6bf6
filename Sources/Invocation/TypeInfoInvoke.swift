// SPDX-License-Identifier: Apache-2.0
//
// ITypeInfo::Invoke: DISPPARAMS matched to the parameters of a member, then one call through its plan. [MS-OAUT] 3.1.4.4

public import AutomationRuntime
public import AutomationTypes
public import CAutomation
public import TypeLibrary

/// ITypeInfo::Invoke and what it needs, for every type of every library.
public struct TypeLibraryInvoker: TypeInfoInvoker {
    public init() {}

    /// Calls a member of `instance` that `typeInfo` describes.
    ///
    /// - Parameters:
    ///   - instance: the vtable that `typeInfo` describes, or any interface of an object with IDispatch for a dispinterface.
    ///   - flags: DISPATCH_METHOD, PROPERTYGET, PROPERTYPUT, PROPERTYPUTREF, alone or together.
    ///   - parameters: arguments from the last to the first, named ones first.
    ///   - result: gets the result; may be nil.
    ///   - exception: gets what the object said when DISP_E_EXCEPTION is returned; may be nil.
    ///   - argumentError: gets the index in `rgvarg` for DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW and DISP_E_PARAMNOTFOUND; may be nil.
    public func invoke(
        typeInfo: TypeInfo, instance: UnsafeMutableRawPointer, memberID: Int32, flags: UInt16,
        parameters: UnsafeMutablePointer<DISPPARAMS>?, result: UnsafeMutablePointer<VARIANT>?,
        exception: UnsafeMutablePointer<EXCEPINFO>?, argumentError: UnsafeMutablePointer<UInt32>?
    ) -> HResult {
        guard let arguments = DispatchArguments(parameters) else { return .E_INVALIDARG }
        result?.initialize(to: VARIANT())
        do {
            let members = try typeInfo.members()
            let kinds = InvokeKind(rawValue: flags)
            guard let index = members.functionIndex(memberID, kinds) else {
                return try invokeVariable(
                    typeInfo, members, instance, memberID, flags, parameters, result, exception, argumentError)
            }
            let plan = try CallPlans.of(typeInfo).plan(at: index, of: members)
            if case .vtable = plan.target {
                return plan.invoke(
                    instance, kinds, arguments, lcid: 0, result: result, exception: exception,
                    argumentError: argumentError)
            }
            if case .module = plan.target { return .E_NOTIMPL }
            return forward(instance, memberID, flags, parameters, result, exception, argumentError)
        } catch {
            return error.hresult
        }
    }

    /// A variable of a dispinterface is a property that the object's own Invoke serves; a constant has its value.
    private func invokeVariable(
        _ typeInfo: TypeInfo, _ members: MemberTable, _ instance: UnsafeMutableRawPointer, _ memberID: Int32,
        _ flags: UInt16, _ parameters: UnsafeMutablePointer<DISPPARAMS>?, _ result: UnsafeMutablePointer<VARIANT>?,
        _ exception: UnsafeMutablePointer<EXCEPINFO>?, _ argumentError: UnsafeMutablePointer<UInt32>?
    ) throws(TypeLibraryError) -> HResult {
        guard let variable = members[memberID]?.variable.map({ members.variables[$0] }) else {
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
    private func forward(
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
        ) { matched, result in
            guard let base = matched.baseAddress else { return CallOutcome(.E_OUTOFMEMORY) }
            return call(instance, arguments: UnsafePointer(base), lcid: lcid, result: result)
        }
    }

    /// The same with another way to make the call.
    func invoke(
        _ instance: UnsafeMutableRawPointer, _ kinds: InvokeKind, _ arguments: DispatchArguments, lcid: UInt32,
        result: UnsafeMutablePointer<VARIANT>?, exception: UnsafeMutablePointer<EXCEPINFO>?,
        argumentError: UnsafeMutablePointer<UInt32>?,
        call: (UnsafeMutableBufferPointer<UnsafeMutablePointer<VARIANT>?>, UnsafeMutablePointer<VARIANT>?) -> CallOutcome
    ) -> HResult {
        // A property without parameters that is read with arguments: they belong to the value's default member.
        if invokeKind == .propertyGet, positional.isEmpty, !arguments.variants.isEmpty, arguments.names.isEmpty {
            return invokeDefault(
                kinds, arguments, lcid: lcid, result: result, exception: exception, argumentError: argumentError
            ) { value in
                guard let none = DispatchArguments(Optional<UnsafePointer<DISPPARAMS>>.none) else { return .E_UNEXPECTED }
                return invoke(
                    instance, kinds, none, lcid: lcid, result: value, exception: exception,
                    argumentError: argumentError, call: call)
            }
        }
        return withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<VARIANT>?.self, capacity: parameters.count + 1) {
            matched in
            matched.initialize(repeating: nil)
            var rest = VARIANT()
            defer { VariantOps.clear(&rest) }
            return withUnsafeMutablePointer(to: &rest) { rest in
                if let failure = match(arguments, into: matched, rest: rest, argumentError: argumentError) {
                    return failure
                }
                let outcome = call(matched, result)
                if outcome.isMethodFailure { return outcome.status.raise(from: instance, into: exception) }
                if let parameter = outcome.parameter, let argumentError {
                    argumentError.pointee = arguments.index(of: matched[parameter])
                }
                return outcome.status
            }
        }
    }

    /// Finds the argument of each parameter.
    /// - Returns: nil, or the HRESULT to return.
    private func match(
        _ arguments: DispatchArguments, into matched: UnsafeMutableBufferPointer<UnsafeMutablePointer<VARIANT>?>,
        rest: UnsafeMutablePointer<VARIANT>, argumentError: UnsafeMutablePointer<UInt32>?
    ) -> HResult? {
        guard let base = arguments.variants.baseAddress ?? nil else {
            return requiredCount == 0 ? nil : .DISP_E_BADPARAMCOUNT
        }
        var named = 0
        for (index, name) in arguments.names.enumerated() {
            let parameter: Int
            if name == DispID.propertyPut, invokeKind.isPut, let last = positional.last {
                parameter = last
            } else {
                guard name >= 0, name < parameters.count, positional.contains(Int(name)) else {
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
            named += 1
        }
        let count = arguments.positionalCount
        let fixed = isVararg ? positional.count - 1 : positional.count
        guard count <= fixed || isVararg else { return .DISP_E_BADPARAMCOUNT }
        for position in 0..<min(count, max(0, fixed)) {
            let parameter = positional[position]
            guard matched[parameter] == nil else {
                argumentError?.pointee = UInt32(arguments.index(ofPositional: position))
                return .E_INVALIDARG
            }
            matched[parameter] = base + arguments.index(ofPositional: position)
        }
        for position in 0..<requiredCount where matched[positional[position]] == nil { return .DISP_E_BADPARAMCOUNT }
        if isVararg, let last = positional.last {
            do {
                var extra: [Variant] = []
                for position in max(0, fixed)..<max(count, fixed) {
                    extra.append(try Variant(copying: UnsafePointer(base + arguments.index(ofPositional: position))))
                }
                rest.initialize(to: try Variant(extra).makeRaw())
            } catch {
                return error.hresult
            }
            matched[last] = rest
        }
        return nil
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
