// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import CFFI
import Testing

@testable import Invocation

/// The faster route against libffi, the oracle: random signatures with random arguments, called and being called.
@Suite struct RegisterImageTests {
    /// A signature, the bytes of its arguments, and the result's.
    private struct Case {
        var result: NativeType
        var types: [NativeType]
        var arguments: [[UInt8]]
        var returned: UInt64

        static let kinds: [NativeType] = [
            NativeType(.int8, .i1, size: 1, alignment: 1), NativeType(.uint8, .ui1, size: 1, alignment: 1),
            NativeType(.int16, .i2, size: 2, alignment: 2), NativeType(.uint16, .ui2, size: 2, alignment: 2),
            NativeType(.int32, .i4, size: 4, alignment: 4), NativeType(.uint32, .ui4, size: 4, alignment: 4),
            NativeType(.int64, .i8, size: 8, alignment: 8), NativeType(.uint64, .ui8, size: 8, alignment: 8),
            NativeType(.float, .r4, size: 4, alignment: 4), NativeType(.double, .r8, size: 8, alignment: 8),
            NativeType(.bstr, .bstr, size: 8, alignment: 8), .opaque,
            NativeType(.variant, .variant, size: 24, alignment: 8), NativeType(.decimal, .decimal, size: 16, alignment: 8),
        ]

        init(using random: inout Random) {
            types = [.opaque]
            for _ in 0..<Int.random(in: 0...16, using: &random) {
                // Numbers twice as often as what is passed in several words.
                let limit = Bool.random(using: &random) ? 12 : 14
                types.append(Case.kinds[Int.random(in: 0..<limit, using: &random)])
            }
            arguments = types.map { type in (0..<type.size).map { _ in UInt8.random(in: 0...255, using: &random) } }
            result = Case.kinds[Int.random(in: 0..<12, using: &random)]
            returned = UInt64.random(in: 0...UInt64.max, using: &random)
        }
    }

    /// SplitMix64: the same cases in every run.
    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    /// What the callee saw, and what it is to answer.
    private final class Recorder {
        var sizes: [Int] = []
        var seen: [[UInt8]] = []
        var returned: UInt64 = 0
        var resultSize = 0
        /// The offsets of the arguments, for a callee behind a compiled slot.
        var offsets: [Int] = []
    }

    private static let recordClosure:
        @convention(c) (
            UnsafeMutablePointer<ffi_cif>?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
            UnsafeMutableRawPointer?
        ) -> Void = { _, returned, arguments, context in
            let recorder = Unmanaged<Recorder>.fromOpaque(context!).takeUnretainedValue()
            recorder.seen = recorder.sizes.enumerated().map { index, size in
                [UInt8](UnsafeRawBufferPointer(start: arguments![index], count: size))
            }
            returned!.storeBytes(of: recorder.returned, as: UInt64.self)
        }

    @Test func aCallThroughAnImageArrivesAsLibFFIMakesIt() throws {
        var random = Random(state: 1)
        var taken = 0
        for _ in 0..<3000 {
            let made = Case(using: &random)
            guard let image = RegisterImage(result: made.result, arguments: made.types) else { continue }
            taken += 1
            let interface = try CallInterface(
                result: try .of(made.result), arguments: made.types.map { try .of($0) })
            var code: UnsafeMutableRawPointer?
            let closure = try #require(ffi_closure_alloc(latebind_ffi_closure_size(), &code))
            defer { ffi_closure_free(closure) }
            let recorder = Recorder()
            recorder.sizes = made.types.map(\.size)
            recorder.returned = made.returned
            let status = ffi_prep_closure_loc(
                closure.assumingMemoryBound(to: ffi_closure.self), interface.cif, RegisterImageTests.recordClosure,
                Unmanaged.passUnretained(recorder).toOpaque(), code)
            #expect(status == FFI_OK)

            let memory = UnsafeMutableRawPointer.allocate(byteCount: image.size, alignment: 16)
            defer { memory.deallocate() }
            // What an image does not use is not zeros.
            memory.initializeMemory(as: UInt8.self, repeating: 0xA5, count: image.size)
            for (index, bytes) in made.arguments.enumerated() {
                memory.advanced(by: image.offsets[index]).copyMemory(from: bytes, byteCount: bytes.count)
                made.types[index].extend(memory + image.offsets[index])
            }
            var returned: UInt64 = 0
            RegisterImage.call(
                try #require(UnsafeRawPointer(code)), memory, image.result, usesFloats: image.usesFloats,
                stackWords: image.stackWords, returned: &returned)
            #expect(recorder.seen == made.arguments)
            let size = made.result.size
            let mask = size == 8 ? UInt64.max : (1 << UInt64(8 * size)) - 1
            #expect(returned & mask == made.returned & mask, "\(made.result.kind)")
        }
        #expect(RegisterImage.integerCount == 0 || taken > 1500)
    }

