// SPDX-License-Identifier: Apache-2.0
//
// The functions of ICreateTypeLib2, in vtable order. Each checks its pointers and changes the library through CreationErrors.run.

import AutomationTypes
import CAutomation
import TypeLibrary

extension CreatedTypeLibObject {
    nonisolated(unsafe) static let createVTable: UnsafeRawPointer = {
        var table = ICreateTypeLib2Vtbl()
        table.CreateTypeInfo = { this, name, kind, result in
            result?.pointee = nil
            return LibraryChange.run(this) { object in
                let name = try CreationErrors.text(name)
                guard let result else { throw CreationErrors.refuse("the result is a null pointer") }
                guard let kind = TypeKind(rawValue: kind.rawValue) else { throw CreationErrors.refuse("there is no such TYPEKIND") }
                result.give(try object.createTypeInfo(name, kind), IID_ICreateTypeInfo)
            }
        }
        table.SetName = { this, name in
            LibraryChange.set(this) { $0.name = try CreationErrors.text(name) }
        }
        table.SetVersion = { this, major, minor in
            LibraryChange.set(this) { $0.version = Version(major, minor) }
        }
        table.SetGuid = { this, guid in
            LibraryChange.set(this) { $0.guid = try CreationErrors.given(guid, "the GUID") }
        }
        table.SetDocString = { this, text in
            LibraryChange.set(this) { $0.documentation.helpString = try CreationErrors.text(text) }
        }
        table.SetHelpFileName = { this, name in
            LibraryChange.set(this) { $0.helpFile = try CreationErrors.text(name) }
        }
        table.SetHelpContext = { this, context in
            LibraryChange.set(this) { $0.documentation.helpContext = context }
        }
        table.SetLcid = { this, lcid in
            LibraryChange.set(this) { $0.lcid = lcid }
        }
        table.SetLibFlags = { this, flags in
            LibraryChange.set(this) { attributes in
                guard let flags = UInt16(exactly: flags) else { throw CreationErrors.refuse("LIBFLAGS has 16 bits") }
                attributes.flags = LibFlags(rawValue: flags)
            }
        }
        table.SaveAllChanges = { this in LibraryChange.run(this) { try $0.saveAllChanges() } }
        table.DeleteTypeInfo = { this, name in
            LibraryChange.run(this) { try $0.removeType(named: CreationErrors.text(name)) }
        }
        table.SetCustData = { this, guid, value in
            LibraryChange.set(this) { try $0.customData.set(guid, value) }
        }
        table.SetHelpStringContext = { this, context in
            LibraryChange.set(this) { $0.documentation.helpStringContext = context }
        }
        table.SetHelpStringDll = { this, name in
            LibraryChange.set(this) { $0.helpStringDLL = try CreationErrors.text(name) }
        }
        return makeVTable(table)
    }()
}

private enum LibraryChange {
    static func run(_ this: UnsafeMutableRawPointer?, _ body: (CreatedTypeLibObject) throws -> Void) -> Int32 {
        CreationErrors.run(this, CreatedTypeLibObject.self, IID_ICreateTypeLib2, body)
    }

    static func set(
        _ this: UnsafeMutableRawPointer?, _ change: (inout LibraryAttributes) throws -> Void
    ) -> Int32 {
        run(this) { object in
            var attributes = object.construction.attributes
            try change(&attributes)
            object.change { library in library.updateAttributes { $0 = attributes } }
        }
    }
}
