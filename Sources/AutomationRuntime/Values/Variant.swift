// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes
public import CAutomation
public import TypeLibrary

/// An immutable Automation value: a VARIANT of any type.
///
/// Numbers are kept in the value itself; a string, an object, an array or a record is shared between copies and released
/// with the last one. A value made from VT_BYREF holds the pointer and is valid as long as its target.
public struct Variant: @unchecked Sendable {
    // Unchecked: the VARIANT is never changed, and what `owner` releases may be released on any thread.
    @usableFromInline let raw: VARIANT
    /// Clears `raw` when the last copy goes; nil if `raw` owns nothing.
    @usableFromInline let owner: Owner?

    @usableFromInline final class Owner {
        private var raw: VARIANT
        init(_ raw: VARIANT) { self.raw = raw }
        deinit { VariantOps.clear(&raw) }
    }

    // MARK: From and to VARIANTs

    /// Takes over what `raw` owns.
    public init(adopting raw: VARIANT) {
        self.raw = raw
        let type = VarType(rawValue: raw.vt)
        let owns =
            !type.isByRef
            && (type.isArray || type == .bstr || type == .unknown || type == .dispatch || type == .record)
        owner = owns ? Owner(raw) : nil
    }

    /// The value of a VARIANT that holds a number, VT_BOOL, VT_DATE, VT_CY, VT_ERROR, VT_EMPTY or VT_NULL by value: nothing to copy
    /// or to count. nil for any other type.
    @inlinable @inline(__always)
    public init?(number raw: UnsafePointer<VARIANT>) {
        // VT_EMPTY … VT_DATE, VT_ERROR, VT_BOOL, VT_I1 … VT_UINT.
        let numbers: UInt32 = 0b1111_1111_0000_1100_1111_1111
        let type = raw.pointee.vt
        guard type < 24, numbers >> UInt32(type) & 1 != 0 else { return nil }
        self.raw = raw.pointee
        owner = nil
    }

    /// A deep copy of a VARIANT (VariantCopyInd: a reference is followed).
    /// - Throws: DISP_E_BADVARTYPE, E_OUTOFMEMORY
    public init(copying raw: UnsafePointer<VARIANT>) throws(COMError) {
        var made = VARIANT()
        let status = VariantOps.copyIndirect(&made, UnsafeMutablePointer(mutating: raw))
        guard status.isSuccess else { throw COMError(status) }
        self.init(adopting: made)
    }

    /// Calls `body` with the VARIANT, which must not be changed or cleared; valid within `body`.
    public func withRaw<Result, Failure: Error>(_ body: (UnsafePointer<VARIANT>) throws(Failure) -> Result)
        throws(Failure) -> Result
    {
        defer { withExtendedLifetime(owner) {} }
        var copy = raw
        return try body(&copy)
    }

    /// The VARIANT bit by bit: it owns nothing, and is valid as long as this value is.
    var unownedRaw: VARIANT { raw }

    /// A VARIANT for the caller to own: a deep copy.
    /// - Throws: E_OUTOFMEMORY
    public func makeRaw() throws(COMError) -> VARIANT {
        guard owner != nil else { return raw }
        return try withRaw { (raw: UnsafePointer<VARIANT>) throws(COMError) in
            var made = VARIANT()
            let status = VariantOps.duplicate(raw, into: &made)
            guard status.isSuccess else { throw COMError(status) }
            return made
        }
    }

    // MARK: Making values

    private init(_ type: VarType, _ set: (inout VARIANT) -> Void) {
        var made = VARIANT()
        set(&made)
        made.vt = type.rawValue
        self.init(adopting: made)
    }

    /// VT_EMPTY.
    public static let empty = Variant(.empty) { _ in }
    /// VT_NULL.
    public static let null = Variant(.null) { _ in }
    /// The stand-in for an optional argument that is not passed: VT_ERROR with DISP_E_PARAMNOTFOUND.
    public static let missing = Variant(HResult.DISP_E_PARAMNOTFOUND)

