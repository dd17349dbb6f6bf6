// SPDX-License-Identifier: Apache-2.0
//
// Objects whose interfaces are known only from type information.

public import AutomationRuntime
public import AutomationTypes
import CAutomation
public import TypeLibrary

/// Answers the calls of one interface of an object.
public protocol InterfaceHandler: AnyObject, Sendable {
    /// - Parameters:
    ///   - function: index in the vtable's `functions`.
    ///   - call: its arguments, and where the results go.
    /// - Throws: a `COMError` reaches the caller as its HRESULT, with the message in the error info; any other error as E_FAIL.
    func answer(_ function: Int, _ call: borrowing IncomingCall) throws
}

/// An interface that an object implements: its type, its vtable, who answers.
public struct ImplementedInterface: Sendable {
    public let typeInfo: TypeInfo
    public let vtable: SynthesizedVTable
    public let handler: any InterfaceHandler
    /// For IDispatch::Invoke; nil for an interface that does not derive from IDispatch.
    let table: DispatchTable?

    public init(_ typeInfo: TypeInfo, handler: any InterfaceHandler) throws(TypeLibraryError) {
        self.init(typeInfo, vtable: try SynthesizedVTable.of(typeInfo), handler: handler)
    }

    /// - Parameter vtable: `SynthesizedVTable.of(typeInfo)`.
    public init(_ typeInfo: TypeInfo, vtable: SynthesizedVTable, handler: any InterfaceHandler) {
        self.typeInfo = typeInfo
        self.vtable = vtable
        self.handler = handler
        table = vtable.hasDispatch ? try? DispatchTable.of(typeInfo.dispatchHalf()) : nil
    }
}

/// A COM object over synthesised vtables. IUnknown, IDispatch and ISupportErrorInfo come with it.
public final class DynamicObject: ComObject, @unchecked Sendable {
    // Unchecked as its base class: everything here is set in init.
    private let interfaces: [ImplementedInterface]
    private var pointers: [UnsafeMutableRawPointer] = []
    private var errorInfoPointer: UnsafeMutableRawPointer?
    /// What IDispatch::Invoke of each interface needs; nil for one that cannot be called by name.
    private var tables: [DispatchTable?] = []

    /// - Parameter interfaces: the default interface first.
    public init(_ interfaces: [ImplementedInterface], controllingUnknown: UnsafeMutableRawPointer? = nil) {
        self.interfaces = interfaces
        super.init(controllingUnknown: controllingUnknown)
        for (index, interface) in interfaces.enumerated() {
            pointers.append(addInterface(vtable: interface.vtable.address, context: UnsafeRawPointer(bitPattern: index)))
            tables.append(interface.table)
        }
        errorInfoPointer = addInterface(vtable: supportErrorInfoVTable)
    }

    /// The type of the default interface.
    public var typeInfo: TypeInfo? { interfaces.first?.typeInfo }

    /// The handler of the default interface.
    public var handler: (any InterfaceHandler)? { interfaces.first?.handler }

