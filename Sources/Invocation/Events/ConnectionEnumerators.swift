// SPDX-License-Identifier: Apache-2.0
//
// IEnumConnectionPoints and IEnumConnections over what there was when the enumerator was made.

import AutomationRuntime
import AutomationTypes
import CAutomation
import Synchronization
import TypeLibrary

/// The position of an enumerator over a list that does not change.
final class EnumerationPosition: Sendable {
    private let position: Mutex<Int>
    private let count: Int

    init(_ count: Int, at start: Int = 0) {
        self.count = count
        position = Mutex(start)
    }

    /// Moves on by at most `steps`: Next and Skip.
    func advance(_ steps: UInt32) -> Range<Int> {
        position.withLock { position in
            let start = position
            position += min(Int(steps), count - position)
            return start..<position
        }
    }

    func reset() { position.withLock { $0 = 0 } }
    var value: Int { position.withLock { $0 } }
}

final class ConnectionPointEnumerator: ComObject, @unchecked Sendable {
    // Unchecked as its base class: everything here is set in init.
    private let points: [ConnectionPointObject]
    private let position: EnumerationPosition
    /// A point lives as long as somebody has a COM reference to it, and the enumerator is somebody.
    private let references: [ComReference]

    init(_ points: [ConnectionPointObject], at start: Int = 0) {
        self.points = points
        references = points.compactMap { try? $0.reference(WellKnownIID.unknown) }
        position = EnumerationPosition(points.count, at: start)
        super.init()
        addInterface(vtable: ConnectionPointEnumerator.vtable)
    }

    override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        iid == IID_IEnumConnectionPoints ? unknown : nil
    }

    nonisolated(unsafe) private static let vtable: UnsafeRawPointer = {
        var table = IEnumConnectionPointsVtbl()
        table.Next = { this, count, elements, fetched in
            fetched?.pointee = 0
            guard let elements, count > 0, fetched != nil || count == 1 else { return HResult.E_POINTER.rawValue }
            return ComCall.run(this, ConnectionPointEnumerator.self) { object in
                let range = object.position.advance(count)
                for (offset, index) in range.enumerated() {
                    (elements + offset).give(object.points[index], IID_IConnectionPoint)
                }
                fetched?.pointee = UInt32(range.count)
                return range.count == Int(count) ? .S_OK : .S_FALSE
            }
        }
        table.Skip = { this, count in
            ComCall.run(this, ConnectionPointEnumerator.self) {
                $0.position.advance(count).count == Int(count) ? .S_OK : .S_FALSE
            }
        }
        table.Reset = { this in
            ComCall.run(this, ConnectionPointEnumerator.self) { object in
                object.position.reset()
                return .S_OK
            }
        }
        table.Clone = { this, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            return ComCall.run(this, ConnectionPointEnumerator.self) { object in
                result.give(
                    ConnectionPointEnumerator(object.points, at: object.position.value), IID_IEnumConnectionPoints)
                return .S_OK
            }
        }
        return makeVTable(table)
    }()
}

final class ConnectionEnumerator: ComObject, @unchecked Sendable {
    // Unchecked as its base class: everything here is set in init.
    private let connections: [EventSource.Connection]
    private let position: EnumerationPosition

    init(_ connections: [EventSource.Connection], at start: Int = 0) {
        self.connections = connections
        position = EnumerationPosition(connections.count, at: start)
        super.init()
        addInterface(vtable: ConnectionEnumerator.vtable)
    }

    override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        iid == IID_IEnumConnections ? unknown : nil
    }

    nonisolated(unsafe) private static let vtable: UnsafeRawPointer = {
        var table = IEnumConnectionsVtbl()
        table.Next = { this, count, elements, fetched in
            fetched?.pointee = 0
            guard let elements, count > 0, fetched != nil || count == 1 else { return HResult.E_POINTER.rawValue }
            return ComCall.run(this, ConnectionEnumerator.self) { object in
                let range = object.position.advance(count)
                for (offset, index) in range.enumerated() {
                    let connection = object.connections[index]
                    elements[offset].pUnk = connection.sink.retainedPointer().assumingMemoryBound(to: IUnknown.self)
                    elements[offset].dwCookie = connection.cookie
                }
                fetched?.pointee = UInt32(range.count)
                return range.count == Int(count) ? .S_OK : .S_FALSE
            }
        }
        table.Skip = { this, count in
            ComCall.run(this, ConnectionEnumerator.self) { $0.position.advance(count).count == Int(count) ? .S_OK : .S_FALSE }
        }
        table.Reset = { this in
            ComCall.run(this, ConnectionEnumerator.self) { object in
                object.position.reset()
                return .S_OK
            }
        }
        table.Clone = { this, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            return ComCall.run(this, ConnectionEnumerator.self) { object in
                result.give(ConnectionEnumerator(object.connections, at: object.position.value), IID_IEnumConnections)
                return .S_OK
            }
        }
        return makeVTable(table)
    }()
}
