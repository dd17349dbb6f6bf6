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

    /// Language, bytes of a name, and the hash that an existing LHashValOfNameSysA gives it (SYS_WIN64).
    @Test func everyLanguageHasItsSorting() throws {
        for line in NameHashTests.values.split(separator: "\n") {
            let fields = line.split(separator: " ")
            let (language, value) = (UInt32(fields[0], radix: 16), UInt32(fields[2], radix: 16))
            let digits = Array(fields[1])
            let bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16) ?? 0 }
            #expect(
                NameHash.value(of: bytes, system: .win64, lcid: 0x400 | (language ?? 0)) == value,
                "language \(fields[0]), \(fields[1])")
        }
    }

    private static let values = """
        01 4974656d 00d07ad7
        01 5768792f4e6f74 00d08d86
        01 57 00d0106e
        01 795a 00d0600c
        01 c0d1e5f3ff 00d03046
        01 618a9f62 00d07ae7
        01 b0a1a4a478 00d09a2b
        04 4974656d 00707ad7
        04 5768792f4e6f74 0070c348
        04 57 0070106d
        04 795a 00705f78
        04 c0d1e5f3ff 0070749f
        04 618a9f62 007082af
        04 b0a1a4a478 007074a2
        05 4974656d 00207ad7
        05 5768792f4e6f74 002042cf
        05 57 0020106e
        05 795a 0020600c
        05 c0d1e5f3ff 00200dcd
        05 618a9f62 00204b0e
        05 b0a1a4a478 00205937
        08 4974656d 00807ad7
        08 5768792f4e6f74 00808d86
        08 57 0080106e
        08 795a 0080600c
        08 c0d1e5f3ff 0080ceef
        08 618a9f62 008082af
        08 b0a1a4a478 00809a2b
        09 4974656d 00107ad7
        09 5768792f4e6f74 0010c348
        09 57 0010106d
        09 795a 00105f78
        09 c0d1e5f3ff 001021e9
        09 618a9f62 00104a55
        09 b0a1a4a478 00109a2b
        0a 4974656d 00207ad7
        0a 5768792f4e6f74 002042cf
        0a 57 0020106e
        0a 795a 0020600c
        0a c0d1e5f3ff 00200dcd
        0a 618a9f62 00204b0e
        0a b0a1a4a478 00205937
        0d 4974656d 00307ad7
        0d 5768792f4e6f74 003042cf
        0d 57 0030106e
        0d 795a 0030600c
        0d c0d1e5f3ff 003021ed
        0d 618a9f62 00304ae9
        0d b0a1a4a478 00309a2b
        0f 4974656d 00907ad7
        0f 5768792f4e6f74 00908d86
        0f 57 0090106e
        0f 795a 0090600c
        0f c0d1e5f3ff 00903501
        0f 618a9f62 00904ae9
        0f b0a1a4a478 00909a2b
        12 4974656d 00507ad7
        12 5768792f4e6f74 0050c348
        12 57 0050106d
        12 795a 00505f78
        12 c0d1e5f3ff 0050749f
        12 618a9f62 005082af
        12 b0a1a4a478 005074a2
        14 4974656d 00107ad7
        14 5768792f4e6f74 0010c348
        14 57 0010106d
        14 795a 00105f78
        14 c0d1e5f3ff 001021e9
        14 618a9f62 00104a55
        14 b0a1a4a478 00109a2b
        19 4974656d 00e07ad7
        19 5768792f4e6f74 00e08d86
        19 57 00e0106e
        19 795a 00e0600c
        19 c0d1e5f3ff 00e03046
        19 618a9f62 00e07ae7
        19 b0a1a4a478 00e09a2b
        1f 4974656d 00a07ad7
        1f 5768792f4e6f74 00a08d86
        1f 57 00a0106e
        1f 795a 00a0600c
        1f c0d1e5f3ff 00a021ed
        1f 618a9f62 00a04ae9
        1f b0a1a4a478 00a09a2b
        29 4974656d 00d07ad7
        29 5768792f4e6f74 00d08d86
        29 57 00d0106e
        29 795a 00d0600c
        29 c0d1e5f3ff 00d03046
        29 618a9f62 00d07ae7
        29 b0a1a4a478 00d09a2b
        2a 4974656d 00107ad7
        2a 5768792f4e6f74 0010c348
        2a 57 0010106d
        2a 795a 00105f78
        2a c0d1e5f3ff 001021e9
        2a 618a9f62 00104a55
        2a b0a1a4a478 00109a2b
        1e 4974656d 00107ad7
        1e 5768792f4e6f74 0010c348
        1e 57 0010106d
        1e 795a 00105f78
        1e c0d1e5f3ff 001021e9
        1e 618a9f62 00104a55
        1e b0a1a4a478 00109a2b
        """
}
