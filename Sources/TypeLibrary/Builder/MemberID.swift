// SPDX-License-Identifier: Apache-2.0

/// The MEMBERIDs that a compiler gives to members without one. [MS-OAUT] 2.2.35.1
public enum MemberID {
    /// MEMBERID_NIL: the member has none yet.
    public static let none: Int32 = -1

    /// The id of a function.
    /// - Parameters:
    ///   - depth: how many interfaces its interface derives from.
    ///   - index: its index in its own interface.
    public static func function(_ index: Int, depth: Int) -> Int32 {
        Int32(truncatingIfNeeded: (0x6000 | depth) << 16 | index)
    }

    /// The id of a variable. In types that have both, functions are counted before variables.
    public static func variable(_ index: Int) -> Int32 { Int32(truncatingIfNeeded: 0x4000_0000 + index) }
}
