// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
public import CAutomation

/// IDispatch over any vtable that type information describes: what CreateStdDispatch makes. [MS-OAUT] 3.1.4
///
/// The object behind the vtable aggregates this one as a rule, hands out its IDispatch as its own, and is not AddRef'd.
public final class StandardDispatch: ComObject, @unchecked Sendable {
    // Unchecked: everything here is set in init.
    private let instance: UnsafeMutableRawPointer
    private let typeInfo: ComReference
    private var dispatch: UnsafeMutableRawPointer?

    /// - Parameters:
    ///   - instance: the vtable that `typeInfo` describes; outlives this object.
    ///   - typeInfo: an ITypeInfo, this library's or somebody else's; a reference is added.
    public init(
        controllingUnknown: UnsafeMutableRawPointer?, instance: UnsafeMutableRawPointer,
        typeInfo: UnsafeMutablePointer<ITypeInfo>
    ) {
        self.instance = instance
        self.typeInfo = ComReference(retaining: UnsafeMutableRawPointer(typeInfo))
        super.init(controllingUnknown: controllingUnknown)
        dispatch = addInterface(vtable: StandardDispatch.vtable)
    }

    public override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        iid == IID_IDispatch ? dispatch : nil
    }

    nonisolated(unsafe) private static let vtable: UnsafeRawPointer = {
        var table = IDispatchVtbl()
        table.GetTypeInfoCount = { this, count in
            guard let count else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, StandardDispatch.self) { _ in
                count.pointee = 1
                return .S_OK
            }
        }
        table.GetTypeInfo = { this, index, _, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = nil
            return ComCall.run(this, StandardDispatch.self) { object in
                guard index == 0 else { return .DISP_E_BADINDEX }
                result.pointee = object.typeInfo.retainedPointer().assumingMemoryBound(to: ITypeInfo.self)
                return .S_OK
            }
        }
        table.GetIDsOfNames = { this, iid, names, count, _, ids in
            guard let names, let ids else { return HResult.E_INVALIDARG.rawValue }
            if let iid, iid.pointee != .zero { return HResult.DISP_E_UNKNOWNINTERFACE.rawValue }
            return ComCall.run(this, StandardDispatch.self) { object in
                object.typeInfo.withPointer(as: ITypeInfo.self) { typeInfo in
                    HResult(rawValue: typeInfo.pointee.lpVtbl.pointee.GetIDsOfNames(typeInfo, names, count, ids))
                }
            }
        }
        table.Invoke = { this, memberID, iid, _, flags, parameters, result, exception, argumentError in
            if let iid, iid.pointee != .zero { return HResult.DISP_E_UNKNOWNINTERFACE.rawValue }
            return ComCall.run(this, StandardDispatch.self) { object in
                object.typeInfo.withPointer(as: ITypeInfo.self) { typeInfo in
                    HResult(
                        rawValue: typeInfo.pointee.lpVtbl.pointee.Invoke(
                            typeInfo, object.instance, memberID, flags, parameters, result, exception, argumentError))
                }
            }
        }
        return makeVTable(table)
    }()
}
