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
    /// The handler of the default interface once more: reading it counts no reference.
    private let defaultHandler: (any InterfaceHandler)?
    private var pointers: [UnsafeMutableRawPointer] = []
    private var errorInfoPointer: UnsafeMutableRawPointer?
    /// What IDispatch::Invoke of each interface needs; nil for one that cannot be called by name.
    private var tables: [DispatchTable?] = []

    /// The outgoing interfaces, the default one first.
    public let events: [EventSource]
    /// The class that IProvideClassInfo2 shows.
    public let coclass: TypeInfo?
    private var containerPointer: UnsafeMutableRawPointer?
    private var classInfoPointer: UnsafeMutableRawPointer?

    /// - Parameters:
    ///   - interfaces: the default interface first.
    ///   - events: outgoing interfaces, the default one first: with any, the object has IConnectionPointContainer.
    ///   - coclass: with it, the object has IProvideClassInfo2.
    public init(
        _ interfaces: [ImplementedInterface], events: [EventSource] = [], coclass: TypeInfo? = nil,
        controllingUnknown: UnsafeMutableRawPointer? = nil
    ) {
        self.interfaces = interfaces
        self.events = events
        self.coclass = coclass
        defaultHandler = interfaces.first?.handler
        super.init(controllingUnknown: controllingUnknown)
        for (index, interface) in interfaces.enumerated() {
            pointers.append(addInterface(vtable: interface.vtable.address, context: UnsafeRawPointer(bitPattern: index)))
            tables.append(interface.table)
        }
        errorInfoPointer = addInterface(vtable: supportErrorInfoVTable)
        if !events.isEmpty { containerPointer = addInterface(vtable: DynamicObject.connectionContainerVTable) }
        if coclass != nil { classInfoPointer = addInterface(vtable: DynamicObject.classInfoVTable) }
    }

    /// Calls an event of every sink: `EventSource.fire` of the outgoing interface that has it.
    /// - Throws: TYPE_E_ELEMENTNOTFOUND if none has it, and what `EventSource.fire` throws.
    @discardableResult
    public func fire(_ event: String, with arguments: inout [Variant]) throws(COMError) -> [Result<Variant, COMError>] {
        let source = events.first { (try? $0.typeInfo.members().memberID(named: event)) ?? nil != nil }
        guard let source else {
            throw COMError(.TYPE_E_ELEMENTNOTFOUND, "\(typeInfo?.name ?? "the object") has no event named \(event)")
        }
        return try source.fire(event, with: &arguments)
    }

    /// The same for an event that gives nothing back.
    @discardableResult
    public func fire(_ event: String, _ arguments: Variant...) throws(COMError) -> [Result<Variant, COMError>] {
        var arguments = arguments
        return try fire(event, with: &arguments)
    }

    /// The type of the default interface.
    public var typeInfo: TypeInfo? { interfaces.first?.typeInfo }

    /// The handler of the default interface.
    public var handler: (any InterfaceHandler)? { interfaces.first?.handler }

    public override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        for (index, interface) in interfaces.enumerated() where interface.vtable.iids.contains(iid) {
            return pointers[index]
        }
        switch iid {
        case supportErrorInfoIID: return errorInfoPointer
        case IID_IConnectionPointContainer: return containerPointer
        case IID_IProvideClassInfo, IID_IProvideClassInfo2: return classInfoPointer
        default: return nil
        }
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
    ///
    /// - Parameters:
    ///   - returned: a register's room for the native result.
    ///   - places: where the arguments lie.
    func enter(
        _ plan: CallPlan, _ function: Int, _ interface: Int, _ places: ArgumentPlaces, returned: UnsafeMutableRawPointer
    ) {
        let count = plan.argumentCount
        CallCells.with(count) { cells in
            defer { if plan.hasRecords { for index in 0..<count { (cells.values + index).releaseRecordInfo() } } }
            for index in 0..<count {
                guard let place = places.place(of: index, plan) else { continue }
                let status = (plan.arguments + index).pointee.borrowNative(place, into: cells.values + index)
                if status.isFailure { return plan.storeFailure(status, into: returned) }
            }
            var status = answer(function, interface, IncomingCall(plan: plan, object: self, cells: cells))
            if status.isSuccess {
                status = moveResults(plan, cells, places, returned)
            }
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
            if interface == 0, let defaultHandler {
                try defaultHandler.answer(function, call)
            } else {
                try interfaces[interface].handler.answer(function, call)
            }
            return .S_OK
        } catch {
            var failure = COMError(any: error)
            if failure.source == nil { failure.source = interfaces[interface].typeInfo.name }
            ErrorInfo.set(failure, interface: interfaces[interface].typeInfo.guid)
            return failure.hresult
        }
    }

    /// Coerces what the handler set to the declared types and hands it to the caller. If one value cannot be converted the
    /// call fails, and no out parameter keeps a value.
    private func moveResults(
        _ plan: CallPlan, _ cells: CallCells, _ places: ArgumentPlaces, _ returned: UnsafeMutableRawPointer
    ) -> HResult {
        let count = plan.argumentCount
        for index in 0..<count {
            let parameter = plan.arguments + index
            guard !parameter.pointee.flags.isDisjoint(with: [.out, .retval]) else { continue }
            let source = index == plan.retvalIndex ? count : index
            guard cells.isSet[source], let place = places.target(of: index, plan) else { continue }
            let status = parameter.pointee.type.moveOut(
                cells.results + source, to: place, replacing: parameter.pointee.isIn && !parameter.pointee.isRetval)
            if status.isFailure {
                dropOutputs(plan, places, upTo: index)
                reportConversion(plan, index, status)
                return status
            }
        }
        if !plan.returnsHResult, plan.result.kind != .void {
            // Small integers are returned in a whole register.
            returned.storeBytes(of: 0, as: UInt.self)
            if cells.isSet[count] { return plan.result.moveOut(cells.results + count, to: returned, replacing: false) }
        }
        return .S_OK
    }

    /// Takes back what [out] parameters were given before one of them failed.
    private func dropOutputs(_ plan: CallPlan, _ places: ArgumentPlaces, upTo end: Int) {
        for index in 0..<end {
            let parameter = plan.arguments[index]
            guard parameter.isRetval || (parameter.isOut && !parameter.isIn),
                let place = places.target(of: index, plan)
            else { continue }
            parameter.type.drop(place)
        }
    }

    private func reportConversion(_ plan: CallPlan, _ index: Int, _ status: HResult) {
        let place = plan.parameters[index].name ?? "the result"
        let type = plan.parameters[index].type.varType.documentedName
        ErrorInfo.set(
            COMError(status, "\(plan.name): the value for \(place) cannot be converted to \(type)", source: typeInfo?.name),
            interface: typeInfo?.guid ?? .zero)
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
        CallCells.with(count) { cells in
            defer { for index in 0..<count { VariantOps.clear(cells.values + index) } }
            for index in 0..<count {
                let status = plan.parameters[index].coerce(matched[index], into: cells.values + index, lcid: lcid)
                if status.isFailure {
                    outcome = CallOutcome(status, parameter: index)
                    return
                }
            }
            let status = answer(function, interface, IncomingCall(plan: plan, object: self, cells: cells))
            guard status.isSuccess else {
                outcome = CallOutcome(status, isMethodFailure: true)
                return
            }
            for index in 0..<count where plan.arguments[index].isOut && cells.isSet[index] {
                guard let argument = matched[index] else { continue }
                let stored = VariantOps.storeByRef(cells.results + index, into: argument, lcid: lcid)
                if stored.isFailure { outcome = CallOutcome(stored, parameter: index) }
            }
            if let result, cells.isSet[count] {
                let declared = plan.retval.map { plan.parameters[$0].type } ?? plan.result
                let coerced = declared.coerceResult(cells.results + count, into: result, lcid: lcid)
                if coerced.isFailure { outcome = CallOutcome(coerced) }
            }
        }
        return outcome
    }
}
