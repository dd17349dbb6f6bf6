// SPDX-License-Identifier: Apache-2.0
//
// Libraries that went bad in every way a generator can think of: each ends in an error or in a complete dump. A trap ends
// the test run, and under AddressSanitizer a read out of bounds does.

import AutomationTypes
import Foundation
import Testing
import TypeLibrary

@testable import MSFTFormat

@Suite struct RobustnessTests {
    /// A library or an executable that is damaged many times.
    struct Subject: CustomTestStringConvertible, Sendable {
        let name: String
        let cases: Int
        let bytes: @Sendable () throws -> [UInt8]
        var testDescription: String { "\(name), \(cases) cases" }
    }

    static let subjects: [Subject] = [
        Subject(name: "sample", cases: 2000) { try MSFTWriter.bytes(of: SampleLibrary.definition()) },
        Subject(name: "sample, 32-bit", cases: 2000) { try MSFTWriter.bytes(of: SampleLibrary.definition(.win32)) },
        Subject(name: "sample in PE32+", cases: 1500) {
            PEBuilder.executable([(1, try MSFTWriter.bytes(of: SampleLibrary.definition()))])
        },
        Subject(name: "two small libraries in PE32", cases: 1500) {
            let library = try MSFTWriter.bytes(of: LibraryDefinition(attributes: LibraryAttributes(name: "Empty")))
            return PEBuilder.executable([(1, library), (2, library)], is64Bit: false)
        },
        Subject(name: "SLTG", cases: 3000) { SLTGBuilder.library() },
        wine("mmcndmgr.dll", cases: 1000),
        wine("hhctrl.ocx", cases: 1000),
        wine("scrobj.dll", cases: 1000),
        wine("uiautomationcore.dll", cases: 1000),
        wine("stdole32.tlb", cases: 500),
        wine("comsvcs.dll", cases: 500),
    ]

    /// The first library of a file in libwine, without the executable around it.
    private static func wine(_ name: String, cases: Int) -> Subject {
        Subject(name: name, cases: cases) {
            let file = ByteView(try WineLibraries.bytes(name), name: "the file")
            guard PEFile.hasSignature(file) else { return try WineLibraries.bytes(name) }
            let library = try PEFile(reading: file).typeLibrary(number: 1)
            return try (0..<library.count).map { try library.u8(at: $0) }
        }
    }

    @Test func thereAreAtLeastTenThousandCases() {
        #expect(RobustnessTests.subjects.reduce(0) { $0 + $1.cases } >= 10_000)
    }

    @Test(arguments: subjects)
    func damagedBytesEndInAnErrorOrADump(_ subject: Subject) throws {
        let original = try subject.bytes()
        var dumps = 0
        for seed in 0..<subject.cases {
            var generator = SeededGenerator(seed: UInt64(seed))
            let damaged = RobustnessTests.damage(original, &generator)
            if RobustnessTests.exercise(damaged) { dumps += 1 }
        }
        // Some damage must go unnoticed and some must not, or the cases test nothing.
        #expect(dumps > 0)
        #expect(dumps < subject.cases)
    }

