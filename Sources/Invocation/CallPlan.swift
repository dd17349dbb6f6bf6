// SPDX-License-Identifier: Apache-2.0
//
// A FUNCDESC compiled once into what every call needs (DESIGN.md, decision 3): the native signature, where each argument lies
// in the call's frame, and which conversion it takes. Immutable; shared by ITypeInfo::Invoke, Swift's and Python's calls and the
// closures behind synthesised vtables.

public import AutomationRuntime
public import AutomationTypes
import CFFI
public import TypeLibrary

/// How one argument is passed: all that a call reads. Nothing in it is counted.
struct ArgumentPlan {
    struct Flags: OptionSet {
        let rawValue: UInt16
        static let pointer = Flags(rawValue: 1)
        static let `in` = Flags(rawValue: 2)
        static let out = Flags(rawValue: 4)
        static let retval = Flags(rawValue: 8)
        static let lcid = Flags(rawValue: 16)
        static let optional = Flags(rawValue: 32)
        static let hasDefault = Flags(rawValue: 64)
        /// By value, and a VARIANT of the very type holds it behind its type word: it is copied.
        static let plain = Flags(rawValue: 128)
        /// A number of less than 32 bits that fills its register.
        static let extend = Flags(rawValue: 256)
    }
    let type: NativeType
    let flags: Flags
    /// `type.varType` and `type.size`, beside the flags that are read with them.
    let variantType: UInt16
    let size: UInt32
    /// Where the argument itself lies in the frame: a value in place or a pointer.
    let slot: Int
    /// Where the value that `slot` points at lies, if it is a pointer.
    let storage: Int
    /// A scratch VARIANT: a coerced value, a queried interface.
    let scratch: Int

    init(_ type: NativeType, _ flags: Flags, slot: Int, storage: Int, scratch: Int) {
        self.type = type
        self.flags = flags
        variantType = type.varType.rawValue
        size = UInt32(truncatingIfNeeded: type.size)
        self.slot = slot
        self.storage = storage
        self.scratch = scratch
    }

    @inline(__always) var isPointer: Bool { flags.contains(.pointer) }
    @inline(__always) var isIn: Bool { flags.contains(.in) }
    @inline(__always) var isOut: Bool { flags.contains(.out) }
    @inline(__always) var isRetval: Bool { flags.contains(.retval) }
}

/// One parameter of a call plan.
public struct ParameterPlan: Sendable {
    /// UTF-16 is compared without regard to case; nil for a parameter without a name.
    public let name: String?
    public let type: NativeType
    /// Whether the argument is a pointer to the value.
    public let isPointer: Bool
    public let isIn: Bool
    public let isOut: Bool
    public let isRetval: Bool
    public let isLCID: Bool
    /// [optional], or has a default value.
    public let isOptional: Bool
    /// The value of an argument that is left out, coerced to the parameter's type.
    public let defaultValue: Variant?
}

extension NativeType {
    /// Whether a VARIANT of `varType` holds the value in its second word. VT_ERROR may mean a missing argument.
    fileprivate var isPlain: Bool {
        switch kind {
        case .int8, .uint8, .int16, .uint16, .uint32, .int64, .uint64, .float, .double, .bstr: true
        case .int32: varType != .error
        default: false
        }
    }

    /// A stored default value as the parameter's type has it; as it is if it cannot be coerced, and then the call fails.
    fileprivate func defaultValue(_ constant: ConstantValue) -> Variant {
        let value = Variant(constant)
        if kind == .variant || value.varType == varType { return value }
        return (try? value.coerced(to: varType)) ?? value
    }
}

/// How a function is reached.
public enum CallTarget: Hashable, Sendable {
    /// Slot of the object's vtable.
    case vtable(slot: Int)
    /// IDispatch::Invoke only: a function of a dispinterface that no vtable holds.
    case dispatch
    /// A function of a module, by its entry in a DLL.
    case module
}

/// A prepared libffi call interface and the argument type list that it points at; freed together.
final class CallInterface: @unchecked Sendable {
    /// How many bytes of arguments a call passes by value at most: they lie on the stack of the thread that calls.
    static let mostBytes = 128 << 10

    // Written once in init, read-only afterwards.
    let cif: UnsafeMutablePointer<ffi_cif>
    private let arguments: UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>

    init(result: FFIType, arguments types: [FFIType]) throws(TypeLibraryError) {
        cif = .allocate(capacity: 1)
        cif.initialize(to: ffi_cif())
        arguments = .allocate(capacity: max(1, types.count))
        for (index, type) in types.enumerated() { (arguments + index).initialize(to: type.pointer) }
        let status = ffi_prep_cif(cif, latebind_ffi_default_abi(), UInt32(types.count), result.pointer, arguments)
        guard status == FFI_OK else {
            throw TypeLibraryError(.E_UNEXPECTED, "libffi cannot prepare a call of \(types.count) arguments")
        }
    }

