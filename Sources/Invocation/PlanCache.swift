// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Plans by function index, filled as calls ask for them.
struct PlanCache: ~Copyable, Sendable {
    private let plans = Mutex<[Int: CallPlan]>([:])

    subscript(index: Int) -> CallPlan? { plans.withLock { $0[index] } }

    /// Keeps `plan` unless another thread was first; returns the one that is kept.
    func keep(_ plan: CallPlan, at index: Int) -> CallPlan {
        plans.withLock { plans in
            if let known = plans[index] { return known }
            plans[index] = plan
            return plan
        }
    }
}
