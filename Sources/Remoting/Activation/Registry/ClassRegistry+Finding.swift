// SPDX-License-Identifier: Apache-2.0
//
// From names to classes, and from classes to what manifests say of them.

public import AutomationRuntime
public import AutomationTypes

extension ClassRegistry {
    /// CLSIDFromProgID.
    /// - Throws: CO_E_CLASSSTRING with the places that were searched; E_INVALIDARG for a manifest that is not valid.
    public func clsid(ofProgID progID: String) throws(COMError) -> GUID {
        let wanted = progID.lowercased()
        let known = state.withLock { state in
            state.registered.values.first { $0.progID?.lowercased() == wanted }?.clsid
        }
        if let known { return known }
        if let found = try manifestClass({ $0.progID?.lowercased() == wanted }) { return found.clsid }
        throw COMError(.CO_E_CLASSSTRING, "no class has the ProgID \"\(progID)\"; " + searched)
    }

    /// The class with this ProgID, or with this CLSID in registry form.
    public func clsid(of nameOrCLSID: String) throws(COMError) -> GUID {
        if nameOrCLSID.hasPrefix("{"), let clsid = GUID(nameOrCLSID) { return clsid }
        return try clsid(ofProgID: nameOrCLSID)
    }

    /// ProgIDFromCLSID.
    /// - Throws: REGDB_E_CLASSNOTREG
    public func progID(of clsid: GUID) throws(COMError) -> String {
        if let known = registration(clsid, { $0.progID != nil })?.progID { return known }
        if let known = try manifestClass({ $0.clsid == clsid && $0.progID != nil })?.progID { return known }
        throw COMError(.REGDB_E_CLASSNOTREG, "nothing gives class \(clsid) a ProgID; " + searched)
    }

    /// What a manifest says of a class; nil if none describes it.
    public func manifestClass(_ clsid: GUID) throws(COMError) -> ManifestClass? {
        try manifestClass { $0.clsid == clsid }
    }

    func manifestClass(_ matches: (ManifestClass) -> Bool) throws(COMError) -> ManifestClass? {
        for file in (path ?? .current()).files() {
            if let found = try ManifestCache.manifest(file).classes.first(where: matches) { return found }
        }
        return nil
    }

    /// Where classes were looked for, for a message.
    var searched: String {
        let entries = (path ?? .current()).entries
        return "searched: classes registered in code, " + entries.joined(separator: ", ")
    }

    /// Whether an OBJREF_CUSTOM that names this class may have an object of it made: registered by this process for itself, or
    /// `"unmarshaler": true` in its manifest.
    func mayUnmarshal(_ clsid: GUID) throws(COMError) -> Bool {
        if registration(clsid, { $0.isInProcess }) != nil { return true }
        return try manifestClass(clsid)?.isUnmarshaler ?? false
    }
}
