// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CPlatform

/// Why bytes or values cannot be marshaled: a rule and a place, small enough to be thrown without an allocation.
struct WireFailure: Error, Sendable {
    /// The rule that was broken.
    enum Rule: UInt8, Sendable {
        case endOfMessage
        case messageTooLarge
        case nestedTooDeeply
        case stackTooSmall
        case tooMuchMemory
        case outOfMemory
        case conformance
        case variance
        case unterminatedString
        case nullReference
        case nullOutPointer
        case unknownDiscriminant
        case discriminantDiffers
        case outOfRange
        case notIn32Bits
        case stringLength
        case variantType
        case variantReference
        case arrayDimensions
        case arrayType
        case arrayElements
        case arrayElementSize
        case arrayTypeDiffers
        case recordType
        case recordSize
        case missingExpression
        case dataRepresentation
        case notNullTerminated
        case interfaceData
        case interfaceHooks
        case tooManyElements
        case foreign
    }

    var rule: Rule
    var hresult: HResult
    /// Bytes from the start of the message.
    var offset: Int

    /// A message that breaks a rule.
    init(_ rule: Rule, at offset: Int, _ hresult: HResult = .RPC_X_BAD_STUB_DATA) {
        self.rule = rule
        self.hresult = hresult
        self.offset = offset
    }

    /// One sentence for people.
    var text: String {
        switch rule {
        case .endOfMessage: "the message ends within a value"
        case .messageTooLarge: "the values need more than a message of 4 GiB holds"
        case .nestedTooDeeply: "values are nested more than \(MarshalingLimits.depth) deep"
        case .stackTooSmall: "values are nested deeper than the thread's stack has room for"
        case .tooMuchMemory: "the values need more than \(MarshalingLimits.memory) bytes of memory"
        case .outOfMemory: "there is no memory for the values"
        case .conformance: "an array has another number of elements than its size_is says"
        case .variance: "an array transmits elements that it does not have"
        case .unterminatedString: "a string does not end with a zero"
        case .nullReference: "a reference pointer is null"
        case .nullOutPointer: "the pointer for a result is null"
        case .unknownDiscriminant: "no arm of a union has this discriminant"
        case .discriminantDiffers: "a union has another discriminant than its switch_is says"
        case .outOfRange: "a number is outside its range"
        case .notIn32Bits: "a number of pointer size does not fit into the 32 bits that NDR20 has for it"
        case .stringLength: "a BSTR's lengths in bytes and in words do not fit together"
        case .variantType: "a VARIANT has a type that cannot travel"
        case .variantReference: "a VARIANT by reference refers to nothing"
        case .arrayDimensions: "a SAFEARRAY's dimensions are not valid"
        case .arrayType: "a SAFEARRAY has a type of elements that cannot travel"
        case .arrayElements: "a SAFEARRAY has another number of elements than its dimensions say"
        case .arrayElementSize: "a SAFEARRAY's elements have the wrong size"
        case .arrayTypeDiffers: "a SAFEARRAY has another type of elements than is declared"
        case .recordType: "a record's type is not known here"
        case .recordSize: "a record's bytes do not fit its type"
        case .missingExpression: "an expression over parameters has no value"
        case .dataRepresentation: "the message is not in ASCII and IEEE representation"
        case .notNullTerminated: "an array that is a string has no zero at its end"
        case .interfaceData: "a marshaled interface pointer's lengths do not fit together"
        case .interfaceHooks: "interface pointers cannot be marshaled: no marshaler of objects is set"
        case .tooManyElements: "an array has more than 2^31 elements"
        case .foreign: "an interface pointer cannot be marshaled"
        }
    }

    func error(_ place: String) -> COMError { COMError(hresult, "\(place): \(text) (offset \(offset))") }
}

/// Bounds on the work that one message can cause.
enum MarshalingLimits {
    /// How deep VARIANTs, arrays, records and pointers may be nested. Every level needs stack.
    static let depth = 128
    /// From this level on it is looked after how much stack there is.
    static let easyDepth = 4
    /// Bytes that the values of one message may need, beyond what the message itself holds.
    static let memory = 256 << 20
    /// What an element of an array that the object is to fill counts at least, in bytes of that memory, unless it is a number or a
    /// record of numbers.
    static let elementCost = 256
}

/// Stack for values in values: half of what a thread has left is for marshaling them, the other half for what is done with them at the
/// same depth, such as copying and freeing. A connection's thread, or an application's, may have little.
struct StackGuard {
    private var least = 0

    /// Whether another level fits.
    /// - Parameter depth: how many levels there are.
    @inline(__always)
    mutating func fits(_ depth: Int) -> Bool { depth < MarshalingLimits.easyDepth || hasRoom(depth) }

    private mutating func hasRoom(_ depth: Int) -> Bool {
        let left = latebind_stack_left()
        if depth == MarshalingLimits.easyDepth { least = left / 2 }
        return left >= least
    }
}
