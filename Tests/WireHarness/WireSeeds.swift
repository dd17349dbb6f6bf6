// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CallMatrix
import TypeLibMarshaler

/// Requests and responses as they are when nobody tampers with them: what hostile inputs begin as. Every call that
/// `HostileResponses` knows is made on a real object, and what goes over the wire is kept.
public enum WireSeeds {
    public struct Seeds {
        /// Inputs of `HostileRequests`.
        public var requests: [[UInt8]] = []
        /// Inputs of `HostileResponses`.
        public var responses: [[UInt8]] = []
    }

    public static func record() throws -> Seeds {
        let requests = try HostileRequests()
        var loopbacks: [GUID: Loopback] = [:]
        let matrix = try CallMatrix()
        defer { InterfaceTypes.remove(matrix.library) }
        let calls = try HostileResponses.calls(matrix) { iid in
            guard let target = requests.targets.first(where: { $0.iid == iid }) else { throw COMError(.E_NOINTERFACE) }
            let loopback = Loopback(try target.make())
            loopbacks[iid] = loopback
            return try loopback.proxy(iid)
        }
        var seeds = Seeds()
        for (index, call) in calls.enumerated() {
            for loopback in loopbacks.values {
                let messages = loopback.record { call.make() }
                loopback.dropWaitingInterfaces()
                for message in messages {
                    guard let target = requests.targets.first(where: { $0.iid == message.iid }) else { continue }
                    seeds.requests.append(requests.input(target.name, slot: message.slot, named(message.request)))
                }
                // What was asked first is what the call is about: the names of members are known by then.
                if let last = messages.last { seeds.responses.append(HostileResponses.input(index, named(last.response))) }
            }
        }
        ErrorInfo.clear()
        return seeds
    }

    /// The interface pointers in a message are of that one call: they become pointers to an object that any message may name.
    private static func named(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let (sign, name) = (Loopback.reference(0).prefix(4), Loopback.reference(HostileRequests.firstObject))
        for start in 0..<max(0, bytes.count - name.count + 1) where bytes[start..<start + 4] == sign {
            bytes.replaceSubrange(start..<start + name.count, with: name)
        }
        return bytes
    }
}
