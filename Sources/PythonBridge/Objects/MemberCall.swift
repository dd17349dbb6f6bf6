// SPDX-License-Identifier: Apache-2.0
//
// A call from Python through a call plan: Python's arguments into VARIANTs, the call without the GIL, results back. The
// VARIANTs lie on the stack; nothing is allocated but what the values themselves need.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPython
import Invocation
import TypeLibrary

/// One function of an interface, ready to be called from Python.
final class MemberCall {
    private let plan: CallPlan
    /// `IDictionary.Add`
    private let place: String
    /// Parameters that Python supplies, in order; a put's value is the last.
    private let inputs: [Int]
    /// How many of them must be supplied.
    private let requiredInputs: Int
    /// [out] and [in, out] parameters: they follow the result.
    private let outputs: [Int]
    /// The interface that a parameter, or at `parameters.count` the result, is declared with.
    private let declared: [Int: TypeInfo]

    init(_ plan: CallPlan, _ info: FunctionInfo, place: String) {
        self.plan = plan
        self.place = place
        inputs = plan.positional.filter { plan.parameters[$0].isIn }
        requiredInputs = plan.positional.prefix(plan.requiredCount).filter { plan.parameters[$0].isIn }.count
        outputs = plan.positional.filter { plan.parameters[$0].isOut }
        var declared: [Int: TypeInfo] = [:]
        let count = plan.parameters.count
        for (index, parameter) in info.declared.parameters.enumerated() where index < count {
            guard plan.parameters[index].type.kind == .interface, let type = info.library.interface(parameter.type) else {
                continue
            }
            declared[index == plan.retval ? count : index] = type
        }
        if plan.result.kind == .interface, let type = info.library.interface(info.declared.returnType) { declared[count] = type }
        self.declared = declared
    }

    /// Makes the call.
    /// - Returns: the result; with [out] parameters a tuple of the result, if there is one, and theirs.
    func perform(_ object: ObjectPayload, _ arguments: PythonArguments) throws(PythonFailure) -> PyPointer {
        guard let reference = object.reference else { throw .python(.runtime, "\(place): the object has gone") }
        let bridge = try Bridge.shared()
        return try CellFrame.with(plan.parameters.count) { (frame) throws(PythonFailure) in
            try match(arguments, frame, bridge)
            try prepareOutputs(frame)
            let (outcome, raised) = callOut { invoke(reference, frame) }
            if let outcome {
                guard case .call(var failure) = outcome else { throw rethrow(outcome, raised: raised) }
                if let parameter = failure.argument { locate(parameter, arguments, &failure) }
                failure.member = place
                throw rethrow(.call(failure), raised: raised)
            }
            // Somebody on the way has dealt with the exception.
            if let raised { lbpy_decref(raised) }
            return try results(frame, bridge)
        }
    }

    // MARK: Arguments

    /// Converts the arguments into the cells of their parameters.
    private func match(
        _ arguments: PythonArguments, _ frame: CellFrame, _ bridge: Bridge
    ) throws(PythonFailure) {
        var inputCount = inputs.count
        if let value = arguments.value, inputCount > 0 {
            inputCount -= 1
            try convert(value, inputs[inputCount], -1, frame, bridge)
        }
        let fixed = plan.isVararg ? inputCount - 1 : inputCount
        guard arguments.count <= fixed || plan.isVararg else { throw countFailure(arguments.count, at: fixed) }
        for index in 0..<min(arguments.count, fixed) {
            try convert(arguments[index], inputs[index], index, frame, bridge)
        }
        for index in 0..<arguments.nameCount {
            let parameter = try parameter(named: arguments.name(index))
            guard frame.matched[parameter] == nil else {
                throw argumentFailure(
                    .E_INVALIDARG, "the argument is given twice", arguments.count + index, parameter)
            }
            try convert(arguments[arguments.count + index], parameter, arguments.count + index, frame, bridge)
        }
        if plan.isVararg, let last = inputs.last { try collect(arguments, from: max(0, fixed), last, frame, bridge) }
        let required = min(requiredInputs, inputCount)
        for index in 0..<required where frame.matched[inputs[index]] == nil {
            throw argumentFailure(.DISP_E_BADPARAMCOUNT, "the argument is missing", index, inputs[index])
        }
    }

    private func convert(
        _ object: PyPointer, _ parameter: Int, _ position: Int, _ frame: CellFrame, _ bridge: Bridge
    ) throws(PythonFailure) {
        let cell = frame.cell(parameter)
        do throws(PythonFailure) {
            try bridge.store(object, into: cell, as: plan.parameters[parameter].type)
        } catch {
            guard case .call(var failure) = error else { throw error }
            failure.kind = .arguments
            failure.argument = position >= 0 ? position : nil
            failure.parameter = plan.parameters[parameter].name ?? (position < 0 ? "value" : nil)
            failure.member = place
            throw .call(failure)
        }
        frame.matched[parameter] = cell
    }

