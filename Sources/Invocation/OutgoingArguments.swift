// SPDX-License-Identifier: Apache-2.0
//
// Arguments of a call that Swift makes: VARIANTs of the declared types, and variables for what is passed by reference.

import AutomationRuntime
import AutomationTypes
import CAutomation

/// The VARIANTs of one outgoing call. It owns what they hold; the callee sees it until this goes.
final class OutgoingArguments {
    /// As DISPPARAMS has them: the last argument first.
    let reversed: UnsafeMutablePointer<VARIANT>
    let count: Int
    /// One for each argument: its value, or the variable that a by-reference VARIANT points at.
    private let variables: UnsafeMutablePointer<VARIANT>
    private let plan: CallPlan

    /// - Throws: DISP_E_BADPARAMCOUNT; a value's own error, with its index, if it cannot be coerced to the declared type.
    init(_ plan: CallPlan, _ values: [Variant]) throws(COMError) {
        guard values.count <= plan.positionalCount, values.count >= plan.requiredCount else {
            throw COMError(
                .DISP_E_BADPARAMCOUNT, "\(plan.name) takes \(plan.requiredCount) to \(plan.positionalCount) arguments, not \(values.count)")
        }
        self.plan = plan
        count = values.count
        reversed = .allocate(capacity: max(1, count))
        reversed.initialize(repeating: VARIANT(), count: count)
        variables = .allocate(capacity: max(1, count))
        variables.initialize(repeating: VARIANT(), count: count)
        for (position, value) in values.enumerated() {
            let status = prepare(position, value)
            guard status.isSuccess else {
                throw COMError(status, "\(plan.name): argument \(position) cannot be converted", argumentIndex: position)
            }
        }
    }

    deinit {
        for index in 0..<count { VariantOps.clear(variables + index) }
        variables.deallocate()
        reversed.deallocate()
    }

    private func prepare(_ position: Int, _ value: Variant) -> HResult {
        let parameter = plan.parameters[plan.positional[position]]
        let (cell, variable) = (reversed + (count - 1 - position), variables + position)
        let type = parameter.type
        if parameter.isIn || type.kind == .record {
            let status = value.withRaw { raw in
                let raw = UnsafeMutablePointer(mutating: raw)
                return value.isMissing ? VariantOps.copy(variable, raw) : type.coerceResult(raw, into: variable, lcid: 0)
            }
            guard status.isSuccess else { return status }
        } else {
            variable.pointee.vt = type.kind == .variant ? 0 : type.varType.rawValue
        }
        cell.initialize(to: variable.pointee)
        guard parameter.isOut, !value.isMissing else { return .S_OK }
        cell.pointee.vt = type.varType.byRef.rawValue
        if type.kind != .record {
            let isWhole = type.kind == .variant || type.kind == .decimal
            cell.pointee.byref = UnsafeMutableRawPointer(variable) + (isWhole ? 0 : 8)
        }
        return .S_OK
    }

    /// What an argument holds after the call.
    func value(_ position: Int) throws(COMError) -> Variant {
        let variable = variables + position
        // A DECIMAL variable lies over the type word.
        if reversed[count - 1 - position].vt == VarType.decimal.byRef.rawValue { variable.pointee.vt = VarType.decimal.rawValue }
        return try Variant(copying: UnsafePointer(variable))
    }

    /// Calls the vtable slot of an object.
    func call(_ instance: UnsafeMutableRawPointer) -> Result<Variant, COMError> {
        var result = VARIANT()
        let outcome = withUnsafeTemporaryAllocation(
            of: UnsafeMutablePointer<VARIANT>?.self, capacity: plan.argumentCount + 1
        ) { pointers in
            pointers.initialize(repeating: nil)
            for position in 0..<count { pointers[plan.positional[position]] = reversed + (count - 1 - position) }
            guard let list = pointers.baseAddress else { return CallOutcome(.E_UNEXPECTED) }
            return plan.call(instance, arguments: list, lcid: 0, result: &result)
        }
        let value = Variant(adopting: result)
        guard outcome.status.isFailure else { return .success(value) }
        return .failure(outcome.isMethodFailure ? ErrorInfo.take(for: outcome.status) : COMError(outcome.status))
    }

    /// Calls a member through IDispatch::Invoke.
    func invoke(_ dispatch: UnsafeMutablePointer<IDispatch>, _ memberID: Int32, _ kind: InvokeKind) -> Result<Variant, COMError> {
        var parameters = DISPPARAMS()
        parameters.rgvarg = count == 0 ? nil : reversed
        parameters.cArgs = UInt32(count)
        var (result, exception, null) = (VARIANT(), EXCEPINFO(), GUID.zero)
        let status = dispatch.pointee.lpVtbl.pointee.Invoke(
            dispatch, memberID, &null, 0, kind.rawValue, &parameters, &result, &exception, nil)
        let value = Variant(adopting: result)
        guard status < 0 else { return .success(value) }
        return .failure(COMError(consuming: &exception, after: HResult(rawValue: status)))
    }
}
