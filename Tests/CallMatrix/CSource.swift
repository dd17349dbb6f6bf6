// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import TestSupport
import TypeLibrary

/// The tables as a C program: the vtables declared from the type library, so that the C compiler types every call, and each row
/// written as calls with C literals. Rows whose values have the parameters' types, or that C's caller can give that type, call the
/// vtable's slots; every row, the failing ones too, calls IDispatch::Invoke. What it is made of is C/matrix.h.
struct CSource {
    private let library: TypeLibrary
    private var text = ""

    /// - Throws: `Failure` for a row that cannot be written.
    static func program(of library: TypeLibrary) throws -> String {
        var source = CSource(library: library)
        try source.writeDeclarations()
        try source.writeCalls()
        try source.writeDirections()
        source.line(
            """
            int run_matrix(ISignatures *signatures, IDirections *directions, const struct services *services)
            {
                struct run run = {services, "", 0, (IUnknown *)signatures};
                int row;
                for (row = 0; calls[row].function; row++) {
                    run.row = calls[row].text;
                    calls[row].function(&run, signatures);
                }
                run.self = (IUnknown *)directions;
                for (row = 0; rows[row].function; row++) {
                    run.row = rows[row].text;
                    rows[row].function(&run, directions);
                }
                return run.calls;
            }
            """)
        return source.text
    }

    private init(library: TypeLibrary) { self.library = library }

    private mutating func line(_ text: String) { self.text += text + "\n" }

    // MARK: Declarations

    private mutating func writeDeclarations() throws {
        line("#include \"matrix.h\"")
        for name in ["Colour", "Point"] {
            let definition = try library.typeInfo(named: name).definition
            if definition.kind == .enum {
                let values = try definition.variables.map { variable in
                    guard case .integer(_, let value)? = variable.value else { throw Failure("\(name) has no values") }
                    return "\(variable.name ?? "") = \(value)"
                }
                line("typedef enum \(name) { \(values.joined(separator: ", ")) } \(name);")
            } else {
                let fields = try definition.variables.map { "\(try spelling($0.type)) \($0.name ?? "");" }
                line("typedef struct \(name) { \(fields.joined(separator: " ")) } \(name);")
            }
        }
        let interfaces = ["ISignatures", "IDirections"]
        for name in interfaces { line("typedef struct \(name) \(name);") }
        for name in interfaces {
            line("typedef struct \(name)Vtbl {")
            // The slots of IDispatch: matrix.h calls it by its own name.
            line("    IDispatchVtbl dispatch;")
            for (index, info) in try library.typeInfo(named: name).vtableHalf().vtableFunctions().enumerated() {
                guard info.slot == index else { throw Failure("\(name) has no slot \(index)") }
                guard index >= 7 else { continue }
                let parameters = try info.declared.parameters.map { try spelling($0.type) }
                line(
                    "    \(try spelling(info.declared.returnType)) (STDMETHODCALLTYPE *\(CSource.name(info.declared)))("
                        + ([name + " *"] + parameters).joined(separator: ", ") + ");")
            }
            line("} \(name)Vtbl;\nstruct \(name) { const \(name)Vtbl *lpVtbl; };")
        }
    }

    private static func name(_ function: Function) -> String {
        let prefixes: [InvokeKind: String] = [.propertyGet: "get_", .propertyPut: "put_", .propertyPutRef: "putref_"]
        return (prefixes[function.invokeKind] ?? "") + (function.name ?? "")
    }

    /// The names that MIDL gives the types in a C header.
    private static let spellings: [VarType: String] = [
        .i1: "CHAR", .ui1: "BYTE", .i2: "SHORT", .ui2: "USHORT", .i4: "LONG", .ui4: "ULONG", .i8: "LONGLONG",
        .ui8: "ULONGLONG", .int: "INT", .uint: "UINT", .r4: "FLOAT", .r8: "DOUBLE", .bool: "VARIANT_BOOL", .cy: "CY",
        .date: "DATE", .error: "SCODE", .decimal: "DECIMAL", .bstr: "BSTR", .variant: "VARIANT", .dispatch: "IDispatch *",
        .unknown: "IUnknown *", .hresult: "HRESULT", .void: "void",
    ]

    private func spelling(_ type: TypeDescription) throws -> String {
        switch type {
        case .basic(let basic):
            guard let known = CSource.spellings[basic] else { throw Failure("\(basic) has no name in C") }
            return known
        case .pointer(let target): return try target.map { try spelling($0) + " *" } ?? "void *"
        case .safeArray: return "SAFEARRAY *"
        case .userDefined(let reference): return try library.resolve(reference).name
        case .cArray: throw Failure("an array is no parameter of the matrix")
        }
    }

