// SPDX-License-Identifier: Apache-2.0
//
// The faster route beside libffi (DESIGN.md, decision 4): which signatures a register image can carry, and where in it each
// argument lies. libffi is the oracle: RegisterImageTests compare both for random signatures, in both directions.

import CFFI

/// The places of a signature's arguments in a register image (`latebind_registers.h`).
struct RegisterImage {
    /// Where the native result is.
    enum Result: UInt8, Sendable { case integer, double, float }

    /// Byte offset of each argument in the image; past the registers lies the stack.
    let offsets: [Int]
    let usesFloats: Bool
    /// Words on the stack, rounded up to what the C functions copy.
    let stackWords: Int
    let result: Result

    static let integerCount = Int(LATEBIND_IMAGE_INTEGERS)
    static let floatCount = Int(LATEBIND_IMAGE_FLOATS)
    /// Bytes of the registers, behind which the stack begins.
    static let registerBytes = 8 * (integerCount + floatCount)

    /// Bytes that the image takes.
    var size: Int {
        if stackWords > 0 { return RegisterImage.registerBytes + 8 * stackWords }
        return usesFloats ? RegisterImage.registerBytes : 8 * RegisterImage.integerCount
    }

    /// How one argument is passed.
    private enum Passing {
        case integer(words: Int)
        case float
        case stack(words: Int)

        /// nil for what only libffi can pass: small structures, whose fields decide, and whatever AAPCS64 passes by copy.
        init?(_ type: NativeType) {
            switch type.kind {
            case .float, .double: self = .float
            case .variant: self = .stack(words: 3)
            case .decimal: self = .integer(words: 2)
            case .record:
                guard type.size > 16 else { return nil }
                self = .stack(words: (type.size + 7) / 8)
            case .void: return nil
            default: self = .integer(words: 1)
            }
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
        for argument in arguments {
            guard let passing = Passing(argument) else { return nil }
            switch passing {
            case .integer(let count) where integers + count <= RegisterImage.integerCount:
                offsets.append(8 * integers)
                integers += count
            case .float where floats < RegisterImage.floatCount:
                offsets.append(8 * (RegisterImage.integerCount + floats))
                floats += 1
            case .integer(let count), .stack(let count):
                offsets.append(RegisterImage.registerBytes + 8 * words)
                words += count
            case .float:
                offsets.append(RegisterImage.registerBytes + 8 * words)
                words += 1
            }
        }
        guard words <= Int(LATEBIND_IMAGE_STACK) else { return nil }
        self.offsets = offsets
        usesFloats = floats > 0
        stackWords = words == 0 ? 0 : words <= 4 ? 4 : words <= 12 ? 12 : Int(LATEBIND_IMAGE_STACK)
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
