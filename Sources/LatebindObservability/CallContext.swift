// SPDX-License-Identifier: Apache-2.0

import CAutomation
import Tracing

/// What an instrument writes into a call, such as `traceparent`: lines of UTF-8, each a key, a colon and a value, as in the header of
/// an HTTP message.
///
///     traceparent:00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
struct CallContext: Sendable {
    private(set) var values: [(key: String, value: String)] = []
    private static let most = 64

    init() {}

    /// From what came with a call: a peer's bytes. What is no such line is not there.
    init(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count <= Int(LATEBIND_EXTENSION_MAX) else { return }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard values.count < CallContext.most, let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
                continue
            }
            guard let key = String(validating: line[..<colon], as: UTF8.self),
                let value = String(validating: line[(colon + 1)...], as: UTF8.self)
            else { continue }
            set(value, key)
        }
    }

    /// Empty if there is nothing, or more than a call carries.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for (key, value) in values { bytes += (key + ":" + value + "\n").utf8 }
        return bytes.count <= Int(LATEBIND_EXTENSION_MAX) ? bytes : []
    }

    private mutating func set(_ value: String, _ key: String) {
        values.removeAll { $0.key == key }
        values.append((key, value))
    }

    struct Access: Injector, Extractor {
        /// A value with a line's end in it, and a key that would end early, are left out: they would become others.
        func inject(_ value: String, forKey key: String, into carrier: inout CallContext) {
            guard carrier.values.count < CallContext.most, !key.isEmpty, !key.utf8.contains(where: { $0 == 10 || $0 == 58 }),
                !value.utf8.contains(10)
            else { return }
            carrier.set(value, key)
        }

        func extract(key: String, from carrier: CallContext) -> String? { carrier.values.first { $0.key == key }?.value }
    }
}