    deinit {
        cif.deallocate()
        arguments.deallocate()
    }
}

/// A FUNCDESC, ready to be called.
public final class CallPlan: @unchecked Sendable {
    // Unchecked: `arguments` and `positions` are written in init and read afterwards.

    public let name: String
    public let memberID: Int32
    public let invokeKind: InvokeKind
    public let target: CallTarget
    public let parameters: [ParameterPlan]
    /// The native return value.
    public let result: NativeType
    public let returnsHResult: Bool
    /// Index of the [out, retval] parameter.
    public let retval: Int?
    /// Trailing [vararg] parameter: a SAFEARRAY(VARIANT) that takes the arguments left over.
    public let isVararg: Bool

    let argumentCount: Int
    let positionalCount: Int
    /// `positional`, for a call to read without counting references.
    let positions: UnsafeMutablePointer<Int32>
    /// `retval`, or -1.
    let retvalIndex: Int
    /// One for each parameter.
    let arguments: UnsafeMutablePointer<ArgumentPlan>
    /// Keeps what `NativeType.layout` refers to.
    private let layouts: [RecordLayout]

    // A call's frame: the register image or argument slots; what they point at and scratch VARIANTs; the native result; libffi's
    // list of pointers to the arguments; the VARIANT of each parameter. Up to `pointersOffset` it begins as zeros.
    let resultOffset: Int
    let pointersOffset: Int
    let matchedOffset: Int
    let frameSize: Int
    /// Parameters that a caller supplies, by position: all but [lcid] and [retval].
    public let positional: [Int]
    /// How many of `positional` must be supplied.
    public let requiredCount: Int
    let interface: CallInterface
    /// Whether the call goes through a register image, which then begins the frame; else through libffi.
    let usesImage: Bool
    let imageResult: RegisterImage.Result
    let imageFloats: Bool
    let imageStack: Int
    let imageMoves: [(from: Int, to: Int)]
    let hasImageMoves: Bool
    /// The number of the vtable's slot; -1 if there is none.
    let vtableSlot: Int
    /// Whether a [retval] is all that the call gives back.
    let hasOnlyRetval: Bool
    /// Whether records are passed, by value or by reference.
    let hasRecords: Bool
    /// Whether numbers of less than 32 bits are passed.
    let hasShortNumbers: Bool
    /// Whether the call gives back what no VARIANT can hold, a union: it is refused before it is made.
    let hasOutputWithoutForm: Bool

    /// - Throws: the library's error if a type in the signature cannot be resolved; DISP_E_BADVARTYPE if it cannot be passed.
    public convenience init(_ info: FunctionInfo) throws(TypeLibraryError) {
        try self.init(function: info.declared, library: info.library, slot: info.slot)
    }

