// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
public import AutomationTypes
import CAutomation

/// A class object: IClassFactory over a Swift closure. [MS-DCOM] 1.3.2
public final class ClassObject: ComObject, @unchecked Sendable {
    // Unchecked as its base class; what is stored here is set in init.

    /// Makes an instance.
    /// - Parameter controllingUnknown: the outer object's IUnknown if the instance is to be aggregated.
    /// - Returns: the new object.
    public typealias Make = @Sendable (_ controllingUnknown: UnsafeMutableRawPointer?) throws -> ComObject

    private let make: Make
    private var factory: UnsafeMutableRawPointer?

    public init(_ make: @escaping Make) {
        self.make = make
        super.init()
        factory = addInterface(vtable: ClassObject.vtable)
    }

    public override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        iid == IID_IClassFactory ? factory : nil
    }

    private func createInstance(
        _ outer: UnsafeMutableRawPointer?, _ iid: GUID, _ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) -> Int32 {
        // An aggregated object is first known by its inner IUnknown only.
        if outer != nil, iid != IID_IUnknown { return HResult.E_NOINTERFACE.rawValue }
        do {
            let object = try make(outer)
            if outer != nil {
                guard object.controllingUnknown == outer else { return HResult.CLASS_E_NOAGGREGATION.rawValue }
                let inner = object.innerUnknown
                comAddRef(inner)
                result.pointee = inner
                return 0
            }
            result.pointee = object.retainedInterface(iid)
            return result.pointee == nil ? HResult.E_NOINTERFACE.rawValue : 0
        } catch {
            let failure = COMError(any: error)
            ErrorInfo.set(failure)
            return failure.hresult.rawValue
        }
    }

    // Written once, before any class object exists.
    nonisolated(unsafe) private static let vtable: UnsafeRawPointer = {
        var table = IClassFactoryVtbl()
        table.CreateInstance = { this, outer, iid, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            guard let iid, let object = ComObject.object(from: this) as? ClassObject else {
                return HResult.E_POINTER.rawValue
            }
            return object.createInstance(outer, iid.pointee, result)
        }
        // Swift code is never unloaded: nothing has to be kept alive.
        table.LockServer = { _, _ in 0 }
        return ComObject.makeVTable(table)
    }()
}