    /// Files that went wrong once, found by the fuzzer or by reading: Fuzz/README.md says how one gets here.
    static func regressions() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: regressionFolder.path).sorted()
    }
    private static let regressionFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Regressions")

    /// One that is slow again costs many times what a sound library of its size does, in processor time of this thread: a
    /// machine's load is no failure. One that does not end at all meets the time limit.
    @Test(.timeLimit(.minutes(10)), arguments: try regressions())
    func whatWentWrongOnceEnds(_ name: String) throws {
        let sound = try MSFTWriter.bytes(of: SampleLibrary.definition())
        let file = RobustnessTests.regressionFolder.appendingPathComponent(name)
        let bytes = [UInt8](try Data(contentsOf: file))
        let unit = (0..<3).map { _ in RobustnessTests.processorTime { _ = RobustnessTests.exercise(sound) } }.min() ?? 1
        let spent = RobustnessTests.processorTime { _ = RobustnessTests.exercise(bytes) }
        #expect(spent < unit * Double(max(100, 100 * bytes.count / sound.count)))
    }

    private static func processorTime(_ body: () -> Void) -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
        }
        let start = now()
        body()
        return now() - start
    }

    /// What the types of a library may cost is bounded, in units that no machine changes; and sound libraries stay far below.
    @Test(arguments: subjects)
    func damageDoesNotMakeDecodingDear(_ subject: Subject) throws {
        let original = try subject.bytes()
        func cost(_ bytes: [UInt8]) throws -> Int {
            let storage = try TypeLibraryFile.storage(of: bytes)
            for index in 0..<storage.typeCount { _ = try? storage.definition(at: index) }
            return (storage as? MSFTLibrary)?.decodingCost ?? (storage as? SLTGLibrary)?.decodingCost ?? .max
        }
        let sound = try cost(original)
        #expect(sound <= 4 * original.count)
        for seed in 0..<subject.cases / 10 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let damaged = RobustnessTests.damage(original, &generator)
            guard let spent = try? cost(damaged) else { continue }
            #expect(spent <= DecodingBudget.limit(forFileSize: damaged.count), "seed \(seed)")
        }
    }

    /// Types that all point at one long string: each costs what it unfolds to, and the library is refused as a whole.
    @Test func whatIsPointedAtAgainAndAgainIsPaidForEachTime() throws {
        var definition = LibraryDefinition(attributes: LibraryAttributes(name: "Bomb"))
        let text = String(repeating: "x", count: 30_000)
        definition.types = (0..<3000).map { index in
            TypeDefinition(name: "T\(index)", kind: .enum, documentation: Documentation(helpString: text))
        }
        let storage = try MSFTLibrary(bytes: MSFTWriter.bytes(of: definition))
        var refused: HResult?
        for index in 0..<storage.typeCount {
            do { _ = try storage.definition(at: index) } catch { refused = error.hresult; break }
        }
        #expect(refused == .TYPE_E_SIZETOOBIG)
        #expect(storage.decodingCost > 15 << 20 && storage.decodingCost <= 16 << 20)
    }

    /// Opens, dumps, looks up members and writes again.
    /// - Returns: whether the dump was complete.
    static func exercise(_ bytes: [UInt8]) -> Bool {
        guard let storage = try? TypeLibraryFile.storage(of: bytes) else { return false }
        let library = TypeLibrary(storage: storage, path: "damaged.tlb", resolver: WineLibraries.loader)
        for index in 0..<library.typeCount {
            guard let type = try? library.typeInfo(at: index) else { continue }
            _ = try? type.members()
            _ = try? type.vtableFunctions()
            _ = try? type.names(of: 0)
            _ = type.instanceSize
        }
        if let definition = try? library.definition() { _ = try? MSFTWriter.bytes(of: definition) }
        return (try? library.jsonDump(limit: 8 << 20)) != nil
    }

    static let extremes: [UInt32] = [
        0, 1, 0x7F, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0xFFFF_FFFE, 0x8000_0001,
    ]

    /// One of six kinds of damage.
    static func damage(_ original: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = original
        func position() -> Int { Int.random(in: 0..<bytes.count, using: &generator) }
        switch Int.random(in: 0..<8, using: &generator) {
        case 0:
            bytes.removeLast(bytes.count - position())
        case 1:
            let more = Int.random(in: 1...512, using: &generator)
            bytes += (0..<more).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        case 2, 3:
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                bytes[position()] = UInt8.random(in: .min ... .max, using: &generator)
            }
        case 4:
            let from = position()
            let to = position()
            for offset in 0..<min(Int.random(in: 1...64, using: &generator), bytes.count - max(from, to)) {
                bytes[to + offset] = bytes[from + offset]
            }
        case 5:
            bytes[position()] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        default:
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let offset = position() & ~3
                let value = extremes.randomElement(using: &generator) ?? 0
                for index in 0..<4 where offset + index < bytes.count {
                    bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * index))
                }
            }
        }
        return bytes
    }
}