    /// A parameter: how C spells the value, and the VARTYPE under which it is compared.
    private struct Place {
        var spelling: String
        var type: VarType
        var isPointer: Bool
    }

    private func place(_ parameter: Parameter) throws -> Place {
        var type = parameter.type
        var isPointer = false
        // `T *` is a pointer to a value unless it is an interface pointer itself.
        if case .pointer(let target?) = type, try !isInterface(target) { (type, isPointer) = (target, true) }
        return Place(spelling: try spelling(type), type: try varType(type), isPointer: isPointer)
    }

    private func isInterface(_ type: TypeDescription) throws -> Bool {
        guard case .userDefined(let reference) = type else { return false }
        return [.interface, .dispatch].contains(try library.resolve(reference).kind)
    }

    private func varType(_ type: TypeDescription) throws -> VarType {
        switch type {
        case .basic(.int): return .i4
        case .basic(.uint): return .ui4
        case .basic(let basic): return basic
        case .safeArray(let element?): return try varType(element).array
        case .pointer(let target?) where try isInterface(target): return .dispatch
        case .userDefined(let reference): return try library.resolve(reference).kind == .enum ? .i4 : .record
        default: throw Failure("\(type) is no parameter of the matrix")
        }
    }

    private func functions(_ interface: String) throws -> [Function] {
        try library.typeInfo(named: interface).vtableHalf().vtableFunctions().dropFirst(7).map(\.declared)
    }

    // MARK: calls.tsv

    private mutating func writeCalls() throws {
        let functions = try functions("ISignatures")
        var table: [String] = []
        for (index, row) in try CallMatrix.lines("Tables/calls.tsv", columns: 3).enumerated() {
            let words = row[0].split(separator: " ").map(String.init)
            let kinds: [String: InvokeKind] = ["get": .propertyGet, "put": .propertyPut, "putref": .propertyPutRef]
            let kind = words.count == 2 ? kinds[words[0]] ?? .method : .method
            guard let function = functions.first(where: { $0.name == words.last && $0.invokeKind == kind }) else {
                throw Failure("calls.tsv: \(row[0])")
            }
            let arguments = try row[1].isEmpty ? [] : row[1].split(separator: "|").map { try Argument(String($0)) }
            line("static void call_\(index)(struct run *run, ISignatures *object)\n{")
            try writeSlotCall(function, arguments, row[2])
            try writeInvocation(function, arguments, row[2])
            line("}")
            table.append("    {call_\(index), \(CSource.quoted(row.joined(separator: " ")))},")
        }
        writeTable("calls", "ISignatures", table)
    }

    private mutating func writeTable(_ name: String, _ interface: String, _ lines: [String]) {
        line("static const struct { void (*function)(struct run *, \(interface) *); const char *text; } \(name)[] = {")
        for entry in lines { line(entry) }
        line("    {0, 0}\n};")
    }

    /// What a row gives as an argument.
    private struct Argument {
        enum Form: String { case value = "VALUE", reference = "REFERENCE", variant = "IN_VARIANT" }
        var form = Form.value
        var value: String
        var after: String?

        init(form: Form, value: String, after: String?) { (self.form, self.value, self.after) = (form, value, after) }

        init(_ text: String) throws {
            let words = text.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2, words[0] == "ref" || words[0] == "var" else {
                value = text
                return
            }
            form = words[0] == "ref" ? .reference : .variant
            let parts = words[1].split(separator: ">", maxSplits: 1)
            guard parts.count == 2 else { throw Failure("\(text) is no argument") }
            value = String(parts[0].dropLast(2))
            after = String(parts[1].dropFirst())
        }
    }

    /// A call of the slot, typed by the C compiler. Nothing is written for arguments of another type than the parameters': a row
    /// that expects them to be refused.
    private mutating func writeSlotCall(_ function: Function, _ arguments: [Argument], _ result: String) throws {
        var before: [String] = []
        var passed: [String] = []
        var after: [String] = []
        var position = 0
        var retval: Place?
        for (index, parameter) in function.parameters.enumerated() {
            let place = try place(parameter)
            let name = "a\(index)"
            passed.append((place.isPointer ? "&" : "") + name)
            if parameter.flags.contains(.retval) {
                retval = place
                before.append("\(place.spelling) \(name); GARBAGE(\(name));")
                continue
            }
            let argument = position < arguments.count ? arguments[position] : nil
            position += 1
            if !parameter.flags.contains(.in), parameter.flags.contains(.out) {
                before.append("\(place.spelling) \(name); GARBAGE(\(name));")
            } else if let literal = try literal(argument?.value, parameter, place) {
                before.append("\(place.spelling) \(name) = \(literal);")
            } else {
                guard result.hasPrefix("!") else { throw Failure("\(function.name ?? ""): C has no literal of \(argument?.value ?? "nothing")") }
                return
            }
            if parameter.flags.contains(.out), let left = argument?.after {
                after.append("EXPECT(HOLDS(\(place.type.rawValue), \(name), \(try variant(left))));")
            } else {
                after.append("DROP(\(place.type.rawValue), \(name));")
            }
        }
        let fails = result.hasPrefix("!")
        if let retval {
            let name = "a\(function.parameters.count - 1)"
            if !fails { after.append("EXPECT(HOLDS(\(retval.type.rawValue), \(name), \(try variant(result))));") }
        }
        line("    {")
        for text in before { line("        " + text) }
        let status = fails ? try CSource.status(result).status : "S_OK"
        line("        run->calls++;")
        line("        EXPECT(object->lpVtbl->\(CSource.name(function))(\((["object"] + passed).joined(separator: ", "))) == \(status));")
        for text in after { line("        " + text) }
        line("    }")
    }