    public init(_ value: Int8) { self.init(.i1) { $0.cVal = CChar(value) } }
    public init(_ value: UInt8) { self.init(.ui1) { $0.bVal = value } }
    public init(_ value: Int16) { self.init(.i2) { $0.iVal = value } }
    public init(_ value: UInt16) { self.init(.ui2) { $0.uiVal = value } }
    public init(_ value: Int32) { self.init(.i4) { $0.lVal = value } }
    public init(_ value: UInt32) { self.init(.ui4) { $0.ulVal = value } }
    public init(_ value: Int64) { self.init(.i8) { $0.llVal = value } }
    public init(_ value: UInt64) { self.init(.ui8) { $0.ullVal = value } }
    /// VT_I4 if the number fits, else VT_I8: what scripts expect of a plain integer.
    public init(_ value: Int) {
        if let small = Int32(exactly: value) { self.init(small) } else { self.init(Int64(value)) }
    }
    public init(_ value: Float) { self.init(.r4) { $0.fltVal = value } }
    public init(_ value: Double) { self.init(.r8) { $0.dblVal = value } }
    public init(_ value: Bool) { self.init(.bool) { $0.boolVal = value ? -1 : 0 } }
    /// VT_ERROR.
    public init(_ error: HResult) { self.init(.error) { $0.scode = error.rawValue } }
    /// VT_BSTR. If there is no memory for the text the value is an empty string.
    public init(_ text: String) { self.init(.bstr) { $0.bstrVal = BString.allocate(text) } }
    /// VT_BSTR of these UTF-16 units, lone surrogates included.
    public init(units: [UInt16]) {
        self.init(.bstr) { raw in raw.bstrVal = units.withUnsafeBufferPointer { BString.allocate($0) } }
    }
    /// VT_DATE: days since 30 December 1899.
    public init(date: Double) { self.init(.date) { $0.date = date } }
    public init(_ value: Currency) { self.init(.cy) { $0.cyVal = CY(int64: value.scaled) } }
    public init(_ value: DecimalNumber) {
        var made = VARIANT()
        made.decVal = value.raw
        made.vt = VarType.decimal.rawValue
        self.init(adopting: made)
    }

    /// VT_DISPATCH if the object has IDispatch, else VT_UNKNOWN; nil is a null VT_DISPATCH.
    public init(_ object: ComReference?) {
        guard let object else {
            self.init(.dispatch) { $0.byref = nil }
            return
        }
        if let dispatch = comQueryInterface(object.pointer, WellKnown.dispatch) {
            self.init(.dispatch) { $0.byref = dispatch }
        } else {
            let pointer = comQueryInterface(object.pointer, WellKnown.unknown) ?? object.retainedPointer()
            self.init(.unknown) { $0.byref = pointer }
        }
    }

    /// VT_ARRAY: a copy of the array.
    public init(_ array: SafeArray) throws(COMError) {
        let copy = try array.makeCopy()
        self.init(array.elementType.array) { $0.parray = copy }
    }

    /// VT_ARRAY|VT_VARIANT with lower bound 0.
    /// - Throws: E_OUTOFMEMORY
    public init(_ values: [Variant]) throws(COMError) {
        let array = try SafeArray(values).take()
        self.init(VarType.variant.array) { $0.parray = array }
    }

    /// The value of a constant, a default argument or custom data.
    public init(_ constant: ConstantValue) {
        switch constant {
        case .empty: self = .empty
        case .null: self = .null
        case .integer(let type, let value):
            self.init(type) { raw in
                // The payload is a union at one address: the low bytes serve every width.
                raw.llVal = 0
                switch SafeArrayMemory.elementSize(of: type) ?? 4 {
                case 1: raw.bVal = UInt8(truncatingIfNeeded: value)
                case 2: raw.iVal = Int16(truncatingIfNeeded: value)
                case 4: raw.lVal = Int32(truncatingIfNeeded: value)
                default: raw.llVal = value
                }
            }
        case .ui8(let value): self.init(value)
        case .r4(let value): self.init(value)
        case .r8(let value): self.init(value)
        case .date(let value): self.init(date: value)
        case .bstr(let text): self.init(.bstr) { $0.bstrVal = text.flatMap { BString.allocate($0) } }
        case .decimal(let bits):
            var made = VARIANT()
            made.decVal.scale = bits.scale
            made.decVal.sign = bits.sign
            made.decVal.Hi32 = bits.hi32
            made.decVal.Lo64 = bits.lo64
            made.vt = VarType.decimal.rawValue
            self.init(adopting: made)
        case .nullObject(let type): self.init(type) { $0.byref = nil }
        case .raw(let type, let value):
            // A file is not to be trusted with pointers: a type that is or holds one becomes the number alone. VT_VARIANT
            // without VT_BYREF means nothing to anybody, and is kept.
            let isHarmless = type == .variant || SafeArrayMemory.elementSize(of: type) == 4
            self.init(isHarmless ? type : .ui4) { $0.ulVal = value }
        }
    }

    // MARK: Reading

    /// The VARIANT's type.
    public var varType: VarType { VarType(rawValue: raw.vt) }
    public var isEmpty: Bool { varType == .empty }
    public var isNull: Bool { varType == .null }
    /// Whether this stands for an argument that is not passed.
    public var isMissing: Bool { varType == .error && raw.scode == HResult.DISP_E_PARAMNOTFOUND.rawValue }

    /// This value as another type, as VariantChangeType coerces it in the invariant locale.
    /// - Throws: DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW, DISP_E_BADVARTYPE
    public func coerced(to type: VarType) throws(COMError) -> Variant {
        if type == varType { return self }
        return try withRaw { (raw: UnsafePointer<VARIANT>) throws(COMError) in
            var made = VARIANT()
            let status = VariantOps.changeType(&made, UnsafeMutablePointer(mutating: raw), type)
            guard status.isSuccess else {
                throw COMError(status, "\(varType.documentedName) to \(type.documentedName)")
            }
            return Variant(adopting: made)
        }
    }

