// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import TestSupport
import Testing

/// An object whose default property has a value, which may be an object again.
private final class Valued: ComObject, @unchecked Sendable {
    let value: Variant?

    init(_ value: Variant?) {
        self.value = value
        super.init(controllingUnknown: nil)
        addInterface(vtable: Valued.vtable)
    }

    override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? { iid == IID_IDispatch ? unknown : nil }

    func variant() throws -> Variant { Variant(try reference(IID_IDispatch)) }

    nonisolated(unsafe) static let vtable: UnsafeRawPointer = {
        var table = IDispatchVtbl()
        table.Invoke = { this, id, _, _, flags, _, result, _, _ in
            guard id == 0, flags & 2 != 0, let object = ComObject.object(from: this) as? Valued, let value = object.value
            else { return HResult.DISP_E_MEMBERNOTFOUND.rawValue }
            do {
                result?.initialize(to: try value.makeRaw())
                return 0
            } catch {
                return COMError(any: error).hresult.rawValue
            }
        }
        return makeVTable(table)
    }()
}

@Suite(.noLeaks)
struct VariantArithmeticTests {
    /// The HRESULT of what fails, whatever its message.
    private func code(_ body: () throws -> Any) -> HResult? {
        do {
            _ = try body()
            return nil
        } catch {
            return COMError(any: error).hresult
        }
    }

    @Test func resultsHaveTheTypesOfBasic() throws {
        #expect(try Variant(2).adding(3) == 5)
        #expect(try Variant("a").adding("b") == "ab")
        #expect(try Variant("2").adding(3) == 5.0)
        #expect(try Variant(Int32.max).adding(Variant(Int32(1))) == 2_147_483_648.0)
        #expect(try Variant(Int16.max).adding(Variant(Int16(1))) == 32_768)
        #expect(try Variant(UInt8(200)).multiplied(by: Variant(UInt8(2))) == Variant(Int16(400)))
        #expect(try Variant(7).divided(by: 2) == 3.5)
        #expect(try Variant(7).integerQuotient(dividingBy: 2) == 3)
        #expect(try Variant(-7).remainder(dividingBy: 4) == -3)
        #expect(try Variant(2).raised(to: 10) == 1024.0)
        #expect(try Variant(date: 36_526).subtracting(Variant(date: 36_525)) == 1.0)
        #expect(try Variant(Currency(scaled: 15_000)).multiplied(by: 2).currency == Currency(scaled: 30_000))
        #expect(try Variant("0.1").coerced(to: .decimal).adding(Variant("0.2").coerced(to: .decimal)).string == "0.3")
        #expect(try Variant("a").joined(with: true) == "aTrue")
        #expect(try Variant.null.adding(1) == .null)
        #expect(try Variant(true).and(Variant(false)) == false)
        #expect(try Variant(6).xor(3) == 5)
        #expect(try Variant(6).equivalence(3) == -6)
        #expect(try Variant(6).or(1) == 7)
        #expect(try Variant(false).implies(false) == true)
        #expect(try Variant(-2.5).floor() == -3.0)
        #expect(try Variant(-2.5).truncated() == -2.0)
        #expect(try Variant(2.5).rounded(places: 0) == 2.0)
        #expect(try Variant(-2.5).absolute() == 2.5)
        #expect(try Variant(5).negated() == -5)
        #expect(try Variant(true).inverted() == false)
        #expect(try Variant(2).compare(to: 2.5) == .less)
        #expect(try Variant("b").compare(to: "B", flags: .ignoreCase) == .equal)
    }

    @Test func errorsNameTheOperands() {
        #expect(code { try Variant(1).divided(by: 0) } == .DISP_E_DIVBYZERO)
        #expect(code { try Variant("x").adding(1) } == .DISP_E_TYPEMISMATCH)
        #expect(code { try Variant(UInt32(1)).adding(1) } == .DISP_E_BADVARTYPE)
        #expect(code { try Variant([1]).adding(1) } == .DISP_E_BADVARTYPE)
        #expect(code { try Variant(1e308).multiplied(by: 10.0) } == .DISP_E_OVERFLOW)
        #expect(code { try Variant(1.5).rounded(places: -1) } == .E_INVALIDARG)
    }

