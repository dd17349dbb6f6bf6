// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
public import AutomationTypes
import CAutomation
public import Invocation
import TestSupport
public import TypeLibrary

/// One table of calls (Tables/calls.tsv, directions.tsv), made in every way on any object that implements ISignatures and
/// IDirections of signatures.idl: the object itself, or a proxy of it. Results and errors are the same each time.
public struct CallMatrix: Sendable {
    /// How a call is made.
    public enum Way: CaseIterable, Sendable {
        /// GetIDsOfNames and IDispatch::Invoke.
        case byName
        /// IDispatch::Invoke with the DISPID of the type library.
        case byDispID
        /// The call plan's own call of the vtable slot, as Swift and Python make it.
        case throughVTable
        /// A C program: the vtable's slots, typed by the C compiler, and IDispatch::Invoke of the same vtable.
        case byC
    }

    /// The class that Tests/CallMatrixServer serves.
    public static let clsid =
        GUID("{3F0A6B1F-52C1-4D5E-9B1A-0C7D2E4F6A80}") ?? .zero

    public let library: TypeLibrary
    private let signatures: TypeInfo
    private let directions: TypeInfo

    /// - Throws: `Failure` with the diagnostics of signatures.idl.
    public init() throws {
        library = try CompiledLibraries.compile(siblingOfThisFile("Tables/signatures.idl"))
        signatures = try library.typeInfo(named: "ISignatures")
        directions = try library.typeInfo(named: "IDirections")
    }

    /// An object in Swift that implements both interfaces, ISignatures first.
    public func makeObject() throws -> DynamicObject {
        DynamicObject([
            try SignatureObject.objectClass(library).implementedInterface(by: SignatureObject()),
            try DirectionsObject.objectClass(library).implementedInterface(by: DirectionsObject()),
        ])
    }

    /// What was run, and what was not as the table says.
    public struct Report: Sendable {
        public var calls = 0
        public var failures: [String] = []
    }

    /// Makes every call of the table.
    /// - Parameter object: any interface pointer of the object.
    /// - Throws: `Failure` for a table that cannot be read; a COMError if the object lacks an interface.
    public func run(on object: ComReference, _ ways: [Way] = Way.allCases) throws -> Report {
        var report = Report()
        for way in ways {
            if way == .byC {
                try CColumn.program().run(
                    signatures: object.query(signatures.guid), directions: object.query(directions.guid), library, &report)
                continue
            }
            let (first, second) = try (
                Subject(object, signatures, way, library), Subject(object, directions, way, library)
            )
            for call in try calls(first) { first.expect(call, &report) }
            for call in try directions(second) { second.expect(call, &report) }
        }
        // A failing call through a vtable leaves its reason with the thread.
        ErrorInfo.clear()
        return report
    }

    /// The calls of the table, each to be made by itself, whatever comes of it.
    public func calls(on object: ComReference, _ way: Way) throws -> [() -> Void] {
        let subjects = try [Subject(object, signatures, way, library), Subject(object, directions, way, library)]
        return try zip(subjects, [calls(subjects[0]), directions(subjects[1])]).flatMap { subject, calls in
            calls.map { call in { subject.make(call) } }
        }
    }

    // MARK: The two tables

    private func calls(_ subject: Subject) throws -> [TableCall] {
        try CallMatrix.lines("Tables/calls.tsv", columns: 3).map { line in
            let words = line[0].split(separator: " ")
            let kinds: [String: InvokeKind] = ["get": .propertyGet, "put": .propertyPut, "putref": .propertyPutRef]
            let kind = words.count == 2 ? kinds[String(words[0])] ?? .method : .method
            let arguments = try line[1].isEmpty ? [] : line[1].split(separator: "|").map { try subject.argument($0) }
            return TableCall(
                name: String(words.last ?? ""), kind: kind, arguments: arguments, expectation: try subject.expectation(line[2]))
        }
    }

    private func directions(_ subject: Subject) throws -> [TableCall] {
        var calls: [TableCall] = []
        func add(_ name: String, _ arguments: [Argument], _ expectation: Expectation) {
            calls.append(TableCall(name: name, kind: .method, arguments: arguments, expectation: expectation))
        }
        for line in try CallMatrix.lines("Tables/directions.tsv", columns: 2) {
            let value = try subject.values.value(line[1])
            if line.count > 2 {
                // Coerced or refused on the way in.
                var expectation = try subject.expectation(line[2])
                if case .failure(let status, _) = expectation { expectation = .failure(status, argument: 0) }
                add("Echo" + line[0], [.value(value)], expectation)
                add("Read" + line[0], [.value(value)], expectation)
                continue
            }
            for form in [Argument.Form.reference, .variant] {
                add("Echo" + line[0], [.value(value)], .result(value))
                add("Read" + line[0], [.value(value)], .result(value))
                add("Read" + line[0], [.variable(form, value, after: value)], .result(value))
                add("Give" + line[0], [.value(value), .variable(form, value, after: value)], .result(.empty))
                add("Swap" + line[0], [.variable(form, value, after: value), .value(value)], .result(value))
            }
        }
        return calls
    }

