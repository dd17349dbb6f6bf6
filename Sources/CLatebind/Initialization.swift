// SPDX-License-Identifier: Apache-2.0
//
// Apartments: entering and leaving them, serving their calls.

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions
import Remoting

@c @implementation
public func CoInitialize(_ reserved: LPVOID?) -> HRESULT { CoInitializeEx(reserved, COINIT_APARTMENTTHREADED.rawValue) }

@c @implementation
public func CoInitializeEx(_ reserved: LPVOID?, _ flags: DWORD) -> HRESULT {
    let known = COINIT_APARTMENTTHREADED.rawValue | COINIT_DISABLE_OLE1DDE.rawValue | COINIT_SPEED_OVER_MEMORY.rawValue
    guard reserved == nil, flags & ~known == 0 else { return HResult.E_INVALIDARG.rawValue }
    return Apartment.enter(isSingleThreaded: flags & COINIT_APARTMENTTHREADED.rawValue != 0).rawValue
}

@c @implementation
public func CoUninitialize() { Apartment.leave() }

@c @implementation
public func CoGetApartmentType(_ type: Out<APTTYPE>, _ qualifier: Out<APTTYPEQUALIFIER>) -> HRESULT {
    guard let type, let qualifier else { return HResult.E_INVALIDARG.rawValue }
    let apartment = Apartment.current
    if apartment.isSingleThreaded {
        type.pointee = apartment.isMain ? APTTYPE_MAINSTA : APTTYPE_STA
    } else {
        type.pointee = APTTYPE_MTA
    }
    qualifier.pointee =
        apartment.isSingleThreaded || Apartment.hasEntered ? APTTYPEQUALIFIER_NONE : APTTYPEQUALIFIER_IMPLICIT_MTA
    return 0
}

@c @implementation
public func CoRegisterMessageFilter(_ filter: LPMESSAGEFILTER?, _ previous: Out<LPMESSAGEFILTER?>) -> HRESULT {
    previous?.pointee = nil
    let apartment = Apartment.current
    // Only a single-threaded apartment chooses among calls.
    guard apartment.isSingleThreaded else { return HResult.CO_E_NOT_SUPPORTED.rawValue }
    let old = apartment.setMessageFilter(filter.map { ComReference(retaining: UnsafeMutableRawPointer($0)) })
    previous?.pointee = old?.retainedPointer().assumingMemoryBound(to: IMessageFilter.self)
    return 0
}

/// Serves the calls that wait for the thread's single-threaded apartment, after waiting at most so many milliseconds for a first one
/// (0xFFFFFFFF: for ever).
/// - Returns: how many were served; 0 at once in the multi-threaded apartment, whose calls need no pump.
@c @implementation
public func LatebindPumpApartment(_ timeout: UInt32) -> Int32 {
    Int32(clamping: Apartment.pump(milliseconds: timeout == .max ? nil : timeout))
}
