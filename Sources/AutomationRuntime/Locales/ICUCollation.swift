// SPDX-License-Identifier: Apache-2.0
//
// The order of texts in locales other than en-US, and of scripts other than the Latin one, from ICU's collation. Hyphens and apostrophes
// are left out first and decide last, as in Windows's word sort: ICU has no such rule.

import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Collators of ICU, one for each language and set of flags, made when first needed.
final class ICUCollation: Sendable {
    /// nil if there is no ICU.
    static let shared = ICUCollation()

    // ucol.h
    private typealias Status = UnsafeMutablePointer<Int32>
    private typealias Open = @convention(c) (UnsafePointer<CChar>?, Status) -> OpaquePointer?
    private typealias Close = @convention(c) (OpaquePointer?) -> Void
    private typealias SetAttribute = @convention(c) (OpaquePointer?, Int32, Int32, Status) -> Void
    private typealias SetMaxVariable = @convention(c) (OpaquePointer?, Int32, Status) -> Void
    private typealias Compare = @convention(c) (
        OpaquePointer?, UnsafePointer<UInt16>?, Int32, UnsafePointer<UInt16>?, Int32
    ) -> Int32

    private let open: Open
    private let close: Close
    private let setAttribute: SetAttribute
    private let setMaxVariable: SetMaxVariable
    private let collate: Compare
    private let locales: ICULocales

    private struct Key: Hashable {
        var locale: String
        var flags: UInt32
    }
    /// Addresses of collators, 0 for one that cannot be made. A collator that nobody changes any more serves every thread.
    private let collators = Mutex<[Key: UInt]>([:])

    private init?() {
        guard let locales = ICULocales.shared, let open = locales.function("ucol_open", Open.self),
            let close = locales.function("ucol_close", Close.self),
            let setAttribute = locales.function("ucol_setAttribute", SetAttribute.self),
            let setMaxVariable = locales.function("ucol_setMaxVariable", SetMaxVariable.self),
            let collate = locales.function("ucol_strcoll", Compare.self)
        else { return nil }
        (self.locales, self.open, self.close) = (locales, open, close)
        (self.setAttribute, self.setMaxVariable, self.collate) = (setAttribute, setMaxVariable, collate)
    }

    /// -1, 0 or 1 in the order of a language; nil if ICU does not know it.
    func compare(
        _ a: UnsafeBufferPointer<UInt16>, _ b: UnsafeBufferPointer<UInt16>, language: UInt32, _ flags: TextComparisonFlags
    ) -> Int? {
        guard let name = locales.name(of: language), let collator = collator(name, flags) else { return nil }
        let (left, right) = (Words(a, flags), Words(b, flags))
        let order = left.units.withUnsafeBufferPointer { left in
            right.units.withUnsafeBufferPointer { right in
                collate(collator, left.baseAddress, Int32(clamping: left.count), right.baseAddress, Int32(clamping: right.count))
            }
        }
        if order != 0 { return order < 0 ? -1 : 1 }
        return TextComparison.compareSigns(left.signs, right.signs)
    }

    private func collator(_ locale: String, _ flags: TextComparisonFlags) -> OpaquePointer? {
        let key = Key(locale: locale, flags: flags.rawValue & 0x7)
        if let known = collators.withLock({ $0[key] }) { return OpaquePointer(bitPattern: known) }
        // Made outside of the lock, twice if two threads come at once: ICU is foreign code.
        let made = makeCollator(locale, flags)
        let kept = collators.withLock { known in
            if let other = known[key] { return other }
            known[key] = UInt(bitPattern: made)
            return UInt(bitPattern: made)
        }
        if let made, kept != UInt(bitPattern: made) { close(made) }
        return OpaquePointer(bitPattern: kept)
    }

    private func makeCollator(_ locale: String, _ flags: TextComparisonFlags) -> OpaquePointer? {
        var status: Int32 = 0
        guard let made = open(locale, &status), status <= 0 else { return nil }
        // UCOL_STRENGTH: letters alone, or their accents, or their case too. UCOL_CASE_LEVEL: case without accents.
        let noAccents = flags.contains(.ignoreNonSpace)
        setAttribute(made, 5, noAccents ? 0 : flags.contains(.ignoreCase) ? 1 : 2, &status)
        setAttribute(made, 3, noAccents && !flags.contains(.ignoreCase) ? 17 : 16, &status)
        // UCOL_NORMALIZATION_MODE: accents may stand in any order.
        setAttribute(made, 4, 17, &status)
        // UCOL_ALTERNATE_HANDLING, UCOL_SHIFTED: punctuation and symbols (UCOL_REORDER_CODE_CURRENCY) do not count, or count.
        if flags.contains(.ignoreSymbols) { setMaxVariable(made, 0x1003, &status) }
        setAttribute(made, 1, flags.contains(.ignoreSymbols) ? 20 : 21, &status)
        guard status <= 0 else {
            close(made)
            return nil
        }
        return made
    }

    /// A text as the collator gets it, and the signs that were left out.
    private struct Words {
        var units: [UInt16] = []
        var signs: [TextComparison.Sign] = []

        init(_ text: UnsafeBufferPointer<UInt16>, _ flags: TextComparisonFlags) {
            units.reserveCapacity(text.count)
            for (position, unit) in text.enumerated() {
                if let sign = TextComparison.Sign(unit, at: position) {
                    if !flags.contains(.ignoreSymbols) { signs.append(sign) }
                    continue
                }
                switch unit {
                case 0x640 where flags.contains(.ignoreKashida): continue
                case 0xFF01...0xFF5E where flags.contains(.ignoreWidth): units.append(unit - 0xFEE0)
                case 0x30A1...0x30F6 where flags.contains(.ignoreKanaType): units.append(unit - 0x60)
                default: units.append(unit)
                }
            }
        }
    }
}