    /// The lines of a table, comments left out.
    public static func lines(_ name: String, columns: Int) throws -> [[String]] {
        try readFile(siblingOfThisFile(name)).split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= columns else { throw Failure("\(name): \(line)") }
            return fields
        }
    }
}

/// An argument of a call in the table.
enum Argument: Sendable {
    enum Form: Sendable { case reference, variant }
    case value(Variant)
    /// A variable of the caller: VT_BYREF of its type, or VT_BYREF|VT_VARIANT.
    case variable(Form, Variant, after: Variant)
}

enum Expectation: Sendable {
    case result(Variant)
    case failure(HResult, argument: Int?)
}

/// One call of the table.
struct TableCall: Sendable {
    var name: String
    var kind: InvokeKind
    var arguments: [Argument]
    var expectation: Expectation
}

/// An object, one of its interfaces, and a way to call it.
struct Subject: Sendable {
    let values: MatrixValues
    private let type: TypeInfo
    private let interface: ComReference
    private let way: CallMatrix.Way

    init(_ object: ComReference, _ type: TypeInfo, _ way: CallMatrix.Way, _ library: TypeLibrary) throws {
        self.type = type
        self.way = way
        interface = try object.query(type.guid)
        values = try MatrixValues(own: interface, library: library)
    }

    func argument(_ text: some StringProtocol) throws -> Argument {
        let words = text.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0] == "ref" || words[0] == "var" else { return .value(try values.value(text)) }
        let parts = words[1].split(separator: ">", maxSplits: 1)
        guard parts.count == 2 else { throw Failure("\(text) is no argument") }
        return .variable(
            words[0] == "ref" ? .reference : .variant, try values.value(parts[0].dropLast(2)),
            after: try values.value(parts[1].dropFirst()))
    }

    func expectation(_ text: String) throws -> Expectation {
        guard text.hasPrefix("!") else { return .result(try values.value(text)) }
        let words = text.dropFirst().split(separator: " ")
        return .failure(try MatrixValues.hresult(words[0]), argument: words.count > 1 ? Int(words[1]) : nil)
    }

    /// Makes a call and compares what comes of it.
    func expect(_ call: TableCall, _ report: inout CallMatrix.Report) {
        report.calls += 1
        let arguments = call.arguments
        func fail(_ text: String) { report.failures.append("\(call.name)\(arguments) \(way): \(text)") }
        do {
            let made = try self.call(call.name, call.kind, arguments)
            switch (made.status.isSuccess, call.expectation) {
            case (true, .result(let expected)):
                if !MatrixValues.same(made.result, expected) { fail("returned \(made.result), not \(expected)") }
                for (index, argument) in arguments.enumerated() {
                    guard case .variable(_, _, let after) = argument else { continue }
                    if !MatrixValues.same(made.variables[index], after) {
                        fail("left \(made.variables[index]) in argument \(index), not \(after)")
                    }
                }
            case (false, .failure(let status, let argument)):
                if made.status != status { fail("failed with \(made.status), not \(status)") }
                if let argument, made.argument != argument {
                    fail("told argument \(made.argument.map(String.init) ?? "none"), not \(argument)")
                }
            default: fail("ended with \(made.status)")
            }
        } catch {
            fail("\(error)")
        }
    }

    /// Makes a call and lets go what comes of it.
    func make(_ call: TableCall) { _ = try? self.call(call.name, call.kind, call.arguments) }

    private struct Made {
        var status: HResult
        /// The argument at fault, in the order of the call.
        var argument: Int?
        var result = Variant.empty
        /// The value of each argument after the call.
        var variables: [Variant] = []
    }

    private func call(_ name: String, _ kind: InvokeKind, _ arguments: [Argument]) throws -> Made {
        let members = try type.members()
        guard let memberID = members.memberID(named: name) else { throw Failure("\(type.name) has no \(name)") }
        let cells = try ArgumentCells(arguments)
        var result = VARIANT()
        var made: Made
        switch way {
        case .byName:
            let dispatch = DispatchReference(interface: interface)
            made = invoke(try dispatch.dispID(of: name), kind, cells, &result)
        case .byDispID: made = invoke(memberID, kind, cells, &result)
        case .throughVTable:
            let table = try DispatchTable.of(type)
            guard let index = table.functionIndex(memberID, kind) else { throw Failure("\(name) is not of that kind") }
            made = callSlot(try table.plan(at: index), cells, &result)
        case .byC: throw Failure("C makes its calls itself")
        }
        made.result = Variant(adopting: result)
        made.variables = try cells.valuesAfterwards()
        return made
    }

    private func invoke(_ memberID: Int32, _ kind: InvokeKind, _ cells: ArgumentCells, _ result: inout VARIANT) -> Made {
        var parameters = DISPPARAMS()
        parameters.rgvarg = cells.reversed
        parameters.cArgs = UInt32(cells.count)
        var name = DispID.propertyPut
        var exception = EXCEPINFO()
        var badArgument = UInt32.max
        let status = withUnsafeMutablePointer(to: &name) { name in
            if kind.isPut {
                parameters.rgdispidNamedArgs = name
                parameters.cNamedArgs = 1
            }
            return interface.withPointer(as: IDispatch.self) { object in
                var null = GUID.zero
                return object.pointee.lpVtbl.pointee.Invoke(
                    object, memberID, &null, 0, kind.rawValue, &parameters, &result, &exception, &badArgument)
            }
        }
        var made = Made(status: HResult(rawValue: status))
        if made.status == .DISP_E_EXCEPTION { made.status = COMError(consuming: &exception).hresult }
        if badArgument < UInt32(cells.count) { made.argument = cells.count - 1 - Int(badArgument) }
        return made
    }

    private func callSlot(_ plan: CallPlan, _ cells: ArgumentCells, _ result: inout VARIANT) -> Made {
        var pointers = [UnsafeMutablePointer<VARIANT>?](repeating: nil, count: plan.parameters.count + 1)
        for (position, index) in plan.positional.enumerated() where position < cells.count {
            pointers[index] = cells.reversed + (cells.count - 1 - position)
        }
        let outcome = plan.call(interface.pointer, arguments: pointers, lcid: 0, result: &result)
        return Made(status: outcome.status, argument: outcome.parameter.flatMap { plan.positional.firstIndex(of: $0) })
    }
}

