// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import TestSupport
import Testing
import TypeLibrary

private final class Plain: ComObject, @unchecked Sendable {
    override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? { nil }
}

@Suite(.noLeaks)
struct VariantTests {
    @Test func literalsHaveTheTypesThatScriptsUse() {
        let values: [Variant] = [1, 2.5, true, "text", nil]
        #expect(values.map(\.varType) == [.i4, .r8, .bool, .bstr, .empty])
        #expect(Variant(5_000_000_000).varType == .i8)
        #expect(Variant(UInt8(1)).varType == .ui1)
        #expect(Variant.missing.isMissing && Variant.missing.varType == .error)
    }

    @Test func accessorsCoerce() {
        #expect(Variant("12").int == 12)
        #expect(Variant(2.5).int == 2)
        #expect(Variant("zwölf").int == nil)
        #expect(Variant(12).string == "12")
        #expect(Variant("True").bool == true)
        #expect(Variant.null.string == nil)
        #expect(Variant(Currency(scaled: 12_345)).double == 1.2345)
        #expect(Variant("1.25").decimal == DecimalNumber(1.25))
    }

    @Test func valuesAreEqualByTypeAndContent() throws {
        #expect(Variant("a") == Variant("a"))
        #expect(Variant("a") != Variant("b"))
        #expect(Variant(Int16(3)) != Variant(3))
        #expect(try Variant([1, "b"]) == Variant([1, "b"]))
        let object = Plain()
        let reference = try object.reference(IID_IUnknown)
        #expect(Variant(reference) == Variant(try object.reference(IID_IUnknown)))
        #expect(Variant(nil as ComReference?).varType == .dispatch)
    }

    @Test func aCopyOwnsItsOwnContent() throws {
        var source = try Variant("text").makeRaw()
        var copy = VARIANT()
        #expect(VariantOps.copy(&copy, &source) == .S_OK)
        #expect(copy.bstrVal != source.bstrVal)
        VariantOps.clear(&source)
        #expect(source.vt == 0)
        #expect(Variant(adopting: copy).string == "text")
    }

    @Test func aReferenceOwnsNothing() throws {
        var target = try Variant("text").makeRaw()
        defer { VariantOps.clear(&target) }
        withUnsafeMutablePointer(to: &target) { target in
            var reference = VARIANT()
            reference.pvarVal = target
            reference.vt = VarType.variant.byRef.rawValue
            var copy = VARIANT()
            #expect(VariantOps.copyIndirect(&copy, &reference) == .S_OK)
            #expect(Variant(adopting: copy) == "text")
            #expect(VariantOps.clear(&reference) == .S_OK)
            #expect(target.pointee.vt == VarType.bstr.rawValue)
        }
    }

    @Test func referencesBehindReferencesAreRefused() {
        var value = VARIANT()
        withUnsafeMutablePointer(to: &value) { value in
            var first = VARIANT()
            first.pvarVal = value
            first.vt = VarType.variant.byRef.rawValue
            withUnsafeMutablePointer(to: &first) { first in
                var second = VARIANT()
                second.pvarVal = first
                second.vt = VarType.variant.byRef.rawValue
                var result = VARIANT()
                #expect(VariantOps.copyIndirect(&result, &second) == .E_INVALIDARG)
            }
        }
        var null = VARIANT()
        null.vt = VarType.i4.byRef.rawValue
        var result = VARIANT()
        #expect(VariantOps.copyIndirect(&result, &null) == .E_INVALIDARG)
        #expect(VariantOps.changeType(&result, &null, .i4) == .E_INVALIDARG)
    }

    /// A reference that leads to itself, and a VARIANT that says that it holds itself.
    @Test func aReferenceToItselfIsRefusedEverywhere() {
        var value = VARIANT()
        withUnsafeMutablePointer(to: &value) { value in
            value.pointee.pvarVal = value
            value.pointee.vt = VarType.variant.byRef.rawValue
            var (result, one) = (VARIANT(), VARIANT())
            one.vt = VarType.i4.rawValue
            #expect(VariantOps.copyIndirect(&result, value) == .E_INVALIDARG)
            #expect(VariantOps.changeType(&result, value, .i4) == .E_INVALIDARG)
            #expect(VariantOps.changeType(&result, value, .bstr) == .E_INVALIDARG)
            #expect(VariantOps.add(value, &one, into: &result) == .DISP_E_BADVARTYPE)
            #expect(throws: COMError.self) { try VariantFormat.dateText(of: value, named: 0) }
            #expect(throws: COMError.self) { try VariantFormat.numberText(of: value, .number, NumberSettings()) }
            #expect(VariantOps.clear(value) == .S_OK)
        }
    }

