// SPDX-License-Identifier: Apache-2.0
//
// The faster route beside libffi (DESIGN.md, decision 4): which signatures a register image can carry, and where in it each
// argument lies. libffi is the oracle: RegisterImageTests compare both for random signatures, in both directions; small structures
// are compared with the C compiler (CallingShapeTests), for libffi 3.4.4 passes some of them wrongly: one whose first half goes into
// the last integer register is copied whole, over the first floating-point register.

import CFFI
import TypeLibrary

/// The places of a signature's arguments in a register image (`latebind_registers.h`).
struct RegisterImage {
    /// Where the native result is.
    enum Result: UInt8, Sendable { case integer, double, float }

    /// Byte offset of each argument in the image; past the registers lies the stack.
    let offsets: [Int]
    /// Whether a call reads the floating-point half: for arguments there, and with a result that comes back in such a register.
    let usesFloats: Bool
    /// Words on the stack, rounded up to what the C functions copy.
    let stackWords: Int
    let result: Result
    /// Words to be copied within the image before a call: a structure of which one half is in an integer register and the other
    /// in a floating-point register is put together behind the stack.
    let moves: [(from: Int, to: Int)]

    static let integerCount = Int(LATEBIND_IMAGE_INTEGERS)
    static let floatCount = Int(LATEBIND_IMAGE_FLOATS)
    /// Bytes of the registers, behind which the stack begins.
    static let registerBytes = 8 * (integerCount + floatCount)

    /// Bytes that the image takes.
    var size: Int {
        if !moves.isEmpty { return RegisterImage.registerBytes + 8 * (stackWords + moves.count) }
        if stackWords > 0 { return RegisterImage.registerBytes + 8 * stackWords }
        return usesFloats ? RegisterImage.registerBytes : 8 * RegisterImage.integerCount
    }

    /// How one argument is passed.
    private enum Passing {
        case integer(words: Int)
        case float(words: Int)
        /// Two words, the one in an integer register and the other in a floating-point register.
        case mixed(integerFirst: Bool)
        case stack(words: Int)

        /// Words, if it finds no registers.
        var words: Int {
            switch self {
            case .integer(let words), .float(let words), .stack(let words): words
            case .mixed: 2
            }
        }

        /// nil for what only libffi can pass: small structures, whose fields decide, and whatever AAPCS64 passes by copy.
        init?(_ type: NativeType) {
            switch type.kind {
            case .float, .double: self = .float(words: 1)
            case .variant: self = .stack(words: 3)
            case .decimal: self = .integer(words: 2)
            case .record:
                if type.size > 16 {
                    self = .stack(words: (type.size + 7) / 8)
                } else {
                    guard let layout = type.layout, type.size > 0 else { return nil }
                    self.init(small: layout)
                }
            case .void: return nil
            default: self = .integer(words: 1)
            }
        }

        /// System V x86-64, 3.2.3: each eight bytes of a small structure or union go where what lies in them goes, integers before
        /// floating-point numbers.
        init?(small layout: RecordLayout) {
            #if arch(x86_64)
            var hasInteger = [Bool](repeating: false, count: (layout.size + 7) / 8)
            do throws(TypeLibraryError) {
                try FFIType.forEachLeaf(of: layout, at: 0) { offset, _, isFloat in
                    if !isFloat, offset / 8 < hasInteger.count { hasInteger[offset / 8] = true }
                }
            } catch {
                return nil
            }
            switch hasInteger {
            case [true], [true, true]: self = .integer(words: hasInteger.count)
            case [false], [false, false]: self = .float(words: hasInteger.count)
            default: self = .mixed(integerFirst: hasInteger[0])
            }
            #else
            return nil
            #endif
        }
    }

    /// - Parameter arguments: the types of the arguments in order, the object's pointer first; a pointer is `.opaque`.
    /// - Returns: nil if only libffi can make the call.
    init?(result: NativeType, arguments: [NativeType]) {
        guard RegisterImage.integerCount > 0 else { return nil }
        switch result.kind {
        case .float: self.result = .float
        case .double: self.result = .double
        case .variant, .decimal, .record: return nil
        default: self.result = .integer
        }
        var offsets: [Int] = []
        var integers = 0
        var floats = 0
        var words = 0
        // Argument, and whether its first word goes into an integer register; the registers.
        var mixed: [(argument: Int, integerFirst: Bool, integer: Int, float: Int)] = []
        for argument in arguments {
            guard let passing = Passing(argument) else { return nil }
            switch passing {
            case .integer(let count) where integers + count <= RegisterImage.integerCount:
                offsets.append(8 * integers)
                integers += count
            case .float(let count) where floats + count <= RegisterImage.floatCount:
                offsets.append(8 * (RegisterImage.integerCount + floats))
                floats += count
            case .mixed(let integerFirst) where integers < RegisterImage.integerCount && floats < RegisterImage.floatCount:
                mixed.append((offsets.count, integerFirst, 8 * integers, 8 * (RegisterImage.integerCount + floats)))
                offsets.append(0)
                integers += 1
                floats += 1
            default:
                offsets.append(RegisterImage.registerBytes + 8 * words)
                words += passing.words
            }
        }
        guard words <= Int(LATEBIND_IMAGE_STACK) else { return nil }
        usesFloats = floats > 0 || self.result != .integer
        stackWords = words == 0 ? 0 : words <= 4 ? 4 : words <= 12 ? 12 : Int(LATEBIND_IMAGE_STACK)
        var moves: [(from: Int, to: Int)] = []
        for half in mixed {
            let place = RegisterImage.registerBytes + 8 * (stackWords + moves.count)
            offsets[half.argument] = place
            moves.append((place, half.integerFirst ? half.integer : half.float))
            moves.append((place + 8, half.integerFirst ? half.float : half.integer))
        }
        self.moves = moves
        self.offsets = offsets
    }

    /// Copies the halves of structures to their registers.
    static func apply(_ moves: [(from: Int, to: Int)], _ image: UnsafeMutableRawPointer) {
        for move in moves { (image + move.to).copyMemory(from: image + move.from, byteCount: 8) }
    }

    /// Calls a function with a filled image.
    /// - Parameter returned: gets the result's register: 8 bytes.
    @inline(__always)
    static func call(
        _ function: UnsafeRawPointer, _ image: UnsafeMutableRawPointer, _ result: Result, usesFloats: Bool, stackWords: Int,
        returned: UnsafeMutableRawPointer
    ) {
        let words = UnsafePointer(image.assumingMemoryBound(to: UInt64.self))
        let bits =
            switch result {
            case .integer: latebind_image_call(function, words, usesFloats ? 1 : 0, UInt32(truncatingIfNeeded: stackWords))
            case .double: latebind_image_call_double(function, words, UInt32(truncatingIfNeeded: stackWords))
            case .float: latebind_image_call_float(function, words, UInt32(truncatingIfNeeded: stackWords))
            }
        returned.storeBytes(of: bits, as: UInt64.self)
    }
}

extension NativeType {
    /// Fills the register of an integer that is shorter than 32 bits: callees take that for granted.
    @inline(__always)
    func extend(_ place: UnsafeMutableRawPointer) {
        switch kind {
        case .int8: place.storeBytes(of: Int64(place.load(as: Int8.self)), as: Int64.self)
        case .int16: place.storeBytes(of: Int64(place.load(as: Int16.self)), as: Int64.self)
        case .uint8: place.storeBytes(of: UInt64(place.load(as: UInt8.self)), as: UInt64.self)
        case .uint16: place.storeBytes(of: UInt64(place.load(as: UInt16.self)), as: UInt64.self)
        default: break
        }
    }
}
