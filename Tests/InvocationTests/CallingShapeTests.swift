// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import CFFI
import Synchronization
import TestSupport
import Testing
import TypeLibrary

@testable import Invocation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Every shape that an argument can have by value, against the C compiler: random structures and unions of 1 to 32 bytes among
/// up to 20 arguments, passed to C functions, received from them, and returned. The C program is written here.
@Suite struct CallingShapeTests {
    /// A type as IDL and as C write it.
    private indirect enum Shape: Sendable {
        case scalar(idl: String, c: String)
        case array(Shape, Int)
        case named(String)

        func declaration(_ name: String, c: Bool) -> String {
            switch self {
            case .scalar(let idl, let inC): "\(c ? inC : idl) \(name);"
            case .array(let element, let count): element.declaration("\(name)[\(count)]", c: c)
            case .named(let type): "\(type) \(name);"
            }
        }

        static let scalars: [Shape] = [
            .scalar(idl: "signed char", c: "int8_t"), .scalar(idl: "unsigned short", c: "uint16_t"),
            .scalar(idl: "long", c: "int32_t"), .scalar(idl: "hyper", c: "int64_t"), .scalar(idl: "float", c: "float"),
            .scalar(idl: "float", c: "float"), .scalar(idl: "double", c: "double"), .scalar(idl: "double", c: "double"),
        ]
    }

    /// SplitMix64: the same shapes in every run.
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

    private static let shapeCount = 96

    /// The text of both programs; function k has `parameters[k]`: a shape's number, or a scalar's.
    private struct Programs {
        var idl = "import \"oaidl.idl\";\n[uuid(5d1f0a10-0c6b-4c1c-8f0e-7b6a5d4c3b2a), version(1.0)]\nlibrary Shapes\n{\n"
        var c = """
            #include <stdint.h>
            #include <stddef.h>
            #include <string.h>
            unsigned char seen[4096];
            #define SEEN(value) (memcpy(seen + at, &value, sizeof value), at += 64)

            """
        enum Parameter { case shape, scalar(Int) }
        var parameters: [[Parameter]] = []

        init(using random: inout Random) {
            for index in 0..<CallingShapeTests.shapeCount {
                let isUnion = index % 4 == 3
                var fields: [Shape] = []
                for _ in 0..<Int.random(in: 1...(isUnion ? 3 : 4), using: &random) {
                    var field = Shape.scalars[Int.random(in: 0..<Shape.scalars.count, using: &random)]
                    switch Int.random(in: 0..<6, using: &random) {
                    case 0: field = .array(field, Int.random(in: 1...4, using: &random))
                    case 1 where index > 8: field = .named("S\(Int.random(in: 0..<8, using: &random))")
                    default: break
                    }
                    fields.append(field)
                }
                let kind = isUnion ? "union" : "struct"
                func text(c: Bool) -> String {
                    fields.enumerated().map { $1.declaration("f\($0)", c: c) }.joined(separator: " ")
                }
                idl += "    typedef \(kind) S\(index) { \(text(c: false)) } S\(index);\n"
                c += "typedef \(kind) S\(index) { \(text(c: true)) } S\(index);\n"
                addFunctions(index, using: &random)
            }
            idl += "};\n"
        }

