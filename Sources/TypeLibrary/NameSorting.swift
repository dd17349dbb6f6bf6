// SPDX-License-Identifier: Apache-2.0
//
// The weights of languages that do not sort as western ones do. Established like those of NameHash, by asking an existing
// LHashValOfNameSysA for every one-letter name of every language.

/// How a language sorts the bytes of its code page.
struct NameSorting: Sendable {
    /// The high byte of the hash.
    let number: UInt32
    /// Weights of ASCII characters that differ from the western ones.
    private let letters: [UInt8: UInt8]
    /// Weights of the bytes from 0x80 on.
    private let high: [UInt8]

    func weight(of byte: UInt8) -> UInt8? { byte < 0x80 ? letters[byte] : high[Int(byte) - 0x80] }

    /// nil for languages with the western sorting. Japanese has a number of its own, 0x40; its weights are not known, and
    /// taken as the western ones.
    static func of(_ lcid: UInt32) -> NameSorting? {
        // Of the two Norwegian languages, Nynorsk alone.
        if lcid & 0x3FF == 0x14, (lcid >> 10) & 0x3F != 2 { return nil }
        return all[lcid & 0x3FF]
    }

    private init(_ number: UInt32, _ letters: [UInt8: UInt8], _ high: StaticString) {
        self.number = number
        self.letters = letters
        let digits = high.withUTF8Buffer { $0.map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 } }
        self.high = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// W and Y are letters of their own, not a V and a U.
    private static let apart: [UInt8: UInt8] = [0x57: 0x57, 0x59: 0x59, 0x77: 0x57, 0x79: 0x59]
    private static let slashApart = apart.merging([0x2F: 0x2F]) { $1 }
    private static let deleteIsNone = slashApart.merging([0x7F: 0]) { $1 }

    private static let all: [UInt32: NameSorting] = [
        0x01: arabic,
        0x29: arabic,
        0x04: chinese,
        0x05: central,
        0x0A: central,
        0x0E: central,
        0x15: central,
        0x1B: central,
        0x08: greek,
        0x0D: hebrew,
        0x0F: icelandic,
        0x12: korean,
        0x14: nynorsk,
        0x19: russian,
        0x1F: turkish,
    ]

    /// Arabic and Persian.
    private static let arabic = NameSorting(
        0xD0, slashApart,
        """
        80818246848586875e898a8b8c8d8e8f909192939495969798999a9b8c9d009f\
        a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b13233b4b5b6b7b831babbbcbdbebf\
        c0c1c2c1c1c1c1c7c8c9c9cbcccdcecfd0d1d2d3d4d5d6d7d8d9dadb00dddedf\
        41e141e3e4e5e64345454545ecec4949f0f1f2f34ff5f6f7f855fa55550000ff
        """)
    /// Chinese.
    private static let chinese = NameSorting(
        0x70, [:],
        """
        7f00000000000000000000000000000000000000000000000000000000000000\
        0000000000000000000000000000000000000000000000000000000000000000\
        0000000000000000000000000000000000000000000000000000000000000000\
        0000000000000000000000000000000000000000000000000000000000000055
        """)
    /// Czech, Hungarian, Polish, Slovak, and Spanish.
    private static let central = NameSorting(
        0x20, apart,
        """
        7f7f827f848586877f89538b53545a5a7f919293949596967f99539b53545a5a\
        a07fa24ca441a6a7a8a953abac96ae5ab0b1b24cb4b5b6b7b84153bb4cbd4c5a\
        52414141414c43434345454545494944d04e4e4f4f4f4fd752555555555954df\
        52414141414c43434345454545494944d04e4e4f4f4f4ff752555555555954ff
        """)
    /// Greek.
    private static let greek = NameSorting(
        0x80, deleteIsNone,
        """
        00008246848586870089008b000000000091929394952d2d0099009b00000000\
        09a1a2a3a4a5a6a7a8a900abac2dae2db0b13233b4b5b6b7b8b9babbbcbdbebf\
        baa2c2c3c4b8c6b9c8bacacbcccdcebcd0d100d3d4bed6d7d8bfbabea2b8b9ba\
        bea2c2c3c4b8c6b9c8bacacbcccdcebcd0d1d3d3d4bed6d7d8bfbabebcbebf00
        """)
    /// Hebrew.
    private static let hebrew = NameSorting(
        0x30, apart,
        """
        7f7f8246848586877f89538b8c7f7f7f7f919293949596969899539b8c7f7f59\
        a0a1a2a3a4a5a6a7a8a941abac96aeafb0b13233b4b5b6b7b8314fbbbcbdbebf\
        414141414141c6434545454549494949d04e4f4f4f4f4fd74f5555555559dedf\
        414141414141c6434545454549494949d04e4f4f4f4f4ff74f5555555559de59
        """)
    /// Icelandic.
    private static let icelandic = NameSorting(
        0x90, deleteIsNone,
        """
        00008246848586870089538b8c0000000091929394952d2d9899539b8c000059\
        09a1a2a3a4a5a6a7a8a941abac2daeafb0b13233b4b5b6b7b8314fbbbcbdbebf\
        41c141414141c64345c9454549cd4949d04e4fd34f4fd6d7d655da5555dddedf\
        41c141414141c64345c9454549cd4949d04e4fd34f4fd6f7d655da5555ddde59
        """)
    /// Korean.
    private static let korean = NameSorting(
        0x50, [:],
        """
        7f00000000000000000000000000000000000000000000000000000000000000\
        0000000000000000000000000000000000000000000000000000000000000000\
        0000000000000000000000000000000000000000000000000000000000000000\
        0000000000000000000000000000000000000000000000000000000000000055
        """)
    /// Nynorsk.
    private static let nynorsk = NameSorting(
        0xB0, deleteIsNone,
        """
        00008246848586870089538b8c0000000091929394952d2d9899539b8c000059\
        09a1a2a3a4a5a6a7a8a941abac2daeafb0b13233b4b5b6b7b8314fbbbcbdbebf\
        41414141c4c5c4434545454549494949444e4f4f4f4fd6d7d65555555959dedf\
        41414141c4c5c4434545454549494949444e4f4f4f4fd6f7d65555555959de59
        """)
    /// Russian.
    private static let russian = NameSorting(
        0xE0, slashApart,
        """
        80818246848586875e898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f\
        a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b13233b4b5b6b7b831babbbcbdbebf\
        c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf\
        e0e1e2e3e4e5e6e7e8e9eaeaecededefeff1f2f3f3f5f5f7f8f9fafbfc0000ff
        """)
    /// Turkish.
    private static let turkish = NameSorting(
        0xA0, deleteIsNone,
        """
        00008246848586870089538b8c0000000091929394952d2d9899539b8c000059\
        09a1a2a3a4a5a6a7a8a941abac2daeafb0b13233b4b5b6b7b8314fbbbcbdbebf\
        414141414141c6c74545454549494949d04e4f4f4f4fd6d74f555555dcdddedf\
        414141414141c6c74545454549494949d04e4f4f4f4fd6f74f555555dcddde59
        """)
}