    /// The arguments of a [vararg] parameter, as the SAFEARRAY that it takes.
    private func collect(
        _ arguments: PythonArguments, from start: Int, _ parameter: Int, _ frame: CellFrame, _ bridge: Bridge
    ) throws(PythonFailure) {
        var rest: [Variant] = []
        for index in start..<max(start, arguments.count) { rest.append(try bridge.variant(arguments[index])) }
        let array = try com { () throws(COMError) in try SafeArray(rest).take() }
        let cell = frame.cell(parameter)
        cell.pointee.parray = array
        cell.pointee.vt = VarType.variant.array.rawValue
        frame.matched[parameter] = cell
    }

    /// Names compare without regard to case, as every name of COM does.
    private func parameter(named name: PyPointer) throws(PythonFailure) -> Int {
        let wanted = swiftString(name)
        let folded = wanted.lowercased()
        guard let found = inputs.first(where: { plan.parameters[$0].name?.lowercased() == folded }) else {
            throw .call(
                CallFailure(
                    COMError(.DISP_E_UNKNOWNNAME, "there is no parameter named \(wanted)"), kind: .arguments, member: place))
        }
        return found
    }

    private func countFailure(_ given: Int, at limit: Int) -> PythonFailure {
        let range = requiredInputs < limit ? "\(requiredInputs) to \(limit)" : "\(limit)"
        let takes = range + (limit == 1 ? " argument" : " arguments")
        return .call(
            CallFailure(
                COMError(.DISP_E_BADPARAMCOUNT, "takes \(takes), and \(given) are given"), kind: .arguments, member: place))
    }

    private func argumentFailure(_ code: HResult, _ message: String, _ position: Int, _ parameter: Int) -> PythonFailure {
        .call(
            CallFailure(
                COMError(code, message), kind: .arguments, member: place, argument: position,
                parameter: plan.parameters[parameter].name))
    }

    /// Turns the index of a parameter into that of the argument that Python passed for it.
    private func locate(_ parameter: Int, _ arguments: PythonArguments, _ failure: inout CallFailure) {
        failure.parameter = plan.parameters[parameter].name
        failure.argument = inputs.firstIndex(of: parameter)
        if arguments.value != nil, parameter == inputs.last {
            failure.argument = nil
            failure.parameter = failure.parameter ?? "value"
        }
        let name = failure.parameter?.lowercased()
        for index in 0..<arguments.nameCount where swiftString(arguments.name(index)).lowercased() == name {
            failure.argument = arguments.count + index
        }
    }

    // MARK: Outputs

    /// [out] cells refer to a target: VT_BYREF|VT_VARIANT for a vtable call, whose plan coerces; the declared type for
    /// IDispatch::Invoke, whose callee need not.
    private func prepareOutputs(_ frame: CellFrame) throws(PythonFailure) {
        for parameter in outputs {
            let cell = frame.cell(parameter)
            let target = frame.target(parameter)
            // The value of an [in, out] argument moves to the target.
            target.initialize(to: cell.pointee)
            cell.initialize(to: VARIANT())
            let type = plan.parameters[parameter].type
            if plan.target == .dispatch, type.kind != .variant {
                if target.pointee.vt == 0 {
                    target.pointee.vt = type.varType.rawValue
                } else if target.pointee.vt != type.varType.rawValue {
                    let status = VariantOps.changeType(target, target, type.varType)
                    guard status.isSuccess else {
                        throw argumentFailure(
                            status, "the value cannot be coerced", inputs.firstIndex(of: parameter) ?? 0, parameter)
                    }
                }
                cell.pointee.byref = type.kind == .decimal ? UnsafeMutableRawPointer(target) : UnsafeMutableRawPointer(target) + 8
                cell.pointee.vt = type.varType.byRef.rawValue
            } else {
                cell.pointee.pvarVal = target
                cell.pointee.vt = VarType.variant.byRef.rawValue
            }
            frame.matched[parameter] = cell
        }
    }

    /// New Python objects for the result and the [out] parameters.
    private func results(_ frame: CellFrame, _ bridge: Bridge) throws(PythonFailure) -> PyPointer {
        let count = plan.parameters.count
        if outputs.isEmpty { return try bridge.load(frame.cell(count), declared: declared[count]) }
        let hasResult = plan.retval != nil || (!plan.returnsHResult && plan.result.kind != .void)
        var items: [PyPointer?] = []
        do throws(PythonFailure) {
            if hasResult { items.append(try bridge.load(frame.cell(count), declared: declared[count])) }
            for parameter in outputs { items.append(try bridge.load(frame.target(parameter), declared: declared[parameter])) }
        } catch {
            for item in items { if let item { lbpy_decref(item) } }
            throw error
        }
        if items.count == 1, let only = items[0] { return only }
        return try makeTuple(items)
    }