        private mutating func addFunctions(_ index: Int, using random: inout Random) {
            var list: [Parameter] = []
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                list.append(
                    Int.random(in: 0..<3, using: &random) == 0
                        ? .shape : .scalar(Int.random(in: 0..<Shape.scalars.count, using: &random)))
            }
            list[Int.random(in: 0..<list.count, using: &random)] = .shape
            parameters.append(list)
            let types = list.map { parameter -> String in
                switch parameter {
                case .shape: return "S\(index)"
                case .scalar(let number):
                    guard case .scalar(_, let c) = Shape.scalars[number] else { return "" }
                    return c
                }
            }
            let declared = types.enumerated().map { ", \($1) p\($0)" }.joined()
            c += """
                int64_t take\(index)(void *self\(declared)) {
                    size_t at = 0; (void)self;
                    \(types.indices.map { "SEEN(p\($0));" }.joined(separator: " "))
                    return 1000000007LL * \(index);
                }
                S\(index) give\(index)(void *self, const S\(index) *value) { (void)self; return *value; }
                int64_t call\(index)(int64_t (*function)(void *\(types.map { ", \($0)" }.joined())), const unsigned char *in) {
                    \(types.enumerated().map { "\($1) p\($0); memcpy(&p\($0), in + 64 * \($0), sizeof p\($0));" }
                        .joined(separator: " "))
                    return function((void *)in\(types.indices.map { ", p\($0)" }.joined()));
                }

                """
        }
    }

    /// Which bytes of a value are not padding.
    private static func mask(_ type: NativeType) -> [Bool] {
        var mask = [Bool](repeating: false, count: type.size)
        func mark(_ type: NativeType, _ start: Int) {
            guard let layout = type.layout else {
                for byte in start..<start + type.size where byte < mask.count { mask[byte] = true }
                return
            }
            for field in layout.fields {
                for index in 0..<field.count { mark(field.type, start + field.offset + index * field.type.size) }
            }
        }
        mark(type, 0)
        return mask
    }

    private final class Recorder {
        var sizes: [Int] = []
        var seen: [[UInt8]] = []
    }

    private static let record:
        @convention(c) (
            UnsafeMutablePointer<ffi_cif>?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
            UnsafeMutableRawPointer?
        ) -> Void = { _, returned, arguments, context in
            let recorder = Unmanaged<Recorder>.fromOpaque(context!).takeUnretainedValue()
            recorder.seen = recorder.sizes.enumerated().map { index, size in
                [UInt8](UnsafeRawBufferPointer(start: arguments![index + 1], count: size))
            }
            returned!.storeBytes(of: 77, as: Int64.self)
        }

    @Test func structuresAndUnionsArePassedAsTheCompilerPassesThem() throws {
        var random = Random(state: 4)
        let programs = Programs(using: &random)
        let folder = try ScratchDirectory()
        try writeFile(folder.path + "/shapes.idl", programs.idl)
        try writeFile(folder.path + "/shapes.c", programs.c)
        let library = try CompiledLibraries.compile(folder.path + "/shapes.idl")
        try runProgram(["cc", "-std=c11", "-O1", "-w", "-shared", "-fPIC", "-o", folder.path + "/shapes.so", folder.path + "/shapes.c"])
        let handle = try #require(dlopen(folder.path + "/shapes.so", RTLD_NOW | RTLD_LOCAL))
        defer { dlclose(handle) }
        let seen = try #require(dlsym(handle, "seen"))
        let number = NativeType(.int64, .i8, size: 8, alignment: 8)

        var throughImages = 0
        for index in 0..<CallingShapeTests.shapeCount {
            let described = try library.typeInfo(named: "S\(index)")
            var resolver = TypeResolver()
            let shape = try resolver.resolve(.userDefined(.local(described.index)), in: library).type
            let scalars: [NativeType] = [
                NativeType(.int8, .i1, size: 1, alignment: 1), NativeType(.uint16, .ui2, size: 2, alignment: 2),
                NativeType(.int32, .i4, size: 4, alignment: 4), number, NativeType(.float, .r4, size: 4, alignment: 4),
                NativeType(.float, .r4, size: 4, alignment: 4), NativeType(.double, .r8, size: 8, alignment: 8),
                NativeType(.double, .r8, size: 8, alignment: 8),
            ]
            let types = programs.parameters[index].map { parameter in
                switch parameter {
                case .shape: shape
                case .scalar(let number): scalars[number]
                }
            }
            let masks = types.map { CallingShapeTests.mask($0) }
            let values = types.map { type in (0..<type.size).map { _ in UInt8.random(in: 0...255, using: &random) } }
            func same(_ found: [UInt8], _ position: Int) -> Bool {
                zip(zip(found, values[position]), masks[position]).allSatisfy { !$1 || $0.0 == $0.1 }
            }
            func taken(_ position: Int) -> [UInt8] {
                [UInt8](UnsafeRawBufferPointer(start: seen + 64 * position, count: types[position].size))
            }

            // Called as a plan calls it: through a register image where one can carry the signature, else through libffi.
            let interface = try CallInterface(
                result: .of(number), arguments: [.pointer] + types.map { try .of($0) })
            let blocks = values.map { bytes in
                let block = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16)
                block.copyMemory(from: bytes, byteCount: bytes.count)
                return block
            }
            defer { for block in blocks { block.deallocate() } }
            var returned: Int64 = 0
            let function = try #require(dlsym(handle, "take\(index)"))
            seen.initializeMemory(as: UInt8.self, repeating: 0, count: 4096)
            if let image = RegisterImage(result: number, arguments: [.opaque] + types) {
                let memory = UnsafeMutableRawPointer.allocate(byteCount: image.size, alignment: 16)
                defer { memory.deallocate() }
                memory.initializeMemory(as: UInt8.self, repeating: 0x5A, count: image.size)
                for position in types.indices {
                    let place = memory + image.offsets[position + 1]
                    place.copyMemory(from: values[position], byteCount: values[position].count)
                    types[position].extend(place)
                }
                RegisterImage.apply(image.moves, memory)
                RegisterImage.call(
                    function, memory, image.result, usesFloats: image.usesFloats, stackWords: image.stackWords,
                    returned: &returned)
                throughImages += 1
            } else {
                var this = UnsafeMutableRawPointer(seen)
                withUnsafeMutablePointer(to: &this) { this in
                    var pointers: [UnsafeMutableRawPointer?] = [UnsafeMutableRawPointer(this)] + blocks
                    latebind_ffi_call(interface.cif, function, &returned, &pointers)
                }
            }
            #expect(returned == 1_000_000_007 * Int64(index))
            for position in types.indices { #expect(same(taken(position), position), "S\(index) p\(position): \(described.kind)") }

            // Received by a closure.
            var code: UnsafeMutableRawPointer?
            let closure = try #require(ffi_closure_alloc(latebind_ffi_closure_size(), &code))
            defer { ffi_closure_free(closure) }
            let recorder = Recorder()
            recorder.sizes = types.map(\.size)
            #expect(
                ffi_prep_closure_loc(
                    closure.assumingMemoryBound(to: ffi_closure.self), interface.cif, CallingShapeTests.record,
                    Unmanaged.passUnretained(recorder).toOpaque(), code) == FFI_OK)
            let input = UnsafeMutableRawPointer.allocate(byteCount: 64 * types.count, alignment: 16)
            defer { input.deallocate() }
            for position in types.indices {
                (input + 64 * position).copyMemory(from: values[position], byteCount: values[position].count)
            }
            typealias Caller = @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer) -> Int64
            let caller = unsafeBitCast(try #require(dlsym(handle, "call\(index)")), to: Caller.self)
            #expect(caller(code, input) == 77)
            for position in types.indices { #expect(same(recorder.seen[position], position), "closure S\(index) p\(position)") }

            // Returned.
            let giving = try CallInterface(result: try .of(shape), arguments: [.pointer, .pointer])
            let given = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16)
            defer { given.deallocate() }
            let position = try #require(types.firstIndex { $0.kind == .record })
            var place = blocks[position]
            withUnsafeMutablePointer(to: &place) { place in
                var pointers: [UnsafeMutableRawPointer?] = [UnsafeMutableRawPointer(place), UnsafeMutableRawPointer(place)]
                latebind_ffi_call(giving.cif, dlsym(handle, "give\(index)"), given, &pointers)
            }
            #expect(same([UInt8](UnsafeRawBufferPointer(start: given, count: shape.size)), position), "returned S\(index)")
        }
        #expect(throughImages > 20 || RegisterImage.integerCount != 6)
    }
}
