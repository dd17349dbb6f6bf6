// SPDX-License-Identifier: Apache-2.0
//
// The one body of the Var…From… functions: the value becomes a VARIANT, VariantOps converts it, the result leaves its
// VARIANT.
// The files beside this list the functions by the type that they convert to.

import AutomationRuntime
import AutomationTypes
import CAutomation

/// From a value that a VARIANT holds bit by bit.
func convert<Value: BitwiseCopyable, Result>(
    _ value: Value, _ type: VarType, to result: UnsafeMutablePointer<Result>?, _ target: VarType,
    _ locale: UInt32 = defaultLocale, _ flags: UInt32 = 0
) -> Int32 {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    var source = VARIANT()
    // The union begins at offset 8, whatever the type.
    withUnsafeMutableBytes(of: &source) { $0.storeBytes(of: value, toByteOffset: 8, as: Value.self) }
    source.vt = type.rawValue
    if type.sibling == target {
        // VariantChangeType copies these bit by bit, the functions know that the number may not fit.
        var exact = VARIANT()
        _ = VariantOps.changeType(&exact, &source, .decimal)
        return convert(&exact, result, target, locale, flags)
    }
    return convert(&source, result, target, locale, flags)
}

/// From a zero-terminated text.
func convert<Result>(
    _ text: UnsafePointer<OLECHAR>?, to result: UnsafeMutablePointer<Result>?, _ target: VarType,
    _ locale: UInt32 = defaultLocale, _ flags: UInt32 = 0
) -> Int32 {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    guard let text else { return HResult.DISP_E_TYPEMISMATCH.rawValue }
    var source = VARIANT()
    source.bstrVal = BString.allocate(units(ofTerminated: text))
    guard source.bstrVal != nil else { return HResult.E_OUTOFMEMORY.rawValue }
    source.vt = VarType.bstr.rawValue
    defer { VariantOps.clear(&source) }
    return convert(&source, result, target, locale, flags)
}

/// From an object, whose default property is meant.
func convert<Result>(
    _ object: UnsafeMutablePointer<IDispatch>?, to result: UnsafeMutablePointer<Result>?, _ target: VarType,
    _ locale: UInt32 = defaultLocale, _ flags: UInt32 = 0
) -> Int32 {
    guard let result, let object else { return HResult.E_INVALIDARG.rawValue }
    var source = VARIANT()
    source.pdispVal = object
    source.vt = VarType.dispatch.rawValue
    return convert(&source, result, target, locale, flags)
}

/// From a DECIMAL, which lies over the whole VARIANT.
func convert<Result>(
    _ decimal: UnsafePointer<DECIMAL>?, to result: UnsafeMutablePointer<Result>?, _ target: VarType,
    _ locale: UInt32 = defaultLocale, _ flags: UInt32 = 0
) -> Int32 {
    guard let result, let decimal, DecimalNumber(decimal.pointee) != nil else { return HResult.E_INVALIDARG.rawValue }
    var source = VARIANT()
    source.decVal = decimal.pointee
    source.vt = VarType.decimal.rawValue
    return convert(&source, result, target, locale, flags)
}

private func convert<Result>(
    _ source: UnsafeMutablePointer<VARIANT>, _ result: UnsafeMutablePointer<Result>, _ target: VarType,
    _ locale: UInt32, _ flags: UInt32
) -> Int32 {
    let sourceType = VarType(rawValue: source.pointee.vt)
    if target == .bstr, sourceType == .date { source.pointee.date = source.pointee.date.part(flags) }
    var made = VARIANT()
    // VarBstrFromBool gives words, always.
    var conversion: ConversionFlags = sourceType == .bool ? .alphaBool : []
    if flags & VAR_CALENDAR_HIJRI != 0 { conversion.insert(.hijriCalendar) }
    let status = VariantOps.changeType(&made, source, target, flags: conversion, locale: locale)
    guard status.isSuccess else { return status.rawValue }
    if target == .date { made.date = made.date.part(flags) }
    return VariantOps.store(&made, to: result).rawValue
}

extension VarType {
    /// The integer type of the same size with a sign if this has none, and the reverse.
    fileprivate var sibling: VarType? {
        switch self {
        case .i1: .ui1
        case .ui1: .i1
        case .i2: .ui2
        case .ui2: .i2
        case .i4: .ui4
        case .ui4: .i4
        case .i8: .ui8
        case .ui8: .i8
        default: nil
        }
    }
}
