// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes
import Synchronization
import TypeLibrary

/// A call as it is marshaled.
public struct MarshaledCall: Sendable {
    /// The object's interface: the IPID.
    public var object: GUID
    public var iid: GUID
    /// The slot in the vtable.
    public var method: UInt32

    public init(object: GUID, iid: GUID, method: UInt32) {
        self.object = object
        self.iid = iid
        self.method = method
    }
}

/// Arguments or results as they are marshaled.
public struct MarshaledValues {
    public var bytes: UnsafeRawBufferPointer
    public var dataRepresentation: UInt32

    public init(_ bytes: UnsafeRawBufferPointer, dataRepresentation: UInt32) {
        self.bytes = bytes
        self.dataRepresentation = dataRepresentation
    }
}

/// A call as text for a trace, from its marshaled arguments and results: `ICalc.Add(a: 2, b: 3) = 5 S_OK`.
public enum CallText {
    /// - Parameters:
    ///   - results: nil if the call failed before the method returned.
    ///   - status: what the call came to, where there are no results to say it.
    public static func describe(
        _ call: MarshaledCall, _ arguments: MarshaledValues, _ results: MarshaledValues?, status: HResult
    ) -> String {
        guard let type = InterfaceTypes.find(call.iid), let table = try? MarshalTable.of(type),
            let slot = Int(exactly: call.method), slot < table.slots.count
        else { return unknown(call, arguments, results, status) }
        // IDispatch's methods are as the standard library has them, whatever another one says.
        let isDispatch = table.derivesFromDispatch && (3...6).contains(slot)
        let declaring = isDispatch ? StandardInterfaces.find(WellKnownIID.dispatch) ?? type : type
        guard let info = MethodNames.function(declaring, call.method) else { return unknown(call, arguments, results, status) }
        let plan: MarshalPlan
        switch table.slots[slot] {
        case .plan(let known), .form(let known, _): plan = known
        case .none, .failure: return unknown(call, arguments, results, status)
        }
        if isDispatch, let text = DispatchText.describe(call, arguments, results, status) { return type.name + "." + text }
        let name = type.name + "." + (MethodNames.name(of: info.declared, in: declaring) ?? "\(call.method)")
        // What another library says of a standard interface's function is not what its plan reads.
        let standard = (try? info.library.header(at: info.typeIndex).guid).flatMap { StandardInterfaces.find($0) }
        let described = standard.flatMap { MethodNames.function($0, call.method) } ?? info
        let function = described.declared
        let given = values(arguments, plan, function, described.library) { $0.isIn }
        var text = name + list(given, function)
        guard let results else { return text + " " + told(status) }
        var outcome = HResult.S_OK
        let outs = values(results, plan, function, described.library, returned: &outcome) { $0.isOut }
        if !outs.isEmpty { text += " = " + outs.joined(separator: ", ") }
        return function.returnsHRESULT ? text + " " + told(outcome) : text
    }

    /// The arguments: of a property that is read without any, nothing; of one that is assigned, the value apart.
    private static func list(_ given: [String], _ function: Function) -> String {
        let sign = function.invokeKind.contains(.propertyPutRef) ? " := reference " : " := "
        if !function.invokeKind.isDisjoint(with: [.propertyPut, .propertyPutRef]), let value = given.last {
            let indices = given.dropLast()
            return (indices.isEmpty ? "" : "(" + indices.joined(separator: ", ") + ")") + sign + value
        }
        if function.invokeKind.contains(.propertyGet), given.isEmpty { return "" }
        return "(" + given.joined(separator: ", ") + ")"
    }

    private static func values(
        _ values: MarshaledValues, _ plan: MarshalPlan, _ function: Function, _ library: TypeLibrary,
        _ isThere: (WireParameter) -> Bool
    ) -> [String] {
        var ignored = HResult.S_OK
        return self.values(values, plan, function, library, returned: &ignored, isResult: false, isThere)
    }

    private static func values(
        _ values: MarshaledValues, _ plan: MarshalPlan, _ function: Function, _ library: TypeLibrary, returned: inout HResult,
        isResult: Bool = true, _ isThere: (WireParameter) -> Bool
    ) -> [String] {
        var told: [String] = []
        do throws(WireFailure) {
            guard values.bytes.count > 0 else { return [] }
            var reader = try WireTextReader(values.bytes, label: values.dataRepresentation)
            for index in 0..<plan.count where isThere(plan.parameters[index]) {
                let parameter = index < function.parameters.count ? function.parameters[index] : nil
                // A property's value has no name that says more.
                let isValue = !function.invokeKind.isDisjoint(with: [.propertyPut, .propertyPutRef]) && index == plan.count - 1
                let isUnnamed = isValue || parameter?.flags.contains(.retval) ?? true
                told.append(isUnnamed ? "" : (parameter?.name).map { $0 + ": " } ?? "")
                let text = try reader.value(plan.parameters[index].node, TextType(parameter?.type, library))
                told[told.count - 1] += text.description
            }
            if isResult, let result = plan.result {
                let isHRESULT = function.returnsHRESULT
                let position = reader.reader
                let text = try reader.value(result, TextType(function.returnType, library))
                if isHRESULT {
                    var again = position
                    returned = HResult(try again.get(UInt32.self))
                } else {
                    told.append(text.description)
                }
            }
        } catch {
            // What cannot be read, a peer's mistake or a trace's, is told as such; the rest has no beginning any more.
            if told.isEmpty { told.append("") }
            told[told.count - 1] += "… (" + error.text + " at \(error.offset))"
        }
        return told
    }

    /// A call of which no type library says anything.
    private static func unknown(
        _ call: MarshaledCall, _ arguments: MarshaledValues, _ results: MarshaledValues?, _ status: HResult
    ) -> String {
        let text = "\(call.iid).\(call.method)(\(arguments.bytes.count) bytes)"
        guard let results else { return text + " " + told(status) }
        guard let last = lastWord(results) else { return text }
        return text + " = \(results.bytes.count) bytes " + told(last)
    }

    /// The HRESULT behind the results.
    static func lastWord(_ results: MarshaledValues) -> HResult? {
        guard results.bytes.count >= 4 else { return nil }
        let word = results.bytes.loadUnaligned(fromByteOffset: results.bytes.count - 4, as: UInt32.self)
        return HResult(results.dataRepresentation & 0xF0 == 0 ? UInt32(bigEndian: word) : UInt32(littleEndian: word))
    }

    static func told(_ status: HResult) -> String {
        status.name ?? "0x" + hexadecimal(UInt64(UInt32(bitPattern: status.rawValue)), digits: 8)
    }
}
