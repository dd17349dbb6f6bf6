// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
public import AutomationTypes
import Synchronization

/// The class objects of a shared object written in Swift: what its DllGetClassObject passes on to.
///
///     private let component = InProcessComponent { [clsid: ClassObject { _ in makeObject() }] }
///
///     @c(DllGetClassObject) public func dllGetClassObject(…) -> Int32 { component.getClassObject(clsid, iid, result) }
public final class InProcessComponent: Sendable {
    private let make: @Sendable () throws -> [GUID: ClassObject]
    private let made = Mutex<[GUID: ClassObject]?>(nil)

    /// - Parameter make: makes the class objects when one is first asked for. If it throws it is asked again the next time.
    public init(_ make: @escaping @Sendable () throws -> [GUID: ClassObject]) { self.make = make }

    /// DllGetClassObject. The reason of a failure is left in the thread's error info.
    /// - Returns: CLASS_E_CLASSNOTAVAILABLE for a class that is not here; E_NOINTERFACE; what making the classes threw.
    public func getClassObject(
        _ clsid: UnsafePointer<GUID>?, _ iid: UnsafePointer<GUID>?,
        _ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> Int32 {
        guard let clsid, let iid, let result else { return HResult.E_POINTER.rawValue }
        result.pointee = nil
        do {
            guard let classObject = try classes()[clsid.pointee] else {
                return HResult.CLASS_E_CLASSNOTAVAILABLE.rawValue
            }
            result.pointee = classObject.retainedInterface(iid.pointee)
            return result.pointee == nil ? HResult.E_NOINTERFACE.rawValue : 0
        } catch {
            let failure = COMError(any: error)
            ErrorInfo.set(failure)
            return failure.hresult.rawValue
        }
    }

    private func classes() throws -> [GUID: ClassObject] {
        if let known = made.withLock({ $0 }) { return known }
        let fresh = try make()
        return made.withLock { made in
            if let known = made { return known }
            made = fresh
            return fresh
        }
    }
}
