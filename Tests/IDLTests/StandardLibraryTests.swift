// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary

@testable import IDL

@Suite struct StandardLibraryTests {
    @Test func theBuiltInStdole2IsTheOneInTypelibs() throws {
        #expect(try StandardLibraries.stdole2Text.split(separator: "\n") == Repository.text("typelibs/stdole2/stdole2.idl").split(separator: "\n"))
    }

    @Test func stdole2CompilesWithoutADiagnostic() throws {
        let result = compile(try Repository.text("typelibs/stdole2/stdole2.idl"))
        #expect(result.diagnostics == [])
        let library = try Require.value(result.library, "no library")
        #expect(library.attributes.guid == WellKnownIID.stdole)
        #expect(library.attributes.version == Version(2, 0))
        #expect(library.types.count == 42)
    }

    @Test func theDictionaryHasItsPublishedMembers() throws {
        let result = compile(try Repository.text("typelibs/scripting/scripting.idl"))
        #expect(result.diagnostics == [])
        let dictionary = try type("IDictionary", in: Repository.text("typelibs/scripting/scripting.idl"))
        #expect(dictionary.guid == GUID("42C642C1-97E1-11CF-978F-00A02463E06F"))
        #expect(
            dictionary.functions.map { "\($0.name ?? "")/\($0.memberID)" } == [
                "Item/0", "Item/0", "Item/0", "Add/1", "Count/2", "Exists/3", "Items/4", "Key/5", "Keys/6", "Remove/7", "RemoveAll/8",
                "CompareMode/9", "CompareMode/9", "_NewEnum/-4", "HashVal/10",
            ])
    }
}