    private static let recordImage: latebind_slot_entry = { context, this, image, stack in
        let recorder = Unmanaged<Recorder>.fromOpaque(context!).takeUnretainedValue()
        let places = recorder.offsets.map { offset -> UnsafeRawPointer in
            offset < RegisterImage.registerBytes
                ? UnsafeRawPointer(image!) + offset
                : UnsafeRawPointer(stack!) + (offset - RegisterImage.registerBytes)
        }
        recorder.seen = zip(places, recorder.sizes).map { place, size in
            [UInt8](UnsafeRawBufferPointer(start: place, count: size))
        }
        return recorder.returned
    }

    @Test func aCompiledSlotReceivesWhatLibFFIPasses() throws {
        var random = Random(state: 2)
        let recorder = Recorder()
        let contexts = UnsafeMutablePointer<UnsafeRawPointer?>.allocate(capacity: Int(LATEBIND_SLOTS))
        contexts.initialize(repeating: Unmanaged.passUnretained(recorder).toOpaque(), count: Int(LATEBIND_SLOTS))
        defer { contexts.deallocate() }
        var head = latebind_slots(entry: RegisterImageTests.recordImage, contexts: contexts)
        try withUnsafeMutablePointer(to: &head) { head in
            // An object: a word that points behind the word that points at the head.
            let table = UnsafeMutablePointer<UnsafeRawPointer?>.allocate(capacity: 2)
            table.initialize(repeating: UnsafeRawPointer(head), count: 2)
            defer { table.deallocate() }
            var object = UnsafeRawPointer(table + 1)
            try withUnsafeMutablePointer(to: &object) { object in
                var this = UnsafeMutableRawPointer(object)
                for round in 0..<3000 {
                    var made = Case(using: &random)
                    made.result = Case.kinds[4]
                    made.arguments[0] = withUnsafeBytes(of: &this) { [UInt8]($0) }
                    guard let image = RegisterImage(result: made.result, arguments: made.types) else { continue }
                    recorder.sizes = made.types.map(\.size)
                    recorder.offsets = image.offsets
                    recorder.returned = made.returned
                    recorder.seen = []
                    let interface = try CallInterface(
                        result: try .of(made.result), arguments: made.types.map { try .of($0) })
                    var returned: UInt64 = 0
                    let blocks = made.arguments.map { bytes in
                        let block = UnsafeMutableRawPointer.allocate(byteCount: max(8, bytes.count), alignment: 16)
                        block.copyMemory(from: bytes, byteCount: bytes.count)
                        return block
                    }
                    defer { for block in blocks { block.deallocate() } }
                    var pointers: [UnsafeMutableRawPointer?] = blocks
                    let function = try #require(latebind_slot(UInt32(round) % UInt32(LATEBIND_SLOTS)))
                    latebind_ffi_call(interface.cif, function, &returned, &pointers)
                    #expect(recorder.seen == made.arguments)
                    #expect(UInt32(truncatingIfNeeded: returned) == UInt32(truncatingIfNeeded: made.returned))
                }
            }
        }
    }

    @Test func whatOnlyLibFFICanPassIsLeftToIt() {
        let small = NativeType(.record, .record, size: 8, alignment: 8)
        let large = NativeType(.record, .record, size: 40, alignment: 8)
        let many = [NativeType](repeating: .opaque, count: 60)
        #expect(RegisterImage(result: small, arguments: [.opaque]) == nil)
        #expect(RegisterImage(result: .opaque, arguments: [.opaque, small]) == nil)
        #expect(RegisterImage(result: .opaque, arguments: many) == nil)
        if LATEBIND_IMAGE_STACK > 0 {
            #expect(RegisterImage(result: .opaque, arguments: [.opaque, large])?.offsets.last == RegisterImage.registerBytes)
        }
    }
}