    @Test func anObjectStandsForItsValue() throws {
        let five = try Valued(5).variant()
        #expect(try five.adding(2) == 7)
        #expect(try Variant(2).multiplied(by: five) == 10)
        #expect(try five.divided(by: five) == 1.0)
        #expect(try five.integerQuotient(dividingBy: 2) == 2)
        #expect(try five.and(4) == 4)
        #expect(try five.xor(Variant(4)) == 1)
        #expect(try five.negated() == -5)
        #expect(try Valued("text").variant().joined(with: five) == "text5")
        // VT_NULL and an object: the object is not asked.
        #expect(try Valued(nil).variant().adding(.null) == .null)
    }

    @Test func anObjectWithoutAValueIsAMismatch() throws {
        let mute = try Valued(nil).variant()
        let nested = try Valued(Valued(5).variant()).variant()
        for object in [mute, nested, Variant(nil as ComReference?)] {
            #expect(code { try object.adding(1) } == .DISP_E_TYPEMISMATCH)
            #expect(code { try Variant("a").joined(with: object) } == .DISP_E_TYPEMISMATCH)
            #expect(code { try object.or(1) } == .DISP_E_TYPEMISMATCH)
            #expect(code { try object.negated() } == .DISP_E_TYPEMISMATCH)
        }
    }

    @Test func aResultMayBeAnOperand() throws {
        var value = try Variant(20).makeRaw()
        let status = withUnsafeMutablePointer(to: &value) { VariantOps.add($0, $0, into: $0) }
        #expect(status == .S_OK)
        #expect(value.lVal == 40)
    }

    @Test func referencesAndArraysAreRefused() throws {
        var number: Int32 = 5
        withUnsafeMutablePointer(to: &number) { number in
            var reference = VARIANT()
            reference.byref = UnsafeMutableRawPointer(number)
            reference.vt = VarType.i4.byRef.rawValue
            var (one, result) = (VARIANT(), VARIANT())
            one.lVal = 1
            one.vt = VarType.i4.rawValue
            let functions: [(VariantPointer, VariantPointer, VariantPointer) -> HResult] = [
                { VariantOps.add($0, $1, into: $2) }, { VariantOps.subtract($0, $1, into: $2) },
                { VariantOps.multiply($0, $1, into: $2) }, { VariantOps.divide($0, $1, into: $2) },
                { VariantOps.divideIntegers($0, $1, into: $2) }, { VariantOps.remainder($0, $1, into: $2) },
                { VariantOps.power($0, $1, into: $2) }, { VariantOps.and($0, $1, into: $2) },
                { VariantOps.or($0, $1, into: $2) }, { VariantOps.xor($0, $1, into: $2) },
                { VariantOps.equivalence($0, $1, into: $2) }, { VariantOps.implication($0, $1, into: $2) },
                { VariantOps.joinTexts($0, $1, into: $2) },
            ]
            for function in functions {
                #expect(function(&reference, &one, &result) == .DISP_E_BADVARTYPE)
                #expect(function(&one, &reference, &result) == .DISP_E_BADVARTYPE)
            }
            #expect(result.vt == 0)
        }
    }

    /// VT_HARDTYPE: which of two values has its type for certain decides how a text and a number are compared.
    @Test(arguments: [(false, false, 2), (true, false, 0), (false, true, 2), (true, true, 2)])
    func aTextAndANumberAreComparedByWhatIsDeclared(textIsHard: Bool, numberIsHard: Bool, expected: Int32) throws {
        var text = try Variant("10").makeRaw()
        defer {
            text.vt = VarType.bstr.rawValue
            VariantOps.clear(&text)
        }
        var number = try Variant(9).makeRaw()
        if textIsHard { text.vt |= 0x8000 }
        if numberIsHard { number.vt |= 0x8000 }
        #expect(try VariantOps.compare(&text, &number).rawValue == expected)
    }

    @Test(arguments: [
        ("co-op", "coop", 2), ("coop", "co-op", 0), ("cote", "coté", 0), ("coté", "cotf", 0), ("a", "B", 0), ("Z", "a", 2),
        ("a", "A", 0), ("_", "1", 0), ("é", "e", 2), ("ab", "a b", 2),
    ])
    func textsAreOrderedAsWords(left: String, right: String, expected: Int32) throws {
        #expect(try Variant(left).compare(to: Variant(right)).rawValue == expected)
    }
}
