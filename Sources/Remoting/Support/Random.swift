// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// Identifiers that nobody can guess. They are no authorisation by themselves (DESIGN.md, decision 9).
enum Random {
    // Swift's system generator is the kernel's CSPRNG.
    static func uint64() -> UInt64 { UInt64.random(in: .min ... .max) }

    /// A random (version 4) GUID. [RFC 4122] 4.4
    static func guid() -> GUID {
        var bytes = (uint64(), uint64())
        return withUnsafeMutableBytes(of: &bytes) { bytes in
            bytes[7] = bytes[7] & 0x0F | 0x40
            bytes[8] = bytes[8] & 0x3F | 0x80
            return bytes.loadUnaligned(as: GUID.self)
        }
    }
}
