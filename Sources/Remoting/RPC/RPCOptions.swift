// SPDX-License-Identifier: Apache-2.0

/// Limits and times of the RPC runtime. The defaults serve; tests and careful servers set others.
public struct RPCOptions: Sendable {
    /// The longest PDU that is sent or accepted, in bytes: 1432 to 65528. [C706] 12.6.3.1; both sides agree on the smaller one.
    public var maximumFragment = 65528
    /// The longest message (all its fragments together), in bytes.
    public var maximumMessage = 64 << 20
    /// How many presentation contexts a connection may have.
    public var maximumContexts = 4096
    /// How many connections a server serves at once; one more is refused with a bind_nak (local_limit_exceeded).
    public var maximumConnections = 4096
    /// A PDU that has begun must be complete after so many milliseconds, in either direction.
    public var fragmentTimeout: UInt32 = 30_000
    /// How long a call may take, in milliseconds; 0: as long as the server lives.
    public var callTimeout: UInt32 = 0
    /// After so many milliseconds without an answer the server is asked whether it lives, on a connection of its own.
    public var probeInterval: UInt32 = 10_000
    /// A server that does not answer that question in so many milliseconds counts as stuck: RPC_E_TIMEOUT.
    public var probeTimeout: UInt32 = 10_000
    /// How many idle connections a client keeps to one server.
    public var maximumIdle = 16
    /// An idle connection that is not needed is closed after so many milliseconds.
    public var linger: UInt32 = 5_000
    /// The stack of a thread that serves a connection, in bytes of address space (what is not used takes no memory).
    public var threadStack = 1 << 20
    /// Users whose processes may connect beside the one that this process runs as.
    public var allowedUsers: Set<UInt32> = []

    /// Where the PDUs are recorded; nil: as LATEBIND_TRACE says.
    var trace: PacketTrace?

    public init() {}

    /// The values with those out of range moved into it.
    var checked: RPCOptions {
        var options = self
        // A multiple of 8, so that what follows a full fragment is aligned as its peer expects it.
        options.maximumFragment = min(max(maximumFragment, 1432), 65528) & ~7
        options.maximumMessage = max(maximumMessage, 65536)
        options.maximumContexts = min(max(maximumContexts, 8), 65535)
        options.threadStack = max(threadStack, 256 << 10)
        options.fragmentTimeout = max(fragmentTimeout, 1)
        options.probeInterval = max(probeInterval, 1)
        options.probeTimeout = max(probeTimeout, 1)
        return options
    }
}
