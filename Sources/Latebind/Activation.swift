// SPDX-License-Identifier: Apache-2.0
//
// Objects by name, in this process or another one.

public import AutomationRuntime
import AutomationTypes
public import CAutomation
public import Remoting

/// Making and finding objects by the names of their classes.
public enum Objects {
    /// A new object of a class.
    ///
    ///     let clock = try Objects.create("Example.Clock", context: .localServer)
    ///
    /// - Parameters:
    ///   - name: a ProgID (`Scripting.Dictionary`), or a CLSID in registry form with braces.
    ///   - context: `.inProcess`, `.localServer`, or `.any`: in this process if that is possible, or else in another one, which is
    ///     started if none serves the class.
    ///   - iid: the interface by which it is wanted; IDispatch if nothing is said.
    /// - Returns: the object, or a proxy of one in another apartment or process.
    /// - Throws: CO_E_CLASSSTRING, REGDB_E_CLASSNOTREG with the places that were searched; CO_E_SERVER_EXEC_FAILURE with what the
    ///   server wrote to stderr; E_NOINTERFACE; what the class answers.
    public static func create(
        _ name: String, context: ClassContext = .any, iid: GUID = IID_IDispatch
    ) throws(COMError) -> ComReference {
        try ClassRegistry.shared.create(name, context: context, iid: iid)
    }

    /// The object that a process made known under a class: GetActiveObject.
    /// - Throws: MK_E_UNAVAILABLE if there is none that lives; CO_E_CLASSSTRING; E_NOINTERFACE.
    public static func active(_ name: String, iid: GUID = IID_IDispatch) throws(COMError) -> ComReference {
        try RunningObjects.find(ClassRegistry.shared.clsid(of: name), iid: iid)
    }

    /// Makes an object known to the user's processes under a class: RegisterActiveObject, in the object's apartment.
    /// - Parameter isStrong: whether that keeps the object, and a server process, alive.
    /// - Returns: what ends it.
    public static func registerActive(
        _ object: ComReference, as name: String, isStrong: Bool = true
    ) throws(COMError) -> ActiveObjectRegistration {
        let clsid = try ClassRegistry.shared.clsid(of: name)
        return ActiveObjectRegistration(try RunningObjects.register(object.pointer, clsid, isStrong: isStrong).cookie)
    }
}

/// An active object's registration; it ends with `revoke`, or with the process.
public struct ActiveObjectRegistration: Sendable {
    private let cookie: UInt32

    init(_ cookie: UInt32) { self.cookie = cookie }

    /// - Throws: E_INVALIDARG if it has ended already.
    public func revoke() throws(COMError) { try RunningObjects.revoke(cookie) }
}
