// SPDX-License-Identifier: Apache-2.0

import TestSupport
import CAutomation
import CAutomationLayout
import Testing

/// The headers against an independent reference: layout.tsv holds what the mingw-w64 headers give (generate-layout.sh).
@Suite struct LayoutTests {
    @Test func everySizeOffsetSlotConstantAndGUIDEqualsTheReference() throws {
        let ours = table()
        let reference = try referenceTable()
        #expect(reference.count > 1000)
        #expect(ours.count == reference.count)
        for (key, expected) in reference.sorted(by: { $0.key < $1.key }) where ours[key] != expected {
            Issue.record("\(key): \(ours[key] ?? "absent") here, \(expected) in the reference")
        }
        for key in ours.keys.sorted() where reference[key] == nil {
            Issue.record("\(key): not in layout.tsv; run generate-layout.sh")
        }
    }

    @Test func enumerationsUsedAsFieldsHaveFourBytes() {
        #expect(MemoryLayout<TYPEKIND>.size == 4)
        #expect(MemoryLayout<FUNCKIND>.size == 4)
        #expect(MemoryLayout<INVOKEKIND>.size == 4)
        #expect(MemoryLayout<CALLCONV>.size == 4)
        #expect(MemoryLayout<VARKIND>.size == 4)
        #expect(MemoryLayout<DESCKIND>.size == 4)
        #expect(MemoryLayout<SYSKIND>.size == 4)
    }

    @Test func swiftImportsTheSameLayout() {
        #expect(MemoryLayout<GUID>.size == 16)
        #expect(MemoryLayout<VARIANT>.size == 24)
        #expect(MemoryLayout<DECIMAL>.size == 16)
        #expect(MemoryLayout<SAFEARRAY>.size == 32)
        #expect(MemoryLayout<TYPEATTR>.size == 96)
        #expect(MemoryLayout<FUNCDESC>.size == 88)
        #expect(MemoryLayout<VARDESC>.size == 64)
        #expect(MemoryLayout<IUnknown>.size == 8)
        #expect(MemoryLayout<ITypeInfo2Vtbl>.size == 37 * 8)
        #expect(MemoryLayout<FUNCDESC>.offset(of: \.elemdescFunc) == 48)
        #expect(MemoryLayout<TYPEATTR>.offset(of: \.typekind) == 44)
    }

    @Test func swiftReachesTheMembersOfAnonymousUnions() {
        var variant = VARIANT()
        variant.vt = VARTYPE(VT_I4.rawValue)
        variant.lVal = -2
        #expect(variant.llVal == 0xFFFF_FFFE)
        #expect(variant.decVal.wReserved == 3)
        var type = TYPEDESC()
        type.hreftype = 7
        #expect(Int(bitPattern: type.lptdesc) == 7)
        var variable = VARDESC()
        variable.oInst = 16
        #expect(Int(bitPattern: variable.lpvarValue) == 16)
        var element = ELEMDESC()
        element.paramdesc.wParamFlags = USHORT(PARAMFLAG_FOUT)
        #expect(element.idldesc.wIDLFlags == 2)
    }

    @Test func swiftFillsAndCallsAVtable() {
        var vtable = IUnknownVtbl(
            QueryInterface: { _, _, object in
                object?.pointee = nil
                return HRESULT(bitPattern: 0x8000_4002)
            },
            AddRef: { _ in 2 },
            Release: { _ in 1 })
        withUnsafePointer(to: &vtable) { table in
            var object = IUnknown(lpVtbl: table)
            var result = UnsafeMutableRawPointer(bitPattern: 8)
            var iid = IID_IDispatch
            #expect(object.lpVtbl.pointee.AddRef(&object) == 2)
            #expect(object.lpVtbl.pointee.QueryInterface(&object, &iid, &result) == -0x7FFF_BFFE)
            #expect(result == nil)
        }
    }

    // MARK: The two tables, as ["group name": "value"]

    private func table() -> [String: String] {
        var count = 0
        let entries = UnsafeBufferPointer(start: layout_entries(&count), count: count)
        var result: [String: String] = [:]
        for entry in entries {
            let value = entry.guid.map { guidText(UnsafeBufferPointer(start: $0, count: 16)) } ?? String(entry.value)
            result["\(String(cString: entry.group)) \(String(cString: entry.name))"] = value
        }
        return result
    }

    private func referenceTable() throws -> [String: String] {
        let text = try readFile(siblingOfThisFile("layout.tsv"))
        var result: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let columns = line.split(separator: "\t")
            try #require(columns.count == 3, "layout.tsv: \(line)")
            result["\(columns[0]) \(columns[1])"] = String(columns[2])
        }
        return result
    }

    /// The text of a GUID from its bytes in memory: the first three fields are integers in the machine's order.
    private func guidText(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        let order = [3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15]
        let digits = Array("0123456789ABCDEF")
        var text = ""
        for index in order {
            if index < 0 {
                text.append("-")
            } else {
                text.append(digits[Int(bytes[index] >> 4)])
                text.append(digits[Int(bytes[index] & 15)])
            }
        }
        return text
    }
}
