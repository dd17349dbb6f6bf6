// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import TestSupport
import Testing
import TypeLibrary

/// `Inner { long number; BSTR text; }` and `Outer { Inner inner; VARIANT value; double numbers[3]; IUnknown *object; }`
private func makeLibrary() -> TypeLibrary {
    let inner = TypeDefinition(
        name: "Inner", kind: .record, guid: GUID("33333333-0000-0000-0000-000000000001")!, instanceSize: 16, alignment: 8,
        variables: [
            Variable(memberID: 0x4000_0000, name: "number", type: .basic(.i4)),
            Variable(memberID: 0x4000_0001, name: "text", type: .basic(.bstr), instanceOffset: 8),
        ])
    let outer = TypeDefinition(
        name: "Outer", kind: .record, instanceSize: 72, alignment: 8,
        variables: [
            Variable(memberID: 0x4000_0000, name: "inner", type: .userDefined(.local(0))),
            Variable(memberID: 0x4000_0001, name: "value", type: .basic(.variant), instanceOffset: 16),
            Variable(
                memberID: 0x4000_0002, name: "numbers", type: .cArray(.basic(.r8), bounds: [ArrayBound(count: 3)]),
                instanceOffset: 40),
            Variable(memberID: 0x4000_0003, name: "object", type: .basic(.unknown), instanceOffset: 64),
        ])
    let circular = TypeDefinition(
        name: "Circular", kind: .record, instanceSize: 8, alignment: 8,
        variables: [Variable(memberID: 0, name: "self", type: .userDefined(.local(2)))])
    return TypeLibrary(LibraryDefinition(attributes: LibraryAttributes(name: "Records"), types: [inner, outer, circular]))
}

private struct Record: ~Copyable {
    let info: RecordInfoObject
    let memory: UnsafeMutableRawPointer

    init(_ info: RecordInfoObject) throws {
        self.info = info
        memory = try info.makeRecord()
    }

    deinit { info.destroy(memory) }

    private func call(_ name: String, _ body: (UnsafeMutablePointer<IRecordInfo>, IRecordInfoVtbl, UnsafePointer<UInt16>) -> Int32) throws {
        let units = Array(name.utf16) + [0]
        try info.reference(IID_IRecordInfo).withPointer(as: IRecordInfo.self) { this in
            try COMError.check(units.withUnsafeBufferPointer { body(this, this.pointee.lpVtbl.pointee, $0.baseAddress!) })
        }
    }

    func get(_ name: String) throws -> Variant {
        var result = VARIANT()
        try call(name) { $1.GetField($0, memory, $2, &result) }
        return Variant(adopting: result)
    }

    func put(_ name: String, _ value: Variant) throws {
        var raw = try value.makeRaw()
        defer { VariantOps.clear(&raw) }
        try call(name) { $1.PutField($0, 4, memory, $2, &raw) }
    }
}

@Suite(.noLeaks)
struct RecordTests {
    @Test func fieldsAreCopiedInAndOut() throws {
        let record = try Record(RecordInfoObject(makeLibrary().typeInfo(named: "Outer")))
        try record.put("value", "text")
        try record.put("VALUE", "changed")
        #expect(try record.get("value") == "changed")
        #expect(try record.get("object") == Variant(nil as ComReference?).coerced(to: .unknown))
        #expect(try record.get("numbers").array?.numbers(Double.self) == [0, 0, 0])
        #expect(throws: COMError(.TYPE_E_FIELDNOTFOUND)) { try record.get("nothing") }
        #expect(throws: COMError(.DISP_E_TYPEMISMATCH)) { try record.put("object", 5) }
    }

    @Test func aRecordInARecordIsARecordOfItsOwn() throws {
        let library = makeLibrary()
        let outer = try Record(RecordInfoObject(library.typeInfo(named: "Outer")))
        let info = try RecordInfoObject(library.typeInfo(named: "Inner"))
        let inner = try Record(info)
        try inner.put("number", "42")
        try inner.put("text", "deep")
        // The VARIANT borrows the record for the call.
        var raw = VARIANT()
        raw.pvRecord = inner.memory
        raw.pRecInfo = info.retainedInterface(IID_IRecordInfo)?.assumingMemoryBound(to: IRecordInfo.self)
        raw.vt = VarType.record.rawValue
        try outer.put("inner", try Variant(copying: &raw))
        comRelease(raw.pRecInfo)
        let back = try outer.get("inner")
        #expect(back.varType == .record)
        try back.withRaw { raw in
            let memory = try #require(raw.pointee.pvRecord)
            #expect(memory.load(as: Int32.self) == 42)
            #expect(BString.string(memory.load(fromByteOffset: 8, as: BSTR?.self)) == "deep")
        }
    }