    private mutating func writeInvocation(_ function: Function, _ arguments: [Argument], _ result: String) throws {
        let cells = try arguments.map { argument in
            "{\(argument.form.rawValue), \(try variant(argument.value)), \(try argument.after.map { try variant($0) } ?? "v_empty()")}"
        }
        let expected = result.hasPrefix("!") ? try CSource.status(result) : (status: "S_OK", argument: "-1")
        line(
            """
                invoke(run, (IDispatch *)object, (struct invocation){\(function.memberID), \(function.invokeKind.rawValue), \
            \(cells.count), {\(cells.joined(separator: ", "))}, \(expected.status), \(expected.argument), \
            \(result.hasPrefix("!") ? "v_empty()" : try variant(result))});
            """)
    }

    /// `!DISP_E_OVERFLOW 1`
    private static func status(_ text: String) throws -> (status: String, argument: String) {
        let words = text.dropFirst().split(separator: " ").map(String.init)
        let status = words[0].hasPrefix("0x") ? "(HRESULT)\(words[0])" : words[0]
        return (status, words.count > 1 ? words[1] : "-1")
    }

    // MARK: directions.tsv

    private mutating func writeDirections() throws {
        let functions = try functions("IDirections")
        func function(_ name: String) throws -> Function {
            guard let found = functions.first(where: { $0.name == name }) else { throw Failure("directions.tsv: \(name)") }
            return found
        }
        var table: [String] = []
        for (index, row) in try CallMatrix.lines("Tables/directions.tsv", columns: 2).enumerated() {
            let (type, value) = (row[0], row[1])
            let (echo, read) = (try function("Echo" + type), try function("Read" + type))
            line("static void row_\(index)(struct run *run, IDirections *object)\n{")
            let plain = Argument(form: .value, value: value, after: nil)
            if row.count > 2 {
                // Coerced on the way in: what it arrives as is what C passes. Refused: C cannot pass it.
                let expected = row[2].hasPrefix("!") ? row[2] + " 0" : row[2]
                for function in [echo, read] {
                    if !row[2].hasPrefix("!") {
                        try writeSlotCall(function, [Argument(form: .value, value: row[2], after: nil)], row[2])
                    }
                    try writeInvocation(function, [plain], expected)
                }
            } else {
                let (give, swap) = (try function("Give" + type), try function("Swap" + type))
                for function in [echo, read] {
                    try writeSlotCall(function, [plain], value)
                    try writeInvocation(function, [plain], value)
                }
                try writeSlotCall(give, [plain, Argument(form: .reference, value: value, after: value)], "none")
                try writeSlotCall(swap, [Argument(form: .reference, value: value, after: value), plain], value)
                for form in [Argument.Form.reference, .variant] {
                    let variable = Argument(form: form, value: value, after: value)
                    try writeInvocation(read, [variable], value)
                    try writeInvocation(give, [plain, variable], "none")
                    try writeInvocation(swap, [variable, plain], value)
                }
            }
            line("}")
            table.append("    {row_\(index), \(CSource.quoted(row.joined(separator: " ")))},")
        }
        writeTable("rows", "IDirections", table)
    }

    // MARK: Literals

    /// A value as C writes it for a parameter; nil if it cannot have the parameter's type.
    private func literal(_ text: String?, _ parameter: Parameter, _ place: Place) throws -> String? {
        guard let text, text != "missing" || place.type == .variant else {
            if let value = parameter.defaultValue { return scalar(Variant(value), place.type) }
            return place.type == .variant ? "v_missing()" : nil
        }
        if place.type == .variant { return try variant(text) }
        switch text {
        case "nothing": return place.type == .dispatch || place.type == .unknown ? "NULL" : nil
        case "self": return place.type == .dispatch || place.type == .unknown ? "own(run->self)" : nil
        case "stranger", "null", "empty": return nil
        default: break
        }
        let (name, rest) = try CSource.parts(text)
        if name == "point" { return place.type == .record ? try point(rest) : nil }
        if name.hasSuffix("[]") {
            return place.type == MatrixValues.types[String(name.dropLast(2))]?.array ? try array(name, rest) : nil
        }
        guard let type = MatrixValues.types[name] else { throw Failure("\(text) is no value") }
        return scalar(try MatrixValues.scalar(type, rest), place.type)
    }

