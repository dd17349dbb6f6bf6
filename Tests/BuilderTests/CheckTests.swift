// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary

/// Every rule of the builder is broken once, and answered with the HRESULT that ICreateTypeInfo documents for it.
@Suite struct CheckTests {
    private let long = TypeDescription.basic(.i4)

    /// What `change` throws when it is made to a library, or what the library cannot be built for.
    private func failure(_ change: (inout TypeLibraryBuilder) throws -> Void) -> HResult? {
        var library = sample()
        do {
            try change(&library)
            _ = try library.build()
            return nil
        } catch {
            return (error as? TypeLibraryError)?.hresult
        }
    }

    /// What an interface with these functions cannot be made for.
    private func failure(_ functions: Function...) -> HResult? {
        failure { library in
            try library.addInterface("IOne", guid: guid(2), base: .dispatch, flags: .dual, functions: functions)
        }
    }

    // MARK: Names and GUIDs

    @Test(arguments: ["", "1st", "two words", "a.b", String(repeating: "x", count: 256)])
    func whatIsNoName(name: String) {
        #expect(failure { l in try l.addEnum(name, [:]) } == .E_INVALIDARG)
        #expect(failure(.method(name)) == .E_INVALIDARG)
        #expect(failure(.method("Do", [.in(name, long)])) == .E_INVALIDARG)
    }

    @Test func namesOfTypesAreUniqueWhateverTheirCase() {
        let code = failure { l in
            try l.addEnum("Color", [:])
            try l.addAlias("COLOR", of: long)
        }
        #expect(code == .TYPE_E_NAMECONFLICT)
    }

    @Test func aTypeMayGetAnotherName() throws {
        var library = sample()
        let type = try library.addEnum("Color", [:])
        try library.addEnum("Shape", [:])
        #expect(throws: TypeLibraryError.self) { try library.rename(type, "shape") }
        try library.rename(type, "Colour")
        try library.addEnum("Color", [:])
        #expect(try library.build().types.map(\.name) == ["Colour", "Shape", "Color"])
    }

