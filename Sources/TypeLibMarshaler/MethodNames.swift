// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes
import TypeLibrary

/// The names of interfaces and methods, as the type libraries of the process have them; for people.
public enum MethodNames {
    public static func interface(_ iid: GUID) -> String? { InterfaceTypes.find(iid)?.name }

    /// The name of the method in a slot of an interface's vtable.
    public static func method(_ iid: GUID, _ slot: UInt32) -> String? {
        guard let type = InterfaceTypes.find(iid) else { return nil }
        if let function = function(type, slot) { return name(of: function.declared, in: type) }
        // A dispinterface has IDispatch's vtable, and no functions in it.
        guard type.kind == .dispatch, let dispatch = StandardInterfaces.find(WellKnownIID.dispatch) else { return nil }
        return function(dispatch, slot).flatMap { name(of: $0.declared, in: dispatch) }
    }

    /// The name of a member that IDispatch::Invoke names by its DISPID; nil for IDispatch itself, which has none of its own.
    public static func member(_ iid: GUID, _ id: Int32) -> String? {
        guard let type = InterfaceTypes.find(iid), type.guid != WellKnownIID.dispatch, id >= 0,
            let name = try? type.names(of: id).first, !name.isEmpty
        else { return nil }
        return name
    }

    /// Whether the method's result is an HRESULT, as that of every method in IDL's [object] is: what nobody describes is believed to be
    /// so. [C706] has no such rule; MIDL does.
    public static func returnsHRESULT(_ iid: GUID, _ slot: UInt32) -> Bool {
        guard let type = InterfaceTypes.find(iid), let function = function(type, slot) else { return true }
        return function.declared.returnsHRESULT
    }

    static func function(_ type: TypeInfo, _ slot: UInt32) -> FunctionInfo? {
        try? type.vtableFunctions().first { $0.slot == Int(slot) }
    }

    /// A standard interface's function by its own name, not that of its remote form.
    static func name(of function: Function, in type: TypeInfo) -> String? {
        guard let name = function.name else { return nil }
        guard name.hasPrefix("Remote"), StandardInterfaces.find(type.guid) === type else { return name }
        return String(name.dropFirst(6))
    }
}

extension Function {
    /// Whether what it returns is an HRESULT: one that says whether it failed.
    var returnsHRESULT: Bool { returnType == .basic(.hresult) || returnType == .basic(.error) }
}