    @Test func variantsAndArraysOwnTheirRecords() throws {
        let info = try RecordInfoObject(makeLibrary().typeInfo(named: "Inner"))
        let value = try info.makeVariant()
        var copy = try value.makeRaw()
        #expect(VariantOps.clear(&copy) == .S_OK)
        let array = try info.reference(IID_IRecordInfo).withPointer(as: IRecordInfo.self) { pointer in
            try SafeArrayMemory.create(.record, bounds: [ArrayBound(count: 3)], recordInfo: pointer)
        }
        #expect(array.pointee.cbElements == 16)
        let first = try #require(array.pointee.pvData)
        (first + 8).storeBytes(of: BString.allocate("owned"), as: BSTR?.self)
        let second = try #require(try SafeArrayMemory.copy(array))
        #expect(BString.string((second.pointee.pvData + 8).load(as: BSTR?.self)) == "owned")
        #expect(SafeArrayMemory.destroy(array) == 0)
        var records = SafeArray(adopting: second)
        let owned = try records.element(at: [0])
        #expect(owned.varType == .record)
        try records.set(owned, at: [2])
        #expect(throws: COMError.self) { try records.set(5, at: [1]) }
    }

    @Test func aRecordKnowsItsNameAndFields() throws {
        let library = makeLibrary()
        let info = try RecordInfoObject(library.typeInfo(named: "Inner"))
        let same = try RecordInfoObject(library.typeInfo(named: "Inner")).reference(IID_IRecordInfo)
        let other = try RecordInfoObject(library.typeInfo(named: "Outer")).reference(IID_IRecordInfo)
        try info.reference(IID_IRecordInfo).withPointer(as: IRecordInfo.self) { this in
            let functions = this.pointee.lpVtbl.pointee
            var count: UInt32 = 0
            #expect(functions.GetFieldNames(this, &count, nil) == 0)
            #expect(count == 2)
            var names = [BSTR?](repeating: nil, count: 2)
            #expect(functions.GetFieldNames(this, &count, &names) == 0)
            #expect(names.map { BString.take($0) } == ["number", "text"])
            same.withPointer(as: IRecordInfo.self) { #expect(functions.IsMatchingType(this, $0) == 1) }
            other.withPointer(as: IRecordInfo.self) { #expect(functions.IsMatchingType(this, $0) == 0) }
            #expect(functions.IsMatchingType(this, nil) == 0)
        }
    }

    @Test func aTypeThatIsNoRecordOrContainsItselfIsRefused() throws {
        let library = makeLibrary()
        #expect(throws: COMError.self) { try RecordInfoObject(library.typeInfo(named: "Circular")) }
    }

    /// Each record holds the one before twice, in the same bytes or in none: a copy would look at 2^30 values.
    @Test(arguments: [UInt32(0), 4])
    func recordsThatHoldEachOtherInTheSameBytesAreRefused(_ size: UInt32) throws {
        var types = [
            TypeDefinition(
                name: "R0", kind: .record, instanceSize: size, alignment: 1,
                variables: size == 0 ? [] : [Variable(memberID: 0, name: "x", type: .basic(.i4))])
        ]
        for level in 1...30 {
            let part = TypeDescription.userDefined(.local(level - 1))
            types.append(
                TypeDefinition(
                    name: "R\(level)", kind: .record, instanceSize: size, alignment: 1,
                    variables: [
                        Variable(memberID: 0, name: "a", type: part), Variable(memberID: 1, name: "b", type: part),
                    ]))
        }
        let library = TypeLibrary(LibraryDefinition(attributes: LibraryAttributes(name: "Hostile"), types: types))
        #expect(throws: COMError.self) { try RecordInfoObject(library.typeInfo(named: "R30")) }
        #expect(throws: Never.self) { _ = try Record(RecordInfoObject(library.typeInfo(named: "R5"))) }
    }
}
