// SPDX-License-Identifier: Apache-2.0
//
// FUNCDESC, VARDESC and TYPEDESC as a program fills them in, as values. Null pointers, circles and unknown types are refused.

import AutomationTypes
import CAutomation
import TypeLibrary

struct DescriptionReader {
    private let type: CreatedTypeInfoObject
    /// How deep a TYPEDESC may nest.
    private static let deepest = 32
    private static let mostParameters = 512

    init(_ type: CreatedTypeInfoObject) { self.type = type }

    // MARK: Members

    func function(_ description: FUNCDESC) throws(COMError) -> Function {
        guard let kind = FuncKind(rawValue: description.funckind.rawValue) else { throw refused("FUNCDESC.funckind") }
        guard description.callconv.rawValue < CC_MAX.rawValue else { throw refused("FUNCDESC.callconv") }
        let count = Int(description.cParams)
        guard (0...Self.mostParameters).contains(count), count == 0 || description.lprgelemdescParam != nil else {
            throw refused("FUNCDESC.cParams")
        }
        var function = Function(
            memberID: description.memid, name: nil, kind: kind,
            invokeKind: InvokeKind(rawValue: UInt16(truncatingIfNeeded: description.invkind.rawValue)),
            callConv: CallConv(rawValue: description.callconv.rawValue), optionalCount: description.cParamsOpt, vtableOffset: description.oVft,
            flags: FuncFlags(rawValue: description.wFuncFlags),
            returnType: try type(description.elemdescFunc.tdesc))
        for index in 0..<count {
            guard let element = description.lprgelemdescParam?[index] else { break }
            function.parameters.append(try parameter(element))
        }
        return function
    }

    private func parameter(_ element: ELEMDESC) throws(COMError) -> Parameter {
        var parameter = Parameter(
            name: nil, type: try type(element.tdesc), flags: ParamFlags(rawValue: element.paramdesc.wParamFlags))
        if parameter.flags.contains(.hasDefault) {
            guard let extended = element.paramdesc.pparamdescex else { throw refused("PARAMDESC.pparamdescex") }
            let value = try ConstantValue(storing: extended.pointee.varDefaultValue)
            parameter.defaultValue = parameter.type == .basic(.variant) ? value : value.asStored
        }
        return parameter
    }

    func variable(_ description: VARDESC, in kind: TypeKind) throws(COMError) -> Variable {
        guard let varKind = VarKind(rawValue: description.varkind.rawValue) else { throw refused("VARDESC.varkind") }
        var variable = Variable(
            memberID: description.memid, name: nil, kind: varKind, flags: VarFlags(rawValue: description.wVarFlags),
            type: try type(description.elemdescVar.tdesc))
        if varKind == .const {
            guard let value = description.lpvarValue else { throw refused("VARDESC.lpvarValue") }
            variable.value = try ConstantValue(storing: value.pointee).asStored
            // The members of an enum are long, whatever integer a program has for them.
            if kind == .enum, case .integer(_, let number)? = variable.value, let number = Int32(exactly: number) {
                variable.value = .integer(.i4, Int64(number))
            }
        }
        return variable
    }

    // MARK: Types

    func type(_ description: TYPEDESC, depth: Int = 0) throws(COMError) -> TypeDescription {
        guard depth < Self.deepest else { throw refused("a TYPEDESC that nests deeper than \(Self.deepest)") }
        let varType = VarType(rawValue: description.vt)
        switch varType {
        case .ptr, .safearray:
            guard let target = description.lptdesc else { throw refused("TYPEDESC.lptdesc") }
            let nested = try type(target.pointee, depth: depth + 1)
            return varType == .ptr ? .pointer(nested) : .safeArray(nested)
        case .carray:
            guard let array = description.lpadesc, (1...64).contains(array.pointee.cDims) else {
                throw refused("TYPEDESC.lpadesc")
            }
            let stored = (UnsafeMutableRawPointer(array) + MemoryLayout<ARRAYDESC>.offset(of: \.rgbounds)!)
                .assumingMemoryBound(to: SAFEARRAYBOUND.self)
            let bounds = (0..<Int(array.pointee.cDims)).map {
                ArrayBound(count: stored[$0].cElements, lower: stored[$0].lLbound)
            }
            return .cArray(try type(array.pointee.tdescElem, depth: depth + 1), bounds: bounds)
        case .userdefined: return .userDefined(try self.type.reference(description.hreftype))
        default:
            guard Self.basicTypes.contains(varType) else { throw refused("\(varType.documentedName) in a TYPEDESC") }
            return .basic(varType)
        }
    }

    /// [MS-OAUT] 2.2.7: the types that a TYPEDESC names alone.
    private static let basicTypes: Set<VarType> = [
        .i2, .i4, .r4, .r8, .cy, .date, .bstr, .dispatch, .error, .bool, .variant, .unknown, .decimal, .i1, .ui1, .ui2,
        .ui4, .i8, .ui8, .int, .uint, .void, .hresult, .lpstr, .lpwstr, .intPtr, .uintPtr,
    ]

    private func refused(_ what: String) -> COMError { COMError(.E_INVALIDARG, "\(what) is not valid") }
}

extension ConstantValue {
    /// The value of a VARIANT that a library can hold.
    /// - Throws: DISP_E_BADVARTYPE for VT_EMPTY, arrays, references and objects.
    init(storing raw: VARIANT) throws(COMError) {
        let type = VarType(rawValue: raw.vt)
        switch type {
        case .null: self = .null
        case .i1: self = .integer(type, Int64(Int8(truncatingIfNeeded: raw.cVal)))
        case .ui1: self = .integer(type, Int64(raw.bVal))
        case .i2, .bool: self = .integer(type, Int64(raw.iVal))
        case .ui2: self = .integer(type, Int64(raw.uiVal))
        case .i4, .int, .error, .hresult: self = .integer(type, Int64(raw.lVal))
        case .ui4, .uint: self = .integer(type, Int64(raw.ulVal))
        case .i8: self = .integer(type, raw.llVal)
        case .cy: self = .integer(type, raw.cyVal.int64)
        case .ui8: self = .ui8(raw.ullVal)
        case .r4: self = .r4(raw.fltVal)
        case .r8: self = .r8(raw.dblVal)
        case .date: self = .date(raw.date)
        case .bstr: self = .bstr(raw.bstrVal == nil ? nil : BString.string(raw.bstrVal))
        case .decimal:
            let bits = raw.decVal
            self = .decimal(DecimalBits(scale: bits.scale, sign: bits.sign, hi32: bits.Hi32, lo64: bits.Lo64))
        case .dispatch where raw.byref == nil, .unknown where raw.byref == nil: self = .nullObject(type)
        default:
            throw COMError(.DISP_E_BADVARTYPE, "a type library holds no value of type \(type.documentedName)")
        }
    }

    /// VT_INT and VT_UINT as the types that a library stores them as.
    fileprivate var asStored: ConstantValue {
        switch self {
        case .integer(.int, let number): .integer(.i4, number)
        case .integer(.uint, let number): .integer(.ui4, number)
        default: self
        }
    }
}
