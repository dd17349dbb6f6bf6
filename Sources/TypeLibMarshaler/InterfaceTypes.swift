// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes
import Synchronization
public import TypeLibrary

/// Which type describes an interface: IID → TypeInfo, for this process. What is added first is kept, as proxies may exist that
/// were made from it.
public enum InterfaceTypes {
    private struct State: Sendable {
        var known: [GUID: TypeInfo] = [:]
        var libraries: [TypeLibrary] = []
        var resolver: (@Sendable (GUID) -> TypeInfo?)?
    }
    private static let state = Mutex(State())

    /// Adds every interface of a library. They are looked at when one is asked for.
    public static func add(_ library: TypeLibrary) {
        state.withLock { state in
            if !state.libraries.contains(where: { $0 === library }) { state.libraries.append(library) }
        }
    }

    /// Adds one interface: an interface, a dual interface or a dispinterface.
    public static func add(_ typeInfo: TypeInfo) {
        state.withLock { state in
            if state.known[typeInfo.guid] == nil { state.known[typeInfo.guid] = typeInfo.vtableHalf() }
        }
    }

    /// Forgets a library and its interfaces. Proxies and stubs that exist go on.
    public static func remove(_ library: TypeLibrary) {
        let gone = state.withLock { state in
            let gone = state.known.values.filter { $0.library === library }
            for type in gone { state.known[type.guid] = nil }
            state.libraries.removeAll { $0 === library }
            return gone
        }
        // What they hold is freed outside the lock.
        withExtendedLifetime(gone) {}
    }

    /// Sets what is asked for an IID that no library here has: it may look for manifests and open libraries. It is called
    /// without a lock.
    public static func setResolver(_ resolver: (@Sendable (GUID) -> TypeInfo?)?) {
        state.withLock { $0.resolver = resolver }
    }

    /// The type that describes an interface: the vtable half of a dual one. nil if none is known.
    public static func find(_ iid: GUID) -> TypeInfo? {
        if let standard = StandardInterfaces.find(iid) { return standard }
        let (known, libraries, resolver) = state.withLock { ($0.known[iid], $0.libraries, $0.resolver) }
        if let known { return known }
        for library in libraries {
            guard let index = library.index(of: iid), let type = try? library.typeInfo(at: index), type.isInterface else { continue }
            return keep(type)
        }
        guard let found = resolver?(iid), found.guid == iid, found.isInterface else { return nil }
        return keep(found)
    }

    private static func keep(_ type: TypeInfo) -> TypeInfo {
        let half = type.vtableHalf()
        return state.withLock { state in
            if let known = state.known[half.guid] { return known }
            state.known[half.guid] = half
            return half
        }
    }

    /// The record that a RecordInfoData names: [MS-OAUT] 2.2.31.
    static func record(_ guid: GUID, library: GUID) -> TypeInfo? {
        for candidate in state.withLock({ $0.libraries }) where candidate.guid == library {
            guard let index = candidate.index(of: guid), let type = try? candidate.typeInfo(at: index), type.kind == .record
            else { continue }
            return type
        }
        return nil
    }
}

extension TypeInfo {
    fileprivate var isInterface: Bool { kind == .interface || kind == .dispatch }
}