    // MARK: The call

    /// Runs without the GIL: no Python object is touched here.
    private func invoke(_ reference: ComReference, _ frame: CellFrame) -> PythonFailure? {
        if plan.target == .dispatch { return invokeDispatch(reference, frame) }
        // What an earlier call left there must not become this one's message.
        ErrorInfo.clear()
        let outcome = plan.call(
            reference.pointer, arguments: UnsafePointer(frame.matched), lcid: 0,
            result: frame.cell(plan.parameters.count))
        guard outcome.status.isFailure else { return nil }
        if outcome.isMethodFailure { return PythonFailure(ErrorInfo.take(for: outcome.status)) }
        guard let parameter = outcome.parameter else { return PythonFailure(COMError(outcome.status)) }
        let found = frame.matched[parameter].map { VarType(rawValue: $0.pointee.vt).documentedName } ?? "nothing"
        let wanted = plan.parameters[parameter].type.varType.documentedName
        return .call(
            CallFailure(
                COMError(outcome.status, "\(found) cannot be coerced to \(wanted)"), kind: .arguments, argument: parameter))
    }

    /// IDispatch::Invoke: the last argument first, a put's value named DISPID_PROPERTYPUT.
    private func invokeDispatch(_ reference: ComReference, _ frame: CellFrame) -> PythonFailure? {
        let positional = plan.positional
        // Arguments that are left out at the end are not passed.
        let count = (positional.lastIndex { frame.matched[$0] != nil } ?? -1) + 1
        var exception = EXCEPINFO()
        var badArgument = UInt32.max
        let status = withUnsafeTemporaryAllocation(of: VARIANT.self, capacity: max(1, count)) { passed in
            for (position, parameter) in positional.prefix(count).enumerated() {
                // Copied bit by bit: the frame owns what they hold.
                var argument = VARIANT()
                if let cell = frame.matched[parameter] {
                    argument = cell.pointee
                } else {
                    argument.scode = HResult.DISP_E_PARAMNOTFOUND.rawValue
                    argument.vt = VarType.error.rawValue
                }
                passed.initializeElement(at: count - 1 - position, to: argument)
            }
            var name = DispID.propertyPut
            var nothing = GUID.zero
            return withUnsafeMutablePointer(to: &name) { name in
                var parameters = DISPPARAMS()
                parameters.rgvarg = passed.baseAddress
                parameters.cArgs = UInt32(count)
                if plan.invokeKind.isPut {
                    parameters.rgdispidNamedArgs = name
                    parameters.cNamedArgs = 1
                }
                let kinds: InvokeKind = plan.invokeKind == .method ? [.method, .propertyGet] : plan.invokeKind
                return reference.withPointer(as: IDispatch.self) { object in
                    object.pointee.lpVtbl.pointee.Invoke(
                        object, plan.memberID, &nothing, 0, kinds.rawValue, &parameters,
                        plan.invokeKind.isPut ? nil : frame.cell(plan.parameters.count), &exception, &badArgument)
                }
            }
        }
        guard status < 0 else { return nil }
        let error = COMError(consuming: &exception, after: HResult(rawValue: status))
        if status != HResult.DISP_E_EXCEPTION.rawValue {
            let isArgument = badArgument < UInt32(count)
            return .call(
                CallFailure(
                    error, kind: isArgument || status == HResult.DISP_E_BADPARAMCOUNT.rawValue ? .arguments : .object,
                    argument: isArgument ? positional[count - 1 - Int(badArgument)] : nil))
        }
        return PythonFailure(error)
    }
}

extension TypeLibrary {
    /// The interface that a type of this library points at, through aliases and pointers; nil for any other type.
    /// - Parameter depth: how many more aliases are followed.
    fileprivate func interface(_ type: TypeDescription, depth: Int = 16) -> TypeInfo? {
        switch type {
        case .pointer(let target?): return depth > 0 ? interface(target, depth: depth - 1) : nil
        case .userDefined(let reference):
            guard depth > 0, let found = try? resolve(reference) else { return nil }
            switch found.kind {
            case .interface, .dispatch: return found
            case .coclass: return found.defaultInterface
            case .alias: return found.definition.alias.flatMap { found.library.interface($0, depth: depth - 1) }
            default: return nil
            }
        default: return nil
        }
    }
}

extension TypeInfo {
    /// The interface that a class's objects are known by; nil if this is not a coclass or names none.
    var defaultInterface: TypeInfo? {
        guard kind == .coclass else { return nil }
        let interfaces = definition.implementedTypes.filter { !$0.flags.contains(.source) }
        guard let chosen = interfaces.first(where: { $0.flags.contains(.default) }) ?? interfaces.first else { return nil }
        return try? library.resolve(chosen.reference)
    }
}
