// SPDX-License-Identifier: Apache-2.0
//
// Watching calls: latebind/observer.h.

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions
import Remoting
import TypeLibMarshaler

@c @implementation
public func LatebindSetObserver(_ observer: UnsafePointer<LatebindObserver>?) -> HRESULT {
    CallObserver.set(observer?.pointee)
    return 0
}

@c @implementation
public func LatebindLiveCount(_ kind: ULONG) -> LONG {
    Int32(exactly: kind).flatMap(LiveCount.init).map { LONG(clamping: $0.now) } ?? -1
}

@c @implementation
public func LatebindDescribeCall(
    _ call: UnsafePointer<LatebindCall>?, _ what: ULONG, _ buffer: UnsafeMutablePointer<CChar>?, _ size: ULONG
) -> ULONG {
    guard let call, let buffer, size > 0 else { return 0 }
    let name: String? =
        switch Int32(exactly: what) {
        case LATEBIND_CALL_INTERFACE: MethodNames.interface(call.pointee.iid)
        case LATEBIND_CALL_METHOD: MethodNames.method(call.pointee.iid, call.pointee.method)
        case LATEBIND_CALL_MEMBER: MemberNames.name(
                of: call.pointee.member,
                in: MarshaledCall(object: call.pointee.object, iid: call.pointee.iid, method: call.pointee.method))
        case LATEBIND_CALL_RESULT: HResult(rawValue: call.pointee.result).name
        default: nil
        }
    var text = Array((name ?? "").utf8)
    if text.count >= Int(size) {
        text.removeLast(text.count - Int(size) + 1)
        // A character that is cut off is left out.
        while let last = text.last, last & 0x80 != 0 {
            text.removeLast()
            if last >= 0xC0 { break }
        }
    }
    for (index, unit) in text.enumerated() { buffer[index] = CChar(bitPattern: unit) }
    buffer[text.count] = 0
    return ULONG(text.count)
}
