// SPDX-License-Identifier: Apache-2.0

/// Which apartments the objects of an in-process server may live in: the ThreadingModel of a class.
public enum ThreadingModel: String, Hashable, Sendable, CaseIterable {
    /// In the apartment of whoever makes one. What a manifest that says nothing means.
    case both
    /// In the multi-threaded apartment alone; a single-threaded one gets a proxy.
    case free
    /// In a single-threaded apartment alone: that of whoever makes one, or else the process's host apartment, and a proxy.
    case apartment
}
