// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import TypeLibMarshaler

/// How the type-library marshaler comes by OBJREFs for the interface pointers among its arguments.
enum MarshalingHooks {
    /// Sets the hooks, once: before the first proxy or stub is made.
    static let areSet: Bool = {
        InterfaceTypes.setResolver { KnownLibraries.find($0) }
        return InterfaceMarshaling.set(hooks)
    }()

    private static let hooks =

        InterfaceMarshaling(
            maximumSize: { object, iid, destination in
                (try? Marshaling.maximumSize(object, iid, to: MarshalDestination(destination))) ?? 0
            },
            marshal: { (object, iid, destination, target) throws(COMError) in
                let bytes = try Marshaling.bytes(object, iid, to: MarshalDestination(destination))
                guard bytes.count <= target.count else {
                    throw COMError(.RPC_E_CLIENT_CANTMARSHAL_DATA, "an object marshals itself into more bytes than it said")
                }
                target.copyBytes(from: bytes)
                return bytes.count
            },
            unmarshal: { (bytes, iid, destination) throws(COMError) in
                try Marshaling.unmarshal(bytes, iid, from: MarshalDestination(destination))
            },
            release: { bytes, destination in
                try? Marshaling.release(bytes, from: MarshalDestination(destination))
            })
}

extension MarshalDestination {
    fileprivate init(_ destination: MarshalingDestination) {
        self.init(context: destination.context, extra: destination.data)
    }
}
