// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What is written of the calls that pass: LATEBIND_TRACE=text:FILE or pcap:FILE, or both with a comma between. Without it a call
/// costs the reading of a constant.
enum Trace {
    /// Writes PDUs, or nil.
    static let packets: PacketTrace? = destination("pcap").flatMap { PacketTrace(path: $0) }

    static func destination(_ kind: String) -> String? {
        guard let value = getenv("LATEBIND_TRACE") else { return nil }
        for part in String(cString: value).split(separator: ",") where part.hasPrefix(kind + ":") {
            return String(part.dropFirst(kind.utf8.count + 1))
        }
        return nil
    }
}