    /// A number or a text, converted to a type as VariantChangeType does; nil if it cannot be.
    private func scalar(_ value: Variant, _ type: VarType) -> String? {
        guard let value = value.varType == type ? value : try? value.coerced(to: type) else { return nil }
        return value.withRaw { raw -> String? in
            switch type {
            case .i1: "\(raw.pointee.cVal)"
            case .ui1: "\(raw.pointee.bVal)"
            case .i2: "\(raw.pointee.iVal)"
            case .ui2: "\(raw.pointee.uiVal)"
            case .i4: "(LONG)\(raw.pointee.lVal)LL"
            case .ui4: "\(raw.pointee.ulVal)u"
            case .i8: raw.pointee.llVal == .min ? "INT64_MIN" : "\(raw.pointee.llVal)LL"
            case .ui8: "\(raw.pointee.ullVal)ull"
            case .r4: "(FLOAT)\(raw.pointee.fltVal)"
            case .r8, .date: "\(raw.pointee.dblVal)"
            case .bool: raw.pointee.boolVal == 0 ? "VARIANT_FALSE" : "VARIANT_TRUE"
            case .cy: "cy(\(raw.pointee.cyVal.int64)LL)"
            case .error: "(SCODE)\(UInt32(bitPattern: raw.pointee.scode))u"
            case .decimal:
                "decimal(\(raw.pointee.decVal.sign), \(raw.pointee.decVal.scale), \(raw.pointee.decVal.Hi32)u, \(raw.pointee.decVal.Lo64)ull)"
            case .bstr: CSource.text(value.string ?? "")
            default: nil
            }
        }
    }

    /// A VARIANT, of any type of the tables.
    private func variant(_ text: String) throws -> String {
        switch text {
        case "empty", "none": return "v_empty()"
        case "null": return "v_null()"
        case "missing": return "v_missing()"
        case "nothing": return "v_dispatch(NULL)"
        case "self": return "v_dispatch(own(run->self))"
        case "stranger": return "v_unknown(own(&stranger))"
        default: break
        }
        let (name, rest) = try CSource.parts(text)
        if name == "point" { return "v_point(run, &\(try point(rest)), sizeof(Point))" }
        if name.hasSuffix("[]"), let type = MatrixValues.types[String(name.dropLast(2))] {
            return "v_array(\(type.rawValue), \(try array(name, rest)))"
        }
        guard let type = MatrixValues.types[name], let literal = scalar(try MatrixValues.scalar(type, rest), type) else {
            throw Failure("\(text) is no value")
        }
        return "v_\(name)(\(literal))"
    }

    private func point(_ text: String) throws -> String {
        let fields = CSource.items(text)
        guard fields.count == 3 else { throw Failure("a point has x, y and a label") }
        return "(Point){\(fields[0]), \(fields[1]), \(CSource.text(fields[2]))}"
    }

    private func array(_ name: String, _ text: String) throws -> String {
        let element = String(name.dropLast(2))
        guard let type = MatrixValues.types[element], let spelling = CSource.spellings[type] else {
            throw Failure("\(name) is no array")
        }
        let items = text.isEmpty ? [] : CSource.items(text)
        let literals = try items.map { item in
            if type == .variant { return try variant(item) }
            guard let literal = scalar(try MatrixValues.scalar(type, item), type) else { throw Failure("\(item) is no \(element)") }
            return literal
        }
        let elements = literals.isEmpty ? "NULL" : "(\(spelling)[]){\(literals.joined(separator: ", "))}"
        return "array(run, \(type.rawValue), \(literals.count), \(elements), sizeof(\(spelling)))"
    }

    private static func items(_ text: String) -> [String] {
        text.split(separator: "," as Character, omittingEmptySubsequences: false).map(String.init)
    }

    private static func parts(_ text: String) throws -> (name: String, rest: String) {
        guard let colon = text.firstIndex(where: { $0 == ":" || $0 == "=" }) else { throw Failure("\(text) is no value") }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    /// A BSTR of a text.
    private static func text(_ text: String) -> String { "TEXT_OF(\(quoted(text)))" }

    /// A string literal; what is not ASCII as universal character names.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\" + String(scalar)
            case _ where scalar.value >= 0x20 && scalar.value < 0x7F: quoted.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            }
        }
        return quoted + "\""
    }
}