    public override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        for (index, interface) in interfaces.enumerated() where interface.vtable.iids.contains(iid) {
            return pointers[index]
        }
        return iid == supportErrorInfoIID ? errorInfoPointer : nil
    }

    /// The type that IDispatch of an interface shows.
    func dispatchType(_ interface: Int) -> TypeInfo? {
        guard interface >= 0, interface < interfaces.count else { return nil }
        return try? interfaces[interface].typeInfo.dispatchHalf()
    }

    /// What IDispatch::Invoke of an interface needs.
    func dispatchTable(_ interface: Int) -> DispatchTable? {
        interface >= 0 && interface < tables.count ? tables[interface] : nil
    }

    // MARK: Calls through the vtable

    /// Native arguments become VARIANTs, the handler answers, its results become native values.
    func enter(
        _ plan: CallPlan, function: Int, interface: Int,
        arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>, returned: UnsafeMutableRawPointer
    ) {
        let count = plan.argumentCount
        withCells(count) { values, results, isSet in
            for index in 0..<count {
                guard let place = arguments[index] else { continue }
                let status = plan.arguments[index].borrowNative(place, into: values.baseAddress! + index)
                if status.isFailure { return plan.storeFailure(status, into: returned) }
            }
            let call = IncomingCall(plan: plan, object: self, values: values, results: results, isSet: isSet)
            var status = answer(function, interface, call)
            if status.isSuccess { status = moveResults(plan, arguments, results, isSet, returned) }
            if plan.returnsHResult {
                returned.storeBytes(of: Int(status.rawValue), as: Int.self)
            } else if status.isFailure {
                plan.storeFailure(status, into: returned)
            }
        }
    }

    /// Asks the handler; its error becomes the thread's error info.
    private func answer(_ function: Int, _ interface: Int, _ call: borrowing IncomingCall) -> HResult {
        guard interface >= 0, interface < interfaces.count else { return .E_UNEXPECTED }
        do {
            try interfaces[interface].handler.answer(function, call)
            return .S_OK
        } catch {
            var failure = COMError(any: error)
            if failure.source == nil { failure.source = interfaces[interface].typeInfo.name }
            ErrorInfo.set(failure, interface: interfaces[interface].typeInfo.guid)
            return failure.hresult
        }
    }

    /// Coerces what the handler set to the declared types and hands it to the caller.
    private func moveResults(
        _ plan: CallPlan, _ arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
        _ results: UnsafeMutableBufferPointer<VARIANT>, _ isSet: UnsafeMutableBufferPointer<Bool>,
        _ returned: UnsafeMutableRawPointer
    ) -> HResult {
        let count = plan.argumentCount
        guard let base = results.baseAddress else { return .E_UNEXPECTED }
        for index in 0..<count {
            let parameter = plan.arguments[index]
            guard parameter.isOut || parameter.isRetval else { continue }
            let source = index == plan.retvalIndex ? count : index
            guard isSet[source], let target = arguments[index]?.load(as: UnsafeMutableRawPointer?.self) else { continue }
            let status = parameter.type.moveOut(base + source, to: target, replacing: parameter.isIn && !parameter.isRetval)
            if status.isFailure {
                ErrorInfo.set(
                    COMError(
                        status, "\(plan.name): the value for \(plan.parameters[index].name ?? "the result") cannot be converted to "
                            + parameter.type.varType.documentedName, source: typeInfo?.name),
                    interface: typeInfo?.guid ?? .zero)
                return status
            }
        }
        if !plan.returnsHResult, plan.result.kind != .void {
            // Small integers are returned in a whole register.
            returned.storeBytes(of: 0, as: UInt.self)
            if isSet[count] { return plan.result.moveOut(base + count, to: returned, replacing: false) }
        }
        return .S_OK
    }

    // MARK: Calls through IDispatch::Invoke of a dispinterface, which has no vtable slots of its own

    /// Arguments are coerced to the declared types, as a vtable call would have them.
    func invokeHandler(
        _ plan: CallPlan, function: Int, interface: Int,
        matched: UnsafeMutablePointer<UnsafeMutablePointer<VARIANT>?>, lcid: UInt32,
        result: UnsafeMutablePointer<VARIANT>?
    ) -> CallOutcome {
        let count = plan.argumentCount
        var outcome = CallOutcome(.S_OK)
        withCells(count) { values, results, isSet in
            guard let base = values.baseAddress, let resultBase = results.baseAddress else { return }
            defer { for index in 0..<count { VariantOps.clear(base + index) } }
            for index in 0..<count {
                let status = plan.parameters[index].coerce(matched[index], into: base + index, lcid: lcid)
                if status.isFailure {
                    outcome = CallOutcome(status, parameter: index)
                    return
                }
            }
            let call = IncomingCall(plan: plan, object: self, values: values, results: results, isSet: isSet)
            let status = answer(function, interface, call)
            guard status.isSuccess else {
                outcome = CallOutcome(status, isMethodFailure: true)
                return
            }
            for index in 0..<count where plan.parameters[index].isOut && isSet[index] {
                guard let argument = matched[index] else { continue }
                let stored = VariantOps.storeByRef(resultBase + index, into: argument, lcid: lcid)
                if stored.isFailure { outcome = CallOutcome(stored, parameter: index) }
            }
            if let result, isSet[count] {
                let declared = plan.retval.map { plan.parameters[$0].type } ?? plan.result
                let coerced = declared.coerceResult(resultBase + count, into: result, lcid: lcid)
                if coerced.isFailure { outcome = CallOutcome(coerced) }
            }
        }
        return outcome
    }

    /// Cells for the arguments and the results of one call; the results that are left are cleared.
    private func withCells(
        _ count: Int,
        _ body: (
            UnsafeMutableBufferPointer<VARIANT>, UnsafeMutableBufferPointer<VARIANT>, UnsafeMutableBufferPointer<Bool>
        ) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: VARIANT.self, capacity: 2 * count + 2) { cells in
            cells.initialize(repeating: VARIANT())
            withUnsafeTemporaryAllocation(of: Bool.self, capacity: count + 1) { isSet in
                isSet.initialize(repeating: false)
                let values = UnsafeMutableBufferPointer(rebasing: cells[0..<count + 1])
                let results = UnsafeMutableBufferPointer(rebasing: cells[(count + 1)...])
                defer { for index in results.indices where isSet[index] { VariantOps.clear(results.baseAddress! + index) } }
                body(values, results, isSet)
            }
        }
    }
}