/// The VARIANTs of a call, last argument first, and the variables that some of them refer to.
private final class ArgumentCells {
    let count: Int
    let reversed: UnsafeMutablePointer<VARIANT>
    /// One for each argument in the order of the call: the value, or what the variable holds.
    private let variables: UnsafeMutablePointer<VARIANT>

    init(_ arguments: [Argument]) throws {
        count = arguments.count
        reversed = .allocate(capacity: max(1, count))
        reversed.initialize(repeating: VARIANT(), count: count)
        variables = .allocate(capacity: max(1, count))
        variables.initialize(repeating: VARIANT(), count: count)
        for (index, argument) in arguments.enumerated() {
            let cell = reversed + (count - 1 - index)
            let variable = variables + index
            switch argument {
            case .value(let value):
                variable.initialize(to: try value.makeRaw())
                cell.initialize(to: variable.pointee)
            case .variable(let form, let value, _):
                variable.initialize(to: try value.makeRaw())
                let type = value.varType
                // A variable of type VARIANT, or one that has no other type.
                if form == .variant || type == .empty || type == .null {
                    cell.pointee.vt = VarType.variant.byRef.rawValue
                    cell.pointee.pvarVal = variable
                } else if type == .record {
                    cell.initialize(to: variable.pointee)
                    cell.pointee.vt = VarType.record.byRef.rawValue
                } else {
                    cell.pointee.vt = type.byRef.rawValue
                    cell.pointee.byref = UnsafeMutableRawPointer(variable) + (type == .decimal ? 0 : 8)
                }
            }
        }
    }

    deinit {
        for index in 0..<count { VariantOps.clear(variables + index) }
        variables.deallocate()
        reversed.deallocate()
    }

    func valuesAfterwards() throws -> [Variant] {
        try (0..<count).map { index in
            let cell = reversed + (count - 1 - index)
            // The type word of a DECIMAL variable is not the callee's to keep.
            if cell.pointee.vt == VarType.decimal.byRef.rawValue { variables[index].vt = VarType.decimal.rawValue }
            return try Variant(copying: variables + index)
        }
    }
}