    init(function: Function, library: TypeLibrary, slot vtableSlot: Int) throws(TypeLibraryError) {
        name = function.name ?? ""
        memberID = function.memberID
        invokeKind = function.invokeKind
        switch function.kind {
        case .dispatch: target = .dispatch
        case .static, .nonVirtual: target = .module
        case .virtual, .pureVirtual: target = .vtable(slot: vtableSlot)
        }
        if case .vtable(let slot) = target { self.vtableSlot = slot } else { self.vtableSlot = -1 }

        var resolver = TypeResolver()
        var parameters: [ParameterPlan] = []
        var places: [(slot: Int, storage: Int, scratch: Int)] = []
        var offset = 0
        // Nothing in a frame needs more than a word's alignment.
        func reserve(_ size: Int) -> Int {
            let at = (offset + 7) & ~7
            offset = at + size
            return at
        }
        // A frame is taken from the stack where it fits; the bound keeps a hostile signature from asking for gigabytes.
        let limit = 16 << 20
        for parameter in function.parameters {
            let resolved = try resolver.resolve(parameter.type, in: library)
            let isArray = resolved.count != 1 || resolved.type.kind == .array
            let isPointer = resolved.indirections == 1 || isArray
            let type = resolved.type
            let (bytes, overflow) = type.size.multipliedReportingOverflow(by: max(1, resolved.count))
            guard !overflow, bytes < limit, offset < limit else {
                throw TypeLibraryError(
                    .TYPE_E_SIZETOOBIG, "the arguments of \(function.name ?? "a function") need more than 16 MiB",
                    file: library.path)
            }
            if type.kind == .void && !isPointer {
                throw TypeLibraryError(
                    .DISP_E_BADVARTYPE, "parameter \(parameter.name ?? "?") of \(function.name ?? "?") has type void",
                    file: library.path)
            }
            let flags = parameter.flags
            parameters.append(
                ParameterPlan(
                    name: parameter.name, type: type, isPointer: isPointer,
                    isIn: flags.contains(.in) || !flags.contains(.out), isOut: flags.contains(.out) && isPointer,
                    isRetval: flags.contains(.retval) && isPointer, isLCID: flags.contains(.lcid),
                    isOptional: flags.contains(.optional) || flags.contains(.hasDefault),
                    defaultValue: parameter.defaultValue.map { type.defaultValue($0) }))
            places.append((slot: 0, storage: isPointer ? reserve(max(8, bytes)) : 0, scratch: reserve(24)))
        }
        let resultType = try resolver.resolve(function.returnType, in: library)
        result = resultType.indirections == 0 ? resultType.type : .opaque
        returnsHResult = function.returnType == .basic(.hresult)
        let image = RegisterImage(
            result: result, arguments: [.opaque] + parameters.map { $0.isPointer ? .opaque : $0.type })
        // An image begins with the object, which only a vtable's function gets.
        usesImage = image != nil && self.vtableSlot >= 0
        imageResult = image?.result ?? .integer
        imageFloats = image?.usesFloats ?? false
        imageStack = image?.stackWords ?? 0
        imageMoves = image?.moves ?? []
        hasImageMoves = !imageMoves.isEmpty
        if let image, usesImage {
            // The image begins the frame.
            let shift = image.size
            offset += shift
            for index in places.indices {
                places[index].slot = image.offsets[index + 1]
                places[index].storage += shift
                places[index].scratch += shift
            }
        } else {
            for index in places.indices {
                places[index].slot = reserve(parameters[index].isPointer ? 8 : max(8, parameters[index].type.size))
            }
        }
        // What a call puts on the stack of whatever thread it comes on.
        let onStack = parameters.reduce(0) { $0 + ($1.isPointer ? 8 : max(8, $1.type.size)) }
        guard onStack <= CallInterface.mostBytes else {
            throw TypeLibraryError(
                .TYPE_E_SIZETOOBIG, "the arguments of \(function.name ?? "a function") are \(onStack) bytes by value",
                file: library.path)
        }
        retval = parameters.lastIndex { $0.isRetval }
        isVararg = function.optionalCount == -1
        self.parameters = parameters
        let outputs = parameters.indices.filter { parameters[$0].isOut || parameters[$0].isRetval }
        hasOnlyRetval = outputs.count <= 1 && (outputs.first.map { parameters[$0].isRetval } ?? true)
        hasRecords = parameters.contains { $0.type.kind == .record }
        hasShortNumbers = parameters.contains { !$0.isPointer && $0.type.size < 4 }
        hasOutputWithoutForm = !result.hasVariantForm || outputs.contains { !parameters[$0].type.hasVariantForm }
        argumentCount = parameters.count
        retvalIndex = retval ?? -1
        layouts = resolver.layouts
        resultOffset = (offset + 15) & ~15
        pointersOffset = resultOffset + (max(16, result.size) + 15) & ~15
        matchedOffset = pointersOffset + (usesImage ? 0 : 8 * (parameters.count + 1))
        frameSize = matchedOffset + 8 * (parameters.count + 1)
        // Where there is no [retval] flag, nothing is left out; a put's value comes last.
        let positional = parameters.indices.filter { !parameters[$0].isLCID && !parameters[$0].isRetval }
        self.positional = positional
        let trailing = Int(max(0, function.optionalCount))
        var required = positional.count
        while required > 0 {
            let parameter = parameters[positional[required - 1]]
            let countsAsOptional = positional.count - required < trailing
            guard parameter.isOptional || countsAsOptional else { break }
            required -= 1
        }
        requiredCount = function.optionalCount == -1 ? max(0, positional.count - 1) : required

        var types: [FFIType] = [.pointer]
        for parameter in parameters { types.append(parameter.isPointer ? .pointer : try FFIType.of(parameter.type)) }
        if target == .module { types.removeFirst() }
        interface = try CallInterface(result: try FFIType.of(result), arguments: types)

        positionalCount = positional.count
        // Last, since what was allocated would be lost if this threw afterwards.
        positions = .allocate(capacity: max(1, positional.count))
        for (position, index) in positional.enumerated() { (positions + position).initialize(to: Int32(index)) }
        arguments = .allocate(capacity: max(1, parameters.count))
        for (index, parameter) in parameters.enumerated() {
            var flags: ArgumentPlan.Flags = []
            if parameter.isPointer { flags.insert(.pointer) }
            if parameter.isIn { flags.insert(.in) }
            if parameter.isOut { flags.insert(.out) }
            if parameter.isRetval { flags.insert(.retval) }
            if parameter.isLCID { flags.insert(.lcid) }
            if parameter.isOptional { flags.insert(.optional) }
            if parameter.defaultValue != nil { flags.insert(.hasDefault) }
            if !parameter.isPointer, !parameter.isLCID, parameter.type.isPlain { flags.insert(.plain) }
            if !parameter.isPointer, parameter.type.size < 4 { flags.insert(.extend) }
            (arguments + index).initialize(
                to: ArgumentPlan(
                    parameter.type, flags, slot: places[index].slot, storage: places[index].storage,
                    scratch: places[index].scratch))
        }
    }

    deinit {
        arguments.deallocate()
        positions.deallocate()
    }
}
