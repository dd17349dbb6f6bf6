// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// DUALSTRINGARRAY: where a process listens, and what authentication it knows. [MS-DCOM] 2.2.19
///
/// Over Unix-domain sockets it is empty: the path follows from the OXID. Ports of loopback TCP stand in it as "127.0.0.1[port]"
/// (tower 0x07, ncacn_ip_tcp).
public struct StringBindings: Hashable, Sendable {
    public var ports: [UInt16]

    public init(ports: [UInt16] = []) { self.ports = ports }

    /// The entries of aStringArray, and the index of the first one that belongs to the security bindings.
    func entries() -> (entries: [UInt16], securityOffset: UInt16) {
        // Even without an address both halves end with their empty entry.
        var entries: [UInt16] = []
        for port in ports {
            entries.append(0x07)
            entries += Array("127.0.0.1[\(port)]".utf16) + [0]
        }
        if ports.isEmpty { entries.append(0) }
        entries.append(0)
        let offset = UInt16(entries.count)
        // RPC_C_AUTHN_NONE is no entry of its own: the list is empty.
        entries += [0, 0]
        return (entries, offset)
    }

    /// The structure as it stands in an OBJREF: the counts, then the entries. [MS-DCOM] 2.2.19.1
    public func packed() -> [UInt8] {
        let (entries, offset) = entries()
        var writer = WireWriter()
        writer.uint16(UInt16(entries.count))
        writer.uint16(offset)
        for entry in entries { writer.uint16(entry) }
        return writer.bytes
    }

    /// Reads the entries of a DUALSTRINGARRAY; what is not a port of this machine is passed over.
    /// - Parameters:
    ///   - entries: aStringArray.
    ///   - securityOffset: wSecurityOffset.
    public init(entries: [UInt16], securityOffset: Int) {
        ports = []
        var rest = entries.prefix(max(0, min(securityOffset, entries.count)))
        while let tower = rest.popFirst(), tower != 0 {
            let address = rest.prefix { $0 != 0 }
            rest = rest.dropFirst(address.count + 1)
            let text = String(decoding: address, as: UTF16.self)
            guard tower == 0x07, text.hasPrefix("127.0.0.1["), text.hasSuffix("]"),
                let port = UInt16(text.dropFirst("127.0.0.1[".count).dropLast())
            else { continue }
            ports.append(port)
        }
    }
}

extension WireWriter {
    /// What an NDR pointer to a DUALSTRINGARRAY points at: a conformant structure. [MS-DCOM] 2.2.19
    mutating func dualStringArray(_ bindings: StringBindings) {
        let (entries, offset) = bindings.entries()
        uint32(UInt32(entries.count))
        uint16(UInt16(entries.count))
        uint16(offset)
        for entry in entries { uint16(entry) }
        // What follows in every use is aligned to 4.
        align(4)
    }

    /// COMVERSION 5.7. [MS-DCOM] 2.2.11
    mutating func comVersion() {
        uint16(5)
        uint16(7)
    }
}

extension WireReader {
    mutating func skipDualStringArray() throws(RPCError) { _ = try dualStringArray() }

    /// Reads what `dualStringArray` writes.
    mutating func dualStringArray() throws(RPCError) -> StringBindings {
        let maximum = try uint32()
        let count = Int(try uint16())
        let offset = Int(try uint16())
        guard Int(maximum) == count, count <= remaining / 2 else { throw fail("a DUALSTRINGARRAY of \(maximum) entries") }
        var entries: [UInt16] = []
        for _ in 0..<count { entries.append(try uint16()) }
        return StringBindings(entries: entries, securityOffset: offset)
    }
}
