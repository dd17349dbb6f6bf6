// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
import AutomationTypes
import CAutomation
import TestSupport
import TypeLibrary

/// How the tables of the call matrix write values, and what they are in a test.
///
///     i4:-3  ui1:255  r8:2.5  bool:true  cy:30000 (ten-thousandths)  date:1.5  error:0x80004005  decimal:-8  bstr:text
///     empty  null  missing  none (no result)
///     nothing (a null object)  self (the object that is called)  stranger (an object with no interface of the matrix)
///     i4[]:1,2  bstr[]:a,b  variant[]:i4=1,bstr=two,null
///     point:3,-4.5,label
public struct MatrixValues: Sendable {
    /// The object that is called.
    public let own: ComReference
    let stranger: ComReference
    let point: TypeInfo

    init(own: ComReference, library: TypeLibrary) throws {
        self.own = own
        stranger = try EnumVariantObject([Variant]()).reference(IID_IEnumVARIANT)
        point = try library.typeInfo(named: "Point")
    }

    static let types: [String: VarType] = [
        "i1": .i1, "ui1": .ui1, "i2": .i2, "ui2": .ui2, "i4": .i4, "ui4": .ui4, "i8": .i8, "ui8": .ui8, "r4": .r4,
        "r8": .r8, "bool": .bool, "cy": .cy, "date": .date, "error": .error, "decimal": .decimal, "bstr": .bstr,
        "variant": .variant,
    ]

    /// - Throws: `Failure` for what is not a value.
    public func value(_ text: some StringProtocol) throws -> Variant {
        switch text {
        case "empty", "none": return .empty
        case "null": return .null
        case "missing": return .missing
        case "nothing": return Variant(nil as ComReference?)
        case "self": return Variant(own)
        case "stranger": return Variant(stranger)
        default: break
        }
        guard let colon = text.firstIndex(where: { $0 == ":" || $0 == "=" }) else { throw Failure("\(text) is no value") }
        let name = String(text[..<colon])
        let rest = text[text.index(after: colon)...]
        if name == "point" { return try pointValue(String(rest).split(separator: "," as Character, omittingEmptySubsequences: false).map(String.init)) }
        if name.hasSuffix("[]"), let type = MatrixValues.types[String(name.dropLast(2))] {
            let items: [String] =
                rest.isEmpty ? [] : String(rest).split(separator: "," as Character, omittingEmptySubsequences: false).map(String.init)
            let values = try items.map { try type == .variant ? value($0) : MatrixValues.scalar(type, $0) }
            return try Variant(SafeArray(type, values))
        }
        guard let type = MatrixValues.types[name] else { throw Failure("\(text) is no value") }
        return try MatrixValues.scalar(type, String(rest))
    }

    static func scalar(_ type: VarType, _ text: String) throws -> Variant {
        switch type {
        case .bstr: return Variant(text)
        case .bool: return Variant(text == "true")
        case .error: return Variant(try MatrixValues.hresult(text))
        case .cy: return Variant(Currency(scaled: try number(text)))
        case .date: return Variant(date: try number(text))
        case .r4: return Variant(try number(text) as Float)
        case .r8: return Variant(try number(text) as Double)
        case .i1: return Variant(try number(text) as Int8)
        case .ui1: return Variant(try number(text) as UInt8)
        case .i2: return Variant(try number(text) as Int16)
        case .ui2: return Variant(try number(text) as UInt16)
        case .i4: return Variant(try number(text) as Int32)
        case .ui4: return Variant(try number(text) as UInt32)
        case .i8: return Variant(try number(text) as Int64)
        case .ui8: return Variant(try number(text) as UInt64)
        default: return try Variant(text).coerced(to: type)
        }
    }

    private static func number<Number: LosslessStringConvertible>(_ text: String) throws -> Number {
        guard let value = Number(text) else { throw Failure("\(text) is no \(Number.self)") }
        return value
    }

    /// `0x80004005` or the documented name of an error that the tables use.
    static func hresult(_ text: some StringProtocol) throws -> HResult {
        let known: [HResult] = [
            .DISP_E_TYPEMISMATCH, .DISP_E_OVERFLOW, .DISP_E_BADPARAMCOUNT, .DISP_E_PARAMNOTOPTIONAL, .DISP_E_PARAMNOTFOUND,
            .DISP_E_MEMBERNOTFOUND, .E_INVALIDARG, .E_NOTIMPL, .E_FAIL,
        ]
        if let named = known.first(where: { $0.name == String(text) }) { return named }
        guard text.hasPrefix("0x"), let code = UInt32(text.dropFirst(2), radix: 16) else { throw Failure("\(text) is no HRESULT") }
        return HResult(code)
    }

    private func pointValue(_ fields: [String]) throws -> Variant {
        guard fields.count == 3 else { throw Failure("a point has x, y and a label") }
        let made = try RecordInfoObject(point).makeVariant()
        try made.withRaw { raw in
            guard let info = raw.pointee.pRecInfo, let record = raw.pointee.pvRecord else { throw Failure("no record") }
            for (name, value) in [("x", try MatrixValues.scalar(.i4, fields[0])), ("y", try MatrixValues.scalar(.r8, fields[1])), ("label", Variant(fields[2]))] {
                let units = Array(name.utf16) + [0]
                try value.withRaw { value in
                    try COMError.check(
                        info.pointee.lpVtbl.pointee.PutField(info, 0, record, units, UnsafeMutablePointer(mutating: value)))
                }
            }
        }
        return made
    }

    /// Whether two values are the same: type and content, objects by identity, records field by field.
    public static func same(_ a: Variant, _ b: Variant) -> Bool {
        // An interface pointer may be shown as the IDispatch that its object has.
        if let left = a.object, let right = b.object { return left.isSameObject(as: right) }
        let objects: [VarType] = [.dispatch, .unknown]
        if objects.contains(a.varType), objects.contains(b.varType) { return a.object == nil && b.object == nil }
        guard a.varType == .record, b.varType == .record else { return a == b }
        return ["x", "y", "label"].allSatisfy { name in
            guard let left = field(name, of: a), let right = field(name, of: b) else { return false }
            return left == right
        }
    }

    private static func field(_ name: String, of record: Variant) -> Variant? {
        record.withRaw { raw in
            guard let info = raw.pointee.pRecInfo, let record = raw.pointee.pvRecord else { return nil }
            var result = VARIANT()
            let units = Array(name.utf16) + [0]
            guard info.pointee.lpVtbl.pointee.GetField(info, record, units, &result) >= 0 else { return nil }
            return Variant(adopting: result)
        }
    }
}
