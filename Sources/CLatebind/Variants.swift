// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions

@c @implementation
public func VariantInit(_ variant: LPVARIANT?) {
    if let variant { VariantOps.initialize(variant) }
}

@c @implementation
public func VariantClear(_ variant: LPVARIANT?) -> HRESULT {
    guard let variant else { return HResult.E_INVALIDARG.rawValue }
    return VariantOps.clear(variant).rawValue
}

@c @implementation
public func VariantCopy(_ target: LPVARIANT?, _ source: UnsafePointer<VARIANTARG>?) -> HRESULT {
    guard let target, let source else { return HResult.E_INVALIDARG.rawValue }
    return VariantOps.copy(target, UnsafeMutablePointer(mutating: source)).rawValue
}

@c @implementation
public func VariantCopyInd(_ target: LPVARIANT?, _ source: UnsafePointer<VARIANTARG>?) -> HRESULT {
    guard let target, let source else { return HResult.E_INVALIDARG.rawValue }
    return VariantOps.copyIndirect(target, UnsafeMutablePointer(mutating: source)).rawValue
}

@c @implementation
public func VariantChangeType(
    _ target: LPVARIANT?, _ source: UnsafePointer<VARIANTARG>?, _ flags: USHORT, _ type: VARTYPE
) -> HRESULT {
    VariantChangeTypeEx(target, source, defaultLocale, flags, type)
}

@c @implementation
public func VariantChangeTypeEx(
    _ target: LPVARIANT?, _ source: UnsafePointer<VARIANTARG>?, _ locale: LCID, _ flags: USHORT, _ type: VARTYPE
) -> HRESULT {
    guard let target, let source else { return HResult.E_INVALIDARG.rawValue }
    return VariantOps.changeType(
        target, UnsafeMutablePointer(mutating: source), VarType(rawValue: type), flags: ConversionFlags(rawValue: flags),
        locale: locale
    ).rawValue
}
