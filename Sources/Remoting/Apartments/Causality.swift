// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Synchronization

/// Identifiers of chains of calls. They are no secret, only different: a random beginning for the process, and a count.
enum Causality {
    private static let prefix = Random.uint64()
    private static let count = Atomic<UInt64>(0)

    static func next() -> GUID {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        return unsafeBitCast((prefix, number), to: GUID.self)
    }
}