    /// Each type by reference, as a value and as an array: copied, followed and cleared with what it owns.
    @Test(arguments: [
        VarType.i1, .ui1, .i2, .ui2, .i4, .ui4, .int, .uint, .i8, .ui8, .r4, .r8, .cy, .date, .bool, .error, .decimal, .bstr,
        .unknown, .dispatch,
    ])
    func everyTypeIsReadByReferenceAndAsAnArray(type: VarType) throws {
        let source: Variant =
            switch type {
            case .bstr: "text"
            case .error: Variant(HResult.E_FAIL)
            case .unknown, .dispatch: Variant(nil as ComReference?)
            default: try Variant(1).coerced(to: type)
            }
        var owned = type == .unknown ? try source.coerced(to: .unknown).makeRaw() : try source.makeRaw()
        defer { VariantOps.clear(&owned) }
        let expected = try Variant(copying: &owned)
        withUnsafeMutablePointer(to: &owned) { owned in
            var reference = VARIANT()
            // A DECIMAL lies over the whole VARIANT, every other value at its offset 8.
            reference.byref = UnsafeMutableRawPointer(owned) + (type == .decimal ? 0 : 8)
            reference.vt = type.byRef.rawValue
            var copy = VARIANT()
            #expect(VariantOps.copy(&copy, &reference) == .S_OK)
            #expect(copy.vt == type.byRef.rawValue && copy.byref == reference.byref)
            #expect(VariantOps.clear(&copy) == .S_OK)
            #expect(VariantOps.copyIndirect(&copy, &reference) == .S_OK)
            #expect(Variant(adopting: copy) == expected)
            var byVariant = VARIANT()
            byVariant.pvarVal = owned
            byVariant.vt = VarType.variant.byRef.rawValue
            var second = VARIANT()
            #expect(VariantOps.copyIndirect(&second, &byVariant) == .S_OK)
            #expect(Variant(adopting: second) == expected)
        }
        let array = try SafeArray(type, [expected])
        var whole = try Variant(array).makeRaw()
        defer { VariantOps.clear(&whole) }
        withUnsafeMutablePointer(to: &whole) { whole in
            var reference = VARIANT()
            reference.byref = UnsafeMutableRawPointer(whole) + 8
            reference.vt = type.array.byRef.rawValue
            var copy = VARIANT()
            #expect(VariantOps.copyIndirect(&copy, &reference) == .S_OK)
            #expect(copy.vt == type.array.rawValue && copy.parray != whole.pointee.parray)
            #expect(Variant(adopting: copy).elements == [expected])
        }
    }

    @Test(arguments: [15, 24, 0x1003, 0x8003, 0x2000, 0x4001, 0xFFF] as [UInt16])
    func anInvalidTypeIsRefusedEverywhere(type: UInt16) {
        var bad = VARIANT()
        bad.vt = type
        var result = VARIANT()
        #expect(VariantOps.clear(&bad) == .DISP_E_BADVARTYPE)
        #expect(VariantOps.copy(&result, &bad) == .DISP_E_BADVARTYPE)
        #expect(VariantOps.copyIndirect(&result, &bad) == .DISP_E_BADVARTYPE)
        #expect(VariantOps.changeType(&result, &bad, .bstr) == .DISP_E_BADVARTYPE)
        #expect(result.vt == 0)
    }

    @Test func conversionInPlaceReleasesTheOldValue() throws {
        var value = try Variant("42").makeRaw()
        withUnsafeMutablePointer(to: &value) { value in
            #expect(VariantOps.changeType(value, value, .i4) == .S_OK)
            #expect(value.pointee.lVal == 42)
            #expect(VariantOps.changeType(value, value, .bstr) == .S_OK)
            #expect(VariantOps.changeType(value, value, .dispatch) == .DISP_E_TYPEMISMATCH)
        }
        #expect(Variant(adopting: value) == "42")
    }

    @Test func arraysOfBytesAndTextChangeIntoEachOther() throws {
        let bytes = try Variant("ab").coerced(to: VarType.ui1.array)
        #expect(bytes.array?.numbers(UInt8.self) == [0x61, 0, 0x62, 0])
        #expect(try bytes.coerced(to: .bstr) == "ab")
        #expect(throws: COMError.self) { try bytes.coerced(to: VarType.i4.array) }
    }

    @Test func constantsOfALibraryBecomeValues() {
        #expect(Variant(ConstantValue.integer(.i2, -2)) == Variant(Int16(-2)))
        #expect(Variant(ConstantValue.integer(.bool, -1)) == true)
        #expect(Variant(ConstantValue.bstr("x")) == "x")
        #expect(Variant(ConstantValue.integer(.cy, 15_000)).currency == Currency(scaled: 15_000))
        // A file's number is never taken as a pointer.
        #expect(Variant(ConstantValue.raw(VarType.bstr, 7)).varType == .ui4)
        #expect(Variant(ConstantValue.raw(VarType.i4.byRef, 7)).varType == .ui4)
    }

    @Test func datesAreInTheLocalesForm() throws {
        let date = try #require(OleDate(year: 2003, month: 1, day: 2, second: 54_245)).date
        #expect(Variant(date: date).string == "1/2/2003 3:04:05 PM")
        var source = try Variant(date: date).makeRaw()
        var text = VARIANT()
        #expect(VariantOps.changeType(&text, &source, .bstr, locale: 0x7F) == .S_OK)
        #expect(Variant(adopting: text) == "01/02/2003 15:04:05")
    }

    @Test func everyDayComesBackFromItsDate() throws {
        for day in stride(from: -657_434, through: 2_958_465, by: 97) {
            let parts = try #require(OleDate(Double(day)))
            #expect(parts.date == Double(day))
        }
        #expect(OleDate(-1.25)?.date == -1.25)
        #expect(OleDate(0)?.weekday == 6)
        #expect(OleDate(2_958_466) == nil)
    }
}
