// SPDX-License-Identifier: Apache-2.0

/// Threads of activation's own.
enum ServerThreads {
    /// Bytes of stack: enough for one that runs somebody else's code.
    static let stack = 1 << 20
}