    // Each of these gives what the coercion to the type gives, or nil if there is none.

    public var int: Int? { varType == .i4 ? Int(raw.lVal) : (try? coerced(to: .i8)).map { Int($0.raw.llVal) } }
    public var double: Double? { varType == .r8 ? raw.dblVal : (try? coerced(to: .r8))?.raw.dblVal }
    public var bool: Bool? { varType == .bool ? raw.boolVal != 0 : (try? coerced(to: .bool)).map { $0.raw.boolVal != 0 } }
    public var string: String? { (try? coerced(to: .bstr)).map { $0.withRaw { BString.string($0.pointee.bstrVal) } } }
    /// Days since 30 December 1899.
    public var date: Double? { (try? coerced(to: .date))?.raw.date }
    public var currency: Currency? { (try? coerced(to: .cy)).map { Currency(scaled: $0.raw.cyVal.int64) } }
    public var decimal: DecimalNumber? { (try? coerced(to: .decimal)).flatMap { DecimalNumber($0.raw.decVal) } }
    /// The code of a VT_ERROR.
    public var error: HResult? { varType == .error ? HResult(rawValue: raw.scode) : nil }

    /// The object of a VT_DISPATCH or VT_UNKNOWN; nil for a null pointer or another type.
    public var object: ComReference? {
        guard varType == .dispatch || varType == .unknown, let pointer = raw.byref else { return nil }
        defer { withExtendedLifetime(owner) {} }
        return ComReference(retaining: pointer)
    }

    /// A copy of the array of a VT_ARRAY; nil for another type.
    public var array: SafeArray? {
        guard varType.isArray, !varType.isByRef, let array = raw.parray else { return nil }
        defer { withExtendedLifetime(owner) {} }
        return try? SafeArray(copying: array)
    }

    /// The elements of a one-dimensional array, each as a Variant; nil for anything else.
    public var elements: [Variant]? { array?.elements }
}

// MARK: - Literals

extension Variant: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByStringLiteral, ExpressibleByNilLiteral
{
    public init(integerLiteral value: Int) { self.init(value) }
    public init(floatLiteral value: Double) { self.init(value) }
    public init(booleanLiteral value: Bool) { self.init(value) }
    public init(stringLiteral value: String) { self.init(value) }
    /// `nil` is VT_EMPTY, as None and Nothing-at-all are to a script; a null object is `Variant(nil as ComReference?)`.
    public init(nilLiteral: ()) { self = .empty }
}

// MARK: - Comparing and showing

extension Variant: Equatable {
    /// Whether both have the same type and the same content: text by UTF-16 units, objects by identity, arrays element by
    /// element. Nothing is coerced: VT_I2 3 is not VT_I4 3.
    public static func == (a: Variant, b: Variant) -> Bool {
        guard a.raw.vt == b.raw.vt else { return false }
        if a.varType.isByRef { return a.raw.byref == b.raw.byref }
        if a.varType.isArray { return a.array == b.array }
        defer { withExtendedLifetime((a.owner, b.owner)) {} }
        switch a.varType {
        case .empty, .null: return true
        case .i1, .ui1: return a.raw.bVal == b.raw.bVal
        case .i2, .ui2, .bool: return a.raw.iVal == b.raw.iVal
        case .i4, .ui4, .int, .uint, .error: return a.raw.lVal == b.raw.lVal
        case .i8, .ui8, .cy: return a.raw.llVal == b.raw.llVal
        case .r4: return a.raw.fltVal == b.raw.fltVal
        case .r8, .date: return a.raw.dblVal == b.raw.dblVal
        case .decimal: return a.decimal == b.decimal
        case .bstr: return BString.bytes(of: a.raw.bstrVal).elementsEqual(BString.bytes(of: b.raw.bstrVal))
        case .dispatch, .unknown:
            guard let left = a.object, let right = b.object else { return a.raw.byref == b.raw.byref }
            return left.isSameObject(as: right)
        case .record: return a.raw.pvRecord == b.raw.pvRecord
        default: return false
        }
    }
}

extension Variant: CustomStringConvertible {
    /// `VT_I4 3`, `VT_BSTR "text"`, `VT_ARRAY|VT_VARIANT [VT_I4 1, VT_I4 2]`
    public var description: String {
        let name = varType.documentedName
        if varType.isByRef { return name }
        if varType.isArray { return name + " " + (array.map(String.init(describing:)) ?? "null") }
        switch varType {
        case .empty, .null: return name
        case .bstr: return name + " \"" + withRaw { BString.string($0.pointee.bstrVal) } + "\""
        case .dispatch, .unknown: return name + (raw.byref == nil ? " null" : " object")
        case .record: return name
        case .error: return name + " " + HResult(rawValue: raw.scode).description
        default: return name + " " + (string ?? "?")
        }
    }
}
