// SPDX-License-Identifier: Apache-2.0
//
// A call as the implementing side sees it: VARIANTs for the arguments, places for the results.

public import AutomationRuntime
public import AutomationTypes
public import CAutomation

/// A call that an object must answer. Valid only while the handler runs.
public struct IncomingCall: ~Copyable {
    public let plan: CallPlan
    /// The object that is called.
    public let object: DynamicObject
    /// Arguments: borrowed; VT_EMPTY for [out] only, VT_ERROR/DISP_E_PARAMNOTFOUND for one that is left out.
    let cells: CallCells

    /// The member's name as the type library spells it.
    public var name: String { plan.name }
    public var invokeKind: InvokeKind { plan.invokeKind }
    /// The parameters that a caller supplies: all but [lcid] and [retval].
    public var count: Int { plan.positionalCount }

    /// The argument at a position, as a value of its own.
    /// - Precondition: none; a position that does not exist is a missing argument.
    public subscript(position: Int) -> Variant {
        guard position >= 0, position < plan.positionalCount else { return .missing }
        if let number = Variant(number: UnsafePointer(rawArgument(position))) { return number }
        return (try? Variant(copying: UnsafePointer(rawArgument(position)))) ?? .missing
    }

    /// The argument's VARIANT, borrowed. `position` must be below `count`.
    public func rawArgument(_ position: Int) -> UnsafeMutablePointer<VARIANT> {
        cells.values + Int(plan.positions[position])
    }

    /// Whether the caller left the argument out.
    public func isMissing(_ position: Int) -> Bool {
        guard position >= 0, position < plan.positionalCount else { return true }
        return UnsafePointer(rawArgument(position)).isMissing
    }

    /// The locale that an [lcid] parameter carries; 0 if the member has none.
    public var lcid: UInt32 {
        guard let index = plan.parameters.firstIndex(where: { $0.isLCID }) else { return 0 }
        return cells.values[index].ulVal
    }

    /// Sets the result: the [retval] parameter or the native return value. It is coerced to the declared type afterwards.
    public func setResult(_ value: Variant) {
        set(value, at: plan.argumentCount)
    }

    /// Sets what an [out] or [in, out] parameter gets.
    public func setOut(_ position: Int, _ value: Variant) {
        guard position >= 0, position < plan.positionalCount, plan.arguments[Int(plan.positions[position])].isOut else { return }
        set(value, at: Int(plan.positions[position]))
    }

    private func set(_ value: Variant, at index: Int) {
        if cells.isSet[index] { VariantOps.clear(cells.results + index) }
        (cells.results + index).initialize(to: (try? value.makeRaw()) ?? VARIANT())
        cells.isSet[index] = true
    }

    /// Takes over a VARIANT as the result.
    public func setResult(taking value: UnsafeMutablePointer<VARIANT>) {
        take(value, at: plan.argumentCount)
    }

    /// Takes over a VARIANT as the value of an [out] parameter.
    public func setOut(_ position: Int, taking value: UnsafeMutablePointer<VARIANT>) {
        guard position >= 0, position < plan.positionalCount, plan.arguments[Int(plan.positions[position])].isOut else {
            VariantOps.clear(value)
            return
        }
        take(value, at: Int(plan.positions[position]))
    }

    private func take(_ value: UnsafeMutablePointer<VARIANT>, at index: Int) {
        if cells.isSet[index] { VariantOps.clear(cells.results + index) }
        (cells.results + index).initialize(to: value.pointee)
        value.initialize(to: VARIANT())
        cells.isSet[index] = true
    }
}
