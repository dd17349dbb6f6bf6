// SPDX-License-Identifier: Apache-2.0
//
// IConnectionPoint and IConnectionPointContainer: the COM side of an EventSource.

import AutomationRuntime
import AutomationTypes
import CAutomation

/// IConnectionPoint: a COM object of its own, with an identity of its own, that keeps the object whose events it stands for.
final class ConnectionPointObject: ComObject, @unchecked Sendable {
    // Unchecked as its base class: everything here is set in init.
    let source: EventSource
    private let container: ComReference

    init(_ source: EventSource, _ container: DynamicObject) {
        self.source = source
        self.container = ComReference(retaining: container.unknown)
        super.init()
        addInterface(vtable: ConnectionPointObject.vtable)
    }

    override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        iid == IID_IConnectionPoint ? unknown : nil
    }

    nonisolated(unsafe) private static let vtable: UnsafeRawPointer = {
        var table = IConnectionPointVtbl()
        table.GetConnectionInterface = { this, iid in
            guard let iid else { return HResult.E_POINTER.rawValue }
            return ComCall.run(this, ConnectionPointObject.self) { point in
                iid.pointee = point.source.typeInfo.guid
                return .S_OK
            }
        }
        table.GetConnectionPointContainer = { this, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            return ComCall.run(this, ConnectionPointObject.self) { point in
                let asked = try point.container.query(IID_IConnectionPointContainer)
                result.pointee = asked.retainedPointer().assumingMemoryBound(to: IConnectionPointContainer.self)
                return .S_OK
            }
        }
        table.Advise = { this, sink, cookie in
            guard let cookie else { return HResult.E_POINTER.rawValue }
            cookie.pointee = 0
            guard let sink else { return HResult.E_POINTER.rawValue }
            return ComCall.run(this, ConnectionPointObject.self) { point in
                cookie.pointee = try point.source.advise(UnsafeMutableRawPointer(sink))
                return .S_OK
            }
        }
        table.Unadvise = { this, cookie in
            ComCall.run(this, ConnectionPointObject.self) { point in
                try point.source.unadvise(cookie)
                return .S_OK
            }
        }
        table.EnumConnections = { this, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            return ComCall.run(this, ConnectionPointObject.self) { point in
                result.give(ConnectionEnumerator(point.source.connections), IID_IEnumConnections)
                return .S_OK
            }
        }
        return makeVTable(table)
    }()
}

extension DynamicObject {
    /// IConnectionPointContainer of an object with event sources.
    nonisolated(unsafe) static let connectionContainerVTable: UnsafeRawPointer = {
        var table = IConnectionPointContainerVtbl()
        table.EnumConnectionPoints = { this, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            return ComCall.run(this, DynamicObject.self) { object in
                let points = object.events.map { $0.point(of: object) }
                result.give(ConnectionPointEnumerator(points), IID_IEnumConnectionPoints)
                return .S_OK
            }
        }
        table.FindConnectionPoint = { this, iid, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            guard let iid else { return HResult.E_POINTER.rawValue }
            return ComCall.run(this, DynamicObject.self) { object in
                guard let source = object.events.first(where: { $0.typeInfo.guid == iid.pointee }) else {
                    return .CONNECT_E_NOCONNECTION
                }
                result.give(source.point(of: object), IID_IConnectionPoint)
                return .S_OK
            }
        }
        return ComObject.makeVTable(table)
    }()

    /// IProvideClassInfo2 of an object whose class is described.
    nonisolated(unsafe) static let classInfoVTable: UnsafeRawPointer = {
        var table = IProvideClassInfo2Vtbl()
        table.GetClassInfo = { this, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            return ComCall.run(this, DynamicObject.self) { object in
                guard let coclass = object.coclass else { return .E_UNEXPECTED }
                result.give(TypeInfoObject.object(for: coclass, invoker: TypeLibraryInvoker()), IID_ITypeInfo)
                return .S_OK
            }
        }
        table.GetGUID = { this, kind, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = .zero
            guard kind == GUIDKIND_DEFAULT_SOURCE_DISP_IID.rawValue else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, DynamicObject.self) { object in
                guard let source = object.events.first else { return .E_UNEXPECTED }
                result.pointee = source.typeInfo.guid
                return .S_OK
            }
        }
        return ComObject.makeVTable(table)
    }()
}
