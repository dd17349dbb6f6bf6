// SPDX-License-Identifier: Apache-2.0
//
// What ITypeInfo2 adds to ITypeInfo. [MS-OAUT] 3.9

import AutomationTypes
import CAutomation
import TypeLibrary

extension TypeInfoObject {
    static func fillExtended(_ table: inout ITypeInfo2Vtbl) {
        table.GetTypeKind = { this, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, TypeInfoObject.self) { object in
                result.pointee = TYPEKIND(object.typeInfo.kind.rawValue)
                return .S_OK
            }
        }
        // Unlike TYPEATTR.wTypeFlags, the flags as stored.
        table.GetTypeFlags = { this, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, TypeInfoObject.self) { object in
                result.pointee = UInt32(object.typeInfo.definition.flags.rawValue)
                return .S_OK
            }
        }
        table.GetFuncIndexOfMemId = { this, memberID, kind, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, TypeInfoObject.self) { object in
                let kinds = InvokeKind(rawValue: UInt16(truncatingIfNeeded: kind.rawValue))
                guard let index = try object.typeInfo.functionIndex(of: memberID, kinds) else {
                    return .TYPE_E_ELEMENTNOTFOUND
                }
                result.pointee = UInt32(index)
                return .S_OK
            }
        }
        table.GetVarIndexOfMemId = { this, memberID, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, TypeInfoObject.self) { object in
                guard let index = object.typeInfo.variableIndex(of: memberID) else { return .TYPE_E_ELEMENTNOTFOUND }
                result.pointee = UInt32(index)
                return .S_OK
            }
        }
        table.GetDocumentation2 = { this, memberID, lcid, text, context, file in
            ComCall.run(this, TypeInfoObject.self) { object in
                let type = object.typeInfo
                let documentation =
                    memberID == DispID.unknown ? type.definition.documentation : try type.member(memberID).documentation
                try HelpStrings.give(documentation, of: object.container, object, lcid: lcid, text, context, file)
                return .S_OK
            }
        }
        fillCustomData(&table)
    }

    private static func fillCustomData(_ table: inout ITypeInfo2Vtbl) {
        table.GetCustData = { this, guid, result in
            TypeInfoObject.giveItem(this, guid, result) { $0.typeInfo.definition.customData }
        }
        table.GetFuncCustData = { this, index, guid, result in
            TypeInfoObject.giveItem(this, guid, result) { try $0.function(at: index).function.customData }
        }
        table.GetParamCustData = { this, function, parameter, guid, result in
            TypeInfoObject.giveItem(this, guid, result) { try $0.parameter(parameter, ofFunction: function).customData }
        }
        table.GetVarCustData = { this, index, guid, result in
            TypeInfoObject.giveItem(this, guid, result) { try $0.variable(at: index).customData }
        }
        table.GetImplTypeCustData = { this, index, guid, result in
            TypeInfoObject.giveItem(this, guid, result) { try $0.implementedType(at: index).customData }
        }
        table.GetAllCustData = { this, result in TypeInfoObject.giveAll(this, result) { $0.typeInfo.definition.customData } }
        table.GetAllFuncCustData = { this, index, result in
            TypeInfoObject.giveAll(this, result) { try $0.function(at: index).function.customData }
        }
        table.GetAllParamCustData = { this, function, parameter, result in
            TypeInfoObject.giveAll(this, result) { try $0.parameter(parameter, ofFunction: function).customData }
        }
        table.GetAllVarCustData = { this, index, result in
            TypeInfoObject.giveAll(this, result) { try $0.variable(at: index).customData }
        }
        table.GetAllImplTypeCustData = { this, index, result in
            TypeInfoObject.giveAll(this, result) { try $0.implementedType(at: index).customData }
        }
    }

    private static func giveItem(
        _ this: UnsafeMutableRawPointer?, _ guid: UnsafePointer<GUID>?, _ result: UnsafeMutablePointer<VARIANT>?,
        _ items: (TypeInfoObject) throws -> [CustomData]
    ) -> Int32 {
        guard let guid, let result else { return HResult.E_INVALIDARG.rawValue }
        return ComCall.run(this, TypeInfoObject.self) { object in
            try Descriptions.give(try items(object), guid.pointee, to: result)
            return .S_OK
        }
    }

    private static func giveAll(
        _ this: UnsafeMutableRawPointer?, _ result: UnsafeMutablePointer<CUSTDATA>?,
        _ items: (TypeInfoObject) throws -> [CustomData]
    ) -> Int32 {
        guard let result else { return HResult.E_INVALIDARG.rawValue }
        return ComCall.run(this, TypeInfoObject.self) { object in
            try Descriptions.give(try items(object), to: result)
            return .S_OK
        }
    }
}
