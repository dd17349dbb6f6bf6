// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary

@Suite struct NameHashTests {
    /// Values that LHashValOfNameSysA gives.
    @Test(arguments: [
        ("IDispatch", SystemKind.win32, UInt32(0x10_83D9)), ("Item", .win64, 0x10_7AD7), ("zz", .win32, 0x10_6031),
        ("_B_var_zz", .win32, 0x10_F4D9),
    ])
    func aNameHasItsDocumentedValue(_ name: String, _ system: SystemKind, _ value: UInt32) {
        #expect(NameHash.value(of: name.utf8, system: system, lcid: 0x409) == value)
    }

    @Test func caseDoesNotMatter() {
        func hash(_ name: String) -> UInt32 { NameHash.value(of: name.utf8, system: .win64, lcid: 0x409) }
        #expect(hash("GetTypeInfo") == hash("GETTYPEINFO"))
        #expect(hash("GetTypeInfo") != hash("GetTypeInfoCount"))
    }

    @Test func accentsDoNotMatter() {
        #expect(
            NameHash.value(of: [0xE9], system: .win64, lcid: 0x409)
                == NameHash.value(of: "E".utf8, system: .win64, lcid: 0x409))
    }
}