    @Test func guidsAreUnique() {
        let code = failure { l in
            try l.addInterface("IOne", guid: guid(2), functions: [])
            try l.addInterface("ITwo", guid: guid(2), functions: [])
        }
        #expect(code == .TYPE_E_DUPLICATEID)
        #expect(
            failure { l in try l.addEnum("One", guid: guid(1), [:]) } == .TYPE_E_DUPLICATEID,
            "the library's GUID")
    }

    @Test func namesOfMembersAreUnique() {
        #expect(failure(.method("Do"), .method("do")) == .TYPE_E_AMBIGUOUSNAME)
        #expect(failure(.method("Do"), .propertyGet("Do", long)) == .TYPE_E_AMBIGUOUSNAME)
        #expect(failure(.method("Do", [.in("a", long), .in("A", long)])) == .TYPE_E_AMBIGUOUSNAME)
        #expect(failure { l in try l.addEnum("E", ["a": 1, "a": 2]) } == .TYPE_E_AMBIGUOUSNAME)
    }

    // MARK: MEMBERIDs

    @Test func memberIDsAreUnique() {
        #expect(failure(.method("A", id: 1), .method("B", id: 1)) == .TYPE_E_DUPLICATEID)
        #expect(
            failure(.propertyGet("A", id: 1, long), .propertyPut("B", id: 1, long)) == .TYPE_E_DUPLICATEID)
        let code = failure { l in
            try l.addDispinterface(
                "D", guid: guid(2), properties: [.property("A", id: 1, long)], methods: [.method("B", id: 1)])
        }
        #expect(code == .TYPE_E_DUPLICATEID)
    }

    /// The first function of a dual interface gets 0x60020000.
    @Test func aGivenIDMayBeOneThatIsAssigned() {
        #expect(failure(.method("A"), .method("B", id: 0x6002_0000)) == .TYPE_E_DUPLICATEID)
    }

    @Test func theIDOfTheNewValueIsReserved() {
        #expect(failure(.method("A", id: -3)) == .TYPE_E_INVALIDID)
    }

    // MARK: Properties

    @Test func accessorsOfAPropertyFitEachOther() {
        let inconsistent = HResult.TYPE_E_INCONSISTENTPROPFUNCS
        #expect(failure(.propertyGet("A", id: 1, long), .propertyPut("A", id: 2, long)) == inconsistent)
        #expect(
            failure(.propertyGet("A", long), .propertyPut("A", long, arguments: [.in("i", long)])) == inconsistent)
        var put = Function.propertyPut("A", long)
        put.parameters = []
        #expect(failure(put) == inconsistent)
        var get = Function.propertyGet("A", long)
        get.parameters = []
        #expect(failure(get) == inconsistent)
        get.returnType = long
        #expect(failure(get) == nil, "the value is the result")
        #expect(failure(.propertyGet("A", long), .propertyPut("A", long), .propertyPutRef("A", long)) == nil)
    }

    // MARK: Parameters

    @Test func theRetvalIsTheLastAndAnOutPointer() {
        #expect(failure(.method("A", [.retval("r", long), .in("a", long)])) == .E_INVALIDARG)
        #expect(
            failure(.method("A", [Parameter(name: "r", type: .pointer(long), flags: [.retval])])) == .E_INVALIDARG)
        #expect(
            failure(.method("A", [Parameter(name: "r", type: long, flags: [.out, .retval])])) == .E_INVALIDARG)
    }

    @Test func optionalParametersStandBehindTheOthers() {
        let optional = Parameter.in("a", .basic(.variant), flags: .optional)
        #expect(failure(.method("A", [optional, .in("b", long)])) == .E_INVALIDARG)
        #expect(failure(.method("A", [optional, .retval("b", long)])) == nil)
        #expect(failure(.propertyPut("A", long, arguments: [optional])) == nil)
    }

    @Test func aVarargFunctionTakesAnArray() {
        var function = Function.method("A", [.in("a", .safeArray(.basic(.variant)))])
        function.optionalCount = -1
        #expect(failure(function) == nil)
        function.parameters[0].type = long
        #expect(failure(function) == .E_INVALIDARG)
        function.optionalCount = 2
        #expect(failure(function) == .E_INVALIDARG)
    }

    @Test(arguments: [
        (VarType.i4, ConstantValue.bstr("x")), (.bstr, .integer(.i4, 1)), (.r8, .integer(.i4, 1)),
        (.bool, .integer(.i2, 1)), (.date, .r8(1)), (.dispatch, .integer(.i4, 1)),
    ])
    func aDefaultHasTheTypeOfItsParameter(type: VarType, value: ConstantValue) {
        #expect(failure(.method("A", [.in("a", .basic(type), default: value)])) == .TYPE_E_TYPEMISMATCH)
        #expect(failure(.method("A", [.in("a", .pointer(.basic(type)), default: value)])) == .TYPE_E_TYPEMISMATCH)
        #expect(failure(.method("A", [.in("a", .basic(.variant), default: value)])) == nil)
    }

    // MARK: Kinds

    @Test func membersBelongToKindsOfTypes() {
        let kinds: [TypeKind] = [.enum, .record, .union, .alias, .coclass]
        for kind in kinds {
            let code = failure { l in
                try l.add("T", kind) { type in try type.add(.method("A")) }
            }
            #expect(code == .TYPE_E_WRONGTYPEKIND)
        }
        for kind in [TypeKind.interface, .coclass, .alias, .enum] {
            let code = failure { l in
                try l.add("T", kind) { type in try type.add(.field("A", long)) }
            }
            #expect(code == .TYPE_E_WRONGTYPEKIND)
        }
    }

    @Test func whatASortOfTypeHasAlone() {
        #expect(failureOfEnum { type in try type.setAlias(long) } == .TYPE_E_WRONGTYPEKIND)
        #expect(failureOfEnum { type in try type.setPacking(4) } == .TYPE_E_WRONGTYPEKIND)
        #expect(failureOfEnum { type in try type.setDLLName("a.dll") } == .TYPE_E_WRONGTYPEKIND)
        #expect(failureOfEnum { type in try type.setFlags(.dual) } == .TYPE_E_WRONGTYPEKIND)
        #expect(failureOfEnum { type in try type.setFlags(.canCreate) } == .TYPE_E_WRONGTYPEKIND)
        #expect(failureOfEnum { type in try type.add(ImplementedType(.unknown)) } == .TYPE_E_WRONGTYPEKIND)
    }

    private func failureOfEnum(
        _ change: (inout TypeBuilder) throws -> Void
    ) -> HResult? {
        failure { library in try library.add("T", .enum, change) }
    }

    @Test func functionsHaveTheKindOfTheirType() {
        #expect(failure(.entry("A", .ordinal(1), returning: long)) == .TYPE_E_BADMODULEKIND)
        var method = Function.method("A")
        method.entry = .ordinal(1)
        #expect(failure(method) == .TYPE_E_BADMODULEKIND)
        let module = failure { l in
            try l.addModule("M", dllName: "m.dll", functions: [.method("A")])
        }
        #expect(module == .TYPE_E_BADMODULEKIND)
        let dispinterface = failure { l in
            try l.add("D", .dispatch) { type in try type.add(.method("A")) }
        }
        #expect(dispinterface == .TYPE_E_BADMODULEKIND)
    }

    @Test func aModuleSaysWhereItsFunctionsAre() {
        let code = failure { l in
            try l.addModule("M", functions: [.entry("A", .ordinal(1), returning: long)])
        }
        #expect(code == .E_INVALIDARG)
    }

    @Test func constantsHaveValuesOfTheirType() {
        let mismatch = failure { l in
            try l.addModule("M", constants: [.constant("A", long, .bstr("x"))])
        }
        #expect(mismatch == .TYPE_E_TYPEMISMATCH)
        let missing = failure { l in
            try l.addModule("M", constants: [Variable(memberID: -1, name: "A", kind: .const, type: long)])
        }
        #expect(missing == .E_INVALIDARG)
    }

    // MARK: References

    @Test func referencesNameTypesThatFit() {
        let missing = failure { l in try l.addAlias("A", of: .userDefined(.local(7))) }
        #expect(missing == .TYPE_E_UNDEFINEDTYPE)
        let empty = failure { l in _ = try l.declare("A", .alias) }
        #expect(empty == .TYPE_E_UNDEFINEDTYPE)
        let base = failure { l in
            let record = try l.addRecord("R", fields: [])
            try l.addInterface("I", guid: guid(2), base: record, functions: [])
        }
        #expect(base == .TYPE_E_WRONGTYPEKIND)
        let implemented = failure { l in
            let record = try l.addRecord("R", fields: [])
            try l.addCoclass("C", guid: guid(2), interfaces: [ImplementedType(record)])
        }
        #expect(implemented == .TYPE_E_WRONGTYPEKIND)
        let module = failure { l in
            let module = try l.addModule("M")
            try l.addRecord("R", fields: [.field("m", .pointer(.userDefined(module)))])
        }
        #expect(module == .TYPE_E_WRONGTYPEKIND)
    }

    @Test func aDualInterfaceDerivesFromIDispatch() {
        let code = failure { l in
            try l.addInterface("I", guid: guid(2), base: .unknown, flags: .dual, functions: [])
        }
        #expect(code == .E_INVALIDARG)
    }

    @Test func aCoclassHasOneDefaultOfEachSide() {
        for flags in [ImplTypeFlags.default, [.default, .source]] {
            let code = failure { l in
                let a = try l.addInterface("IA", guid: guid(2), functions: [])
                let b = try l.addInterface("IB", guid: guid(3), functions: [])
                try l.addCoclass(
                    "C", guid: guid(4), interfaces: [ImplementedType(a, flags: flags), ImplementedType(b, flags: flags)])
            }
            #expect(code == .E_INVALIDARG)
        }
    }

    @Test func nothingContainsOrInheritsItself() {
        let interface = failure { l in
            let a = try l.declare("IA", .interface)
            let b = try l.addInterface("IB", guid: guid(2), base: a, functions: [])
            try l.update(a) { type in try type.add(ImplementedType(b)) }
        }
        #expect(interface == .TYPE_E_CIRCULARTYPE)
        let record = failure { l in
            let a = try l.declare("A", .record)
            let b = try l.addAlias("B", of: .cArray(.userDefined(a), bounds: [ArrayBound(count: 2)]))
            try l.update(a) { type in try type.add(.field("b", .userDefined(b))) }
        }
        #expect(record == .TYPE_E_CIRCULARTYPE)
    }

    @Test func sizesAreBounded() {
        let record = failure { l in
            let bounds = [ArrayBound(count: 65536), ArrayBound(count: 65536)]
            try l.addRecord("R", fields: [.field("a", .cArray(long, bounds: bounds))])
        }
        #expect(record == .TYPE_E_SIZETOOBIG)
        #expect(
            failure { l in
                try l.add("I", .interface) { type in
                    for index in 0...4096 { try type.add(.method("F\(index)")) }
                }
            } == .TYPE_E_SIZETOOBIG, "32768 bytes of vtable")
    }

    /// A change that throws leaves the builder as it was.
    @Test func aFailedChangeLeavesNothing() throws {
        var library = sample()
        #expect(throws: TypeLibraryError.self) { try library.addEnum("E", ["a": 1, "a": 2]) }
        #expect(library.types.isEmpty)
        let type = try library.addEnum("E", ["a": 1])
        #expect(throws: TypeLibraryError.self) {
            try library.update(type) { type in
                try type.add(.enumerator("b", 2))
                try type.updateVariable(at: 1) { $0.name = "A" }
            }
        }
        #expect(library.types[0].definition.variables.map(\.name) == ["a"])
    }
}
