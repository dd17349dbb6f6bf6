// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import Invocation
public import Latebind
public import TypeLibrary

/// IDirections of signatures.idl: every type in every direction.
public final class DirectionsObject: Sendable {
    public init() {}

    public static func objectClass(_ library: TypeLibrary) throws -> ObjectClass<DirectionsObject> {
        let type = try library.typeInfo(named: "IDirections")
        let members = type.definition.functions.compactMap { function -> MemberImplementation<DirectionsObject>? in
            guard let name = function.name else { return nil }
            return .method(name) { _, call in
                switch call.name.prefix(4) {
                case "Give":
                    call.setOut(1, call[0])
                    return nil
                case "Swap":
                    call.setOut(0, call[1])
                    return call[0]
                default:
                    return call[0]
                }
            }
        }
        return try ObjectClass(implementing: type, members: members)
    }
}
