// SPDX-License-Identifier: Apache-2.0
//
// A FUNCDESC compiled once into what every call needs (DESIGN.md, decision 3): the native signature, where each argument lies
// in the call's frame, and which conversion it takes. Immutable; shared by ITypeInfo::Invoke, Swift's and Python's calls and the
// closures behind synthesised vtables.

public import AutomationRuntime
public import AutomationTypes
import CFFI
public import TypeLibrary

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

    /// Where the argument itself lies in the frame: a value in place or a pointer.
    let slot: Int
    /// Where the value that `slot` points at lies, if `isPointer`.
    let storage: Int
    /// A scratch VARIANT: a coerced value, a queried interface, a result on its way out.
    let scratch: Int
}

extension NativeType {
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
public final class CallPlan: Sendable {
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

    /// Bytes of a call's frame: the argument slots, what they point at, and the scratch VARIANTs.
    let frameSize: Int
    /// Parameters that a caller supplies, by position: all but [lcid] and [retval].
    public let positional: [Int]
    /// How many of `positional` must be supplied.
    public let requiredCount: Int
    let interface: CallInterface

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

        var resolver = TypeResolver()
        var parameters: [ParameterPlan] = []
        var offset = 0
        func reserve(_ size: Int) -> Int {
            let at = (offset + 15) & ~15
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
                    defaultValue: parameter.defaultValue.map { type.defaultValue($0) }, slot: reserve(isPointer ? 8 : max(8, type.size)),
                    storage: isPointer ? reserve(max(8, bytes)) : 0, scratch: reserve(24)))
        }
        let resultType = try resolver.resolve(function.returnType, in: library)
        result = resultType.indirections == 0 ? resultType.type : .opaque
        returnsHResult = function.returnType == .basic(.hresult)
        retval = parameters.lastIndex { $0.isRetval }
        isVararg = function.optionalCount == -1
        self.parameters = parameters
        frameSize = (offset + 15) & ~15

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
    }
}

/// The plans of a type's functions, made when first needed and kept with the type.
public final class CallPlans: Sendable {
    private let plans: PlanCache

    private init() { plans = PlanCache() }

    public static func of(_ typeInfo: TypeInfo) throws(TypeLibraryError) -> CallPlans {
        try typeInfo.attachment(CallPlans.self) { () throws(TypeLibraryError) in CallPlans() }
    }

    /// The plan of the function at `index` of `typeInfo.members().functions`.
    public func plan(at index: Int, of members: MemberTable) throws(TypeLibraryError) -> CallPlan {
        if let known = plans[index] { return known }
        return plans.keep(try CallPlan(members.functions[index]), at: index)
    }

    /// The plan that reads or writes a variable of a dispinterface as the property that it is.
    func plan(ofVariable variable: Int, put: Bool, of members: MemberTable) throws(TypeLibraryError) -> CallPlan {
        let index = CallPlans.functionIndex(ofVariable: variable, put: put, of: members)
        if let known = plans[index] { return known }
        let described = members.variables[variable]
        let value = Parameter(name: nil, type: described.type)
        let function = Function(
            memberID: described.memberID, name: described.name, kind: .dispatch,
            invokeKind: put ? .propertyPut : .propertyGet, parameters: put ? [value] : [],
            returnType: put ? .basic(.void) : described.type)
        return plans.keep(try CallPlan(function: function, library: members.library, slot: 0), at: index)
    }

    /// The number under which a variable's get or put is known: past the functions, two for each variable.
    static func functionIndex(ofVariable variable: Int, put: Bool, of members: MemberTable) -> Int {
        members.functions.count + 2 * variable + (put ? 1 : 0)
    }
}
