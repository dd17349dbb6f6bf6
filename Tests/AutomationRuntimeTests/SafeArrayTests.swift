// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import TestSupport
import Testing
import TypeLibrary

@Suite(.noLeaks)
struct SafeArrayTests {
    static let types: [VarType] = [
        .i1, .ui1, .i2, .ui2, .i4, .ui4, .int, .uint, .i8, .ui8, .r4, .r8, .cy, .date, .bstr, .dispatch, .unknown, .error,
        .bool, .variant, .decimal,
    ]

    @Test(arguments: types)
    func everyElementTypeBeginsAsZeroAndCopies(type: VarType) throws {
        let array = try SafeArray(type, bounds: [ArrayBound(count: 3, lower: -1)])
        #expect(array.elementType == type)
        #expect(array.count == 3)
        #expect(try Variant(array).varType == type.array)
        #expect(try Variant(array).array == array)
        #expect(throws: COMError.self) { try array.element(at: [2]) }
        _ = try array.element(at: [-1])
    }

    @Test(arguments: [VarType.empty, .null, .void, .record, .userdefined, .clsid])
    func otherTypesAreRefused(type: VarType) {
        #expect(throws: COMError.self) { try SafeArray(type, bounds: [ArrayBound(count: 1)]) }
    }

    @Test func theLeftmostIndexRunsFastest() throws {
        var array = try SafeArray(.i4, bounds: [ArrayBound(count: 2, lower: 1), ArrayBound(count: 3, lower: 10)])
        for row in 1...2 as ClosedRange<Int32> {
            for column in 10...12 as ClosedRange<Int32> { try array.set(Variant(row * 100 + column), at: [row, column]) }
        }
        #expect(array.numbers(Int32.self) == [110, 210, 111, 211, 112, 212])
        #expect(array.bounds == [ArrayBound(count: 2, lower: 1), ArrayBound(count: 3, lower: 10)])
        // In the descriptor the last dimension comes first.
        array.withRaw { raw in #expect(raw.pointee.rgsabound.cElements == 3) }
        #expect(try array.element(at: [2, 11]) == Variant(Int32(211)))
        #expect(throws: COMError.self) { try array.element(at: [11, 2]) }
        #expect(throws: COMError.self) { try array.element(at: [1]) }
    }

    @Test func dimensionsWhoseProductOverflowsAreRefused() {
        let huge = ArrayBound(count: .max)
        #expect(throws: COMError.self) { try SafeArray(.i4, bounds: [huge, huge, huge]) }
        #expect(throws: COMError.self) { try SafeArray(.variant, bounds: [ArrayBound(count: 0x1000_0000), ArrayBound(count: 16)]) }
        #expect(throws: COMError.self) { try SafeArray(.i4, bounds: []) }
    }

    @Test func aDescriptorWithImpossibleBoundsHasNoElements() throws {
        let array = try SafeArrayMemory.create(.bstr, bounds: [ArrayBound(count: 1), ArrayBound(count: 1), ArrayBound(count: 1)])
        let bounds = SafeArrayMemory.mutableBounds(array)
        for index in bounds.indices { bounds[index].cElements = .max }
        #expect(SafeArrayMemory.elementCount(array) == 0)
        #expect(SafeArrayMemory.element(array, [1, 1, 1]) == nil)
        for index in bounds.indices { bounds[index].cElements = 1 }
        #expect(SafeArrayMemory.destroy(array) == 0)
    }

    @Test func elementsAreOwnedByTheArray() throws {
        var array = try SafeArray(["a", 1, nil])
        let copy = array
        try array.set("changed", at: [0])
        #expect(copy.elements == ["a", 1, nil])
        #expect(array.elements == ["changed", 1, nil])
        let nested = try SafeArray([try Variant(array), try Variant(copy)])
        #expect(nested.elements[1].elements == ["a", 1, nil])
    }

    @Test func elementsAreCoercedToTheArraysType() throws {
        #expect(try SafeArray(.i2, ["12", 3.5, true]).numbers(Int16.self) == [12, 4, -1])
        #expect(try SafeArray(.bstr, [1, "b"]).elements == ["1", "b"])
        #expect(try SafeArray(.decimal, ["1.5"]).elements[0].decimal == DecimalNumber(1.5))
        let failure = #expect(throws: COMError.self) { try SafeArray(.i2, [1, "x"]) }
        #expect(failure?.hresult == .DISP_E_TYPEMISMATCH)
        #expect(failure?.message?.contains("element 1") == true)
    }

    @Test func redimKeepsWhatRemains() throws {
        var array = try SafeArray(["a", "b", "c"])
        try array.redim(ArrayBound(count: 2, lower: 5))
        #expect(array.elements == ["a", "b"])
        try array.redim(ArrayBound(count: 4))
        #expect(array.elements == ["a", "b", nil, nil])
        try array.redim(ArrayBound(count: 0))
        #expect(array.elements.isEmpty)
        #expect(throws: COMError.self) { try array.redim(ArrayBound(count: .max)) }
    }

    @Test func deeplyNestedArraysAreDestroyedAndNotCopied() throws {
        var innermost = VARIANT()
        for _ in 0..<100_000 {
            let array = try SafeArrayMemory.create(.variant, bounds: [ArrayBound(count: 1)])
            array.pointee.pvData.assumingMemoryBound(to: VARIANT.self).pointee = innermost
            innermost = VARIANT()
            innermost.parray = array
            innermost.vt = VarType.variant.array.rawValue
        }
        var copy = VARIANT()
        #expect(VariantOps.copy(&copy, &innermost) == .E_OUTOFMEMORY)
        #expect(VariantOps.clear(&innermost) == .S_OK)
    }

    /// Arrays that hold themselves or each other, which nobody may make: they end when the one that is destroyed ends.
    @Test func arraysInACircleAreDestroyedAndNotCopied() throws {
        func makeArray() throws -> SafeArrayPointer {
            try SafeArrayMemory.create(.variant, bounds: [ArrayBound(count: 3)])
        }
        func put(_ inner: SafeArrayPointer, in outer: SafeArrayPointer, _ index: Int) {
            let element = outer.pointee.pvData.assumingMemoryBound(to: VARIANT.self) + index
            element.pointee.parray = inner
            element.pointee.vt = VarType.variant.array.rawValue
        }
        let itself = try makeArray()
        put(itself, in: itself, 0)
        put(itself, in: itself, 2)
        #expect(throws: COMError.self) { try SafeArrayMemory.copy(itself) }
        #expect(SafeArrayMemory.destroy(itself) == 0)

        // first → second ↔ third, and both hold the first; third is held twice.
        let (first, second, third) = (try makeArray(), try makeArray(), try makeArray())
        put(second, in: first, 0)
        put(third, in: second, 0)
        put(third, in: second, 1)
        put(second, in: third, 1)
        put(first, in: third, 2)
        (third.pointee.pvData.assumingMemoryBound(to: VARIANT.self)).pointee = try Variant("text").makeRaw()
        #expect(throws: COMError.self) { try SafeArrayMemory.copy(first) }
        var value = VARIANT()
        value.parray = first
        value.vt = VarType.variant.array.rawValue
        #expect(VariantOps.clear(&value) == .S_OK)
    }

    /// A locked array inside of another stays with its locker, who destroys it later.
    @Test func aLockedArrayInsideStays() throws {
        let outer = try SafeArrayMemory.create(.variant, bounds: [ArrayBound(count: 1)])
        let inner = try SafeArrayMemory.create(.bstr, bounds: [ArrayBound(count: 1)])
        let element = outer.pointee.pvData.assumingMemoryBound(to: VARIANT.self)
        element.pointee.parray = inner
        element.pointee.vt = VarType.bstr.array.rawValue
        #expect(SafeArrayMemory.lock(inner) == 0)
        #expect(SafeArrayMemory.destroy(outer) == 0)
        #expect(SafeArrayMemory.unlock(inner) == 0)
        #expect(SafeArrayMemory.destroy(inner) == 0)
    }

    @Test(arguments: [VarType.intPtr, .uintPtr])
    func pointerSizedIntegersAreElements(type: VarType) throws {
        var array = try SafeArray(type, bounds: [ArrayBound(count: 2)])
        try array.set(7, at: [1])
        #expect(array.elementType == type)
        #expect(try array.element(at: [1]).int == 7)
    }

    @Test func aLockedArrayStays() throws {
        let array = try SafeArrayMemory.create(.bstr, bounds: [ArrayBound(count: 1)])
        #expect(SafeArrayMemory.lock(array) == 0)
        var value = VARIANT()
        value.parray = array
        value.vt = VarType.bstr.array.rawValue
        #expect(VariantOps.clear(&value) == .DISP_E_ARRAYISLOCKED)
        #expect(SafeArrayMemory.redim(array, SAFEARRAYBOUND(cElements: 2, lLbound: 0)) == HResult.DISP_E_ARRAYISLOCKED.rawValue)
        #expect(SafeArrayMemory.unlock(array) == 0)
        #expect(SafeArrayMemory.unlock(array) == HResult.E_UNEXPECTED.rawValue)
        #expect(VariantOps.clear(&value) == .S_OK)
    }

    @Test func getAndPutPassStringsThemselves() throws {
        let array = try SafeArrayMemory.create(.bstr, bounds: [ArrayBound(count: 2, lower: 1)])
        defer { SafeArrayMemory.destroy(array) }
        let text = try #require(BString.allocate("x"))
        defer { BString.free(text) }
        var index: Int32 = 2
        #expect(SafeArrayMemory.putElement(array, &index, text) == 0)
        #expect(SafeArrayMemory.putElement(array, &index, text) == 0)
        var got: BSTR?
        #expect(SafeArrayMemory.getElement(array, &index, into: &got) == 0)
        #expect(got != text)
        #expect(BString.take(got) == "x")
        index = 3
        #expect(SafeArrayMemory.putElement(array, &index, text) == HResult.DISP_E_BADINDEX.rawValue)
    }

    @Test func theTypeStandsBeforeTheDescriptor() throws {
        let numbers = try SafeArray(numbers: [1, 2] as [Int16])
        numbers.withRaw { raw in
            #expect((UnsafeRawPointer(raw) - 4).load(as: UInt32.self) == 2)
            #expect(raw.pointee.fFeatures == UInt16(FADF_HAVEVARTYPE))
        }
        let objects = try SafeArray(.dispatch, bounds: [ArrayBound(count: 1)])
        objects.withRaw { raw in
            #expect(SafeArrayMemory.iid(raw) == IID_IDispatch)
            #expect(raw.pointee.fFeatures == UInt16(FADF_HAVEIID | FADF_DISPATCH))
        }
    }
}
