// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
public import AutomationTypes
import CAutomation
import Synchronization

/// The channel hooks of the process: objects that send data of their own with every call. CoRegisterChannelHook
public enum ChannelHooks {
    /// For every extension an IChannelHook. A hook cannot be taken away: so the documented function has it.
    private static let hooks = Mutex<[(id: GUID, hook: ComReference)]>([])
    /// Whether there is one: what a call asks.
    private static let exist = Atomic<Bool>(false)

    /// Adds a hook, or puts another in the place of the one with the same extension.
    public static func register(_ id: GUID, _ hook: ComReference) {
        hooks.withLock { hooks in
            hooks.removeAll { $0.id == id }
            hooks.append((id, hook))
        }
        exist.store(true, ordering: .releasing)
    }

    /// Takes a hook away: for tests, and for components that go.
    public static func unregister(_ id: GUID) {
        let removed = hooks.withLock { hooks in
            let removed = hooks.filter { $0.id == id }
            hooks.removeAll { $0.id == id }
            exist.store(!hooks.isEmpty, ordering: .releasing)
            return removed
        }
        // Released here, without the lock.
        _ = removed
    }

    @inline(__always) static var areThere: Bool { exist.load(ordering: .acquiring) }

    /// What came for the hooks with a call, and what they answer: on its way to the thread that serves the call, where the hooks are
    /// asked, so that what a hook keeps for the thread is there when the method runs.
    final class Passage {
        let received: [ORPCExtent]
        let dataRepresentation: UInt32
        fileprivate(set) var answer: [ORPCExtent] = []

        init(_ received: [ORPCExtent], dataRepresentation: UInt32) {
            self.received = received
            self.dataRepresentation = dataRepresentation
        }

    }

    /// Notes in a message what `serve` finds: the passage, which outlives the call, or that there is none, whatever a proxy left there.
    @inline(__always)
    static func carry(_ passage: Passage?, in message: inout RPCOLEMESSAGE) {
        // The reserved words are the channel's own; the first two are CallObserver's.
        message.reserved2.2 = passage.map { Unmanaged.passUnretained($0).toOpaque() }
    }

    /// Serves a call, on the thread of its object, with the hooks before and behind it.
    @inline(__always)
    static func serve(_ iid: GUID, _ message: UnsafeMutablePointer<RPCOLEMESSAGE>, _ body: () -> HResult) -> HResult {
        guard let pointer = message.pointee.reserved2.2 else { return body() }
        let passage = Unmanaged<Passage>.fromOpaque(pointer).takeUnretainedValue()
        notifyServer(iid, passage.received, dataRepresentation: passage.dataRepresentation)
        let status = body()
        // A fault carries no extensions.
        if status.isSuccess { passage.answer = serverExtents(iid, fault: status) }
        return status
    }

    /// The longest data of one hook.
    private static let maximum: UInt32 = 1 << 20

    private static func all() -> [(id: GUID, hook: ComReference)] { hooks.withLock { $0 } }

    /// What the hooks send with a call.
    static func clientExtents(_ iid: GUID) -> [ORPCExtent] {
        collect(iid) { hook, id, iid, size in
            hook.pointee.lpVtbl.pointee.ClientGetSize(hook, id, iid, size)
        } fill: { hook, id, iid, size, buffer in
            hook.pointee.lpVtbl.pointee.ClientFillBuffer(hook, id, iid, size, buffer)
        }
    }

    /// What the hooks send with the results of a call.
    private static func serverExtents(_ iid: GUID, fault: HResult) -> [ORPCExtent] {
        collect(iid) { hook, id, iid, size in
            hook.pointee.lpVtbl.pointee.ServerGetSize(hook, id, iid, fault.rawValue, size)
        } fill: { hook, id, iid, size, buffer in
            hook.pointee.lpVtbl.pointee.ServerFillBuffer(hook, id, iid, size, buffer, fault.rawValue)
        }
    }

    private typealias Hook = UnsafeMutablePointer<IChannelHook>

    private static func collect(
        _ iid: GUID,
        size: (Hook, UnsafePointer<GUID>, UnsafePointer<GUID>, UnsafeMutablePointer<UInt32>) -> Void,
        fill: (Hook, UnsafePointer<GUID>, UnsafePointer<GUID>, UnsafeMutablePointer<UInt32>, UnsafeMutableRawPointer) -> Void
    ) -> [ORPCExtent] {
        guard areThere else { return [] }
        var extents: [ORPCExtent] = []
        for (id, hook) in all() {
            hook.withPointer(as: IChannelHook.self) { hook in
                var id = id
                var iid = iid
                var count: UInt32 = 0
                size(hook, &id, &iid, &count)
                guard count > 0, count <= maximum else { return }
                let room = count
                var data = [UInt8](repeating: 0, count: Int(room))
                data.withUnsafeMutableBytes { if let base = $0.baseAddress { fill(hook, &id, &iid, &count, base) } }
                guard count > 0, count <= room else { return }
                extents.append(ORPCExtent(id: id, data: Array(data.prefix(Int(count)))))
            }
        }
        return extents
    }

    /// Tells the hooks what came with a call.
    private static func notifyServer(_ iid: GUID, _ extents: [ORPCExtent], dataRepresentation: UInt32) {
        notify(iid, extents) { hook, id, iid, count, data in
            hook.pointee.lpVtbl.pointee.ServerNotify(hook, id, iid, count, data, dataRepresentation)
        }
    }

    /// Tells the hooks what came with the results.
    static func notifyClient(_ iid: GUID, _ extents: [ORPCExtent], dataRepresentation: UInt32, fault: HResult) {
        notify(iid, extents) { hook, id, iid, count, data in
            hook.pointee.lpVtbl.pointee.ClientNotify(hook, id, iid, count, data, dataRepresentation, fault.rawValue)
        }
    }

    private static func notify(
        _ iid: GUID, _ extents: [ORPCExtent],
        _ tell: (Hook, UnsafePointer<GUID>, UnsafePointer<GUID>, UInt32, UnsafeMutableRawPointer?) -> Void
    ) {
        guard areThere else { return }
        for (id, hook) in all() {
            hook.withPointer(as: IChannelHook.self) { hook in
                var id = id
                var iid = iid
                guard var data = extents.first(where: { $0.id == id })?.data else {
                    tell(hook, &id, &iid, 0, nil)
                    return
                }
                let count = UInt32(data.count)
                data.withUnsafeMutableBytes { tell(hook, &id, &iid, count, $0.baseAddress) }
            }
        }
    }
}
