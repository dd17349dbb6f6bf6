// SPDX-License-Identifier: Apache-2.0

import CAutomation

/// Where the code that serves a class may run: the part of CLSCTX that has a meaning here.
public struct ClassContext: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// In this process: CLSCTX_INPROC_SERVER.
    public static let inProcess = ClassContext(rawValue: UInt32(CLSCTX_INPROC_SERVER.rawValue))
    /// In another process on this machine: CLSCTX_LOCAL_SERVER.
    public static let localServer = ClassContext(rawValue: UInt32(CLSCTX_LOCAL_SERVER.rawValue))
    /// In this process if that is possible, or else in another one.
    public static let any: ClassContext = [.inProcess, .localServer]

    /// From a CLSCTX: a handler counts as a server in process; other machines and options say nothing here.
    public init(clsctx: UInt32) {
        var context: ClassContext = []
        if clsctx & UInt32(CLSCTX_INPROC_SERVER.rawValue | CLSCTX_INPROC_HANDLER.rawValue) != 0 { context.insert(.inProcess) }
        if clsctx & UInt32(CLSCTX_LOCAL_SERVER.rawValue) != 0 { context.insert(.localServer) }
        self = context
    }
}

/// How a registered class object may be used: REGCLS.
public struct ClassUse: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// REGCLS_SINGLEUSE: one other process gets it, and no one after that.
        case single
        /// REGCLS_MULTIPLEUSE: everybody, this process too, whatever the context says.
        case multiple
        /// REGCLS_MULTI_SEPARATE: everybody that the context names.
        case separate
    }
    public var kind: Kind
    /// REGCLS_SUSPENDED: other processes see it after CoResumeClassObjects.
    public var isSuspended: Bool
    /// REGCLS_SURROGATE: it serves the class of an in-process component. Nothing here depends on it.
    public var isSurrogate: Bool

    public init(_ kind: Kind, isSuspended: Bool = false, isSurrogate: Bool = false) {
        self.kind = kind
        self.isSuspended = isSuspended
        self.isSurrogate = isSurrogate
    }

    /// From REGCLS; nil for flags that mean nothing.
    public init?(regcls: UInt32) {
        let known =
            REGCLS_MULTIPLEUSE.rawValue | REGCLS_MULTI_SEPARATE.rawValue | REGCLS_SUSPENDED.rawValue | REGCLS_SURROGATE.rawValue
        guard regcls & ~UInt32(known) == 0 else { return nil }
        let isMultiple = regcls & UInt32(REGCLS_MULTIPLEUSE.rawValue) != 0
        let isSeparate = regcls & UInt32(REGCLS_MULTI_SEPARATE.rawValue) != 0
        guard !(isMultiple && isSeparate) else { return nil }
        let isSurrogate = regcls & UInt32(REGCLS_SURROGATE.rawValue) != 0
        self.init(
            isMultiple ? .multiple : isSeparate || isSurrogate ? .separate : .single,
            isSuspended: regcls & UInt32(REGCLS_SUSPENDED.rawValue) != 0, isSurrogate: isSurrogate)
    }
}
