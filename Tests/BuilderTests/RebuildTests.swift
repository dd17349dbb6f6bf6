// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import MSFTFormat
import TestSupport
import Testing
import TypeLibrary

/// Libraries that other people's compilers laid out are taken apart, made again by the builder without what it computes,
/// and come out as they were.
@Suite struct RebuildTests {
    static let wine = ["stdole2.tlb", "stdole32.tlb", "mshtml.tlb", "activeds.tlb", "msxml3.dll", "scrrun.dll"]

    @Test(arguments: wine) func whatIsComputedIsWhatWineHas(file: String) throws {
        let library = try TypeLibraryLoader(folders: [WineLibraries.folder]).open(WineLibraries.path(file))
        try rebuild(library)
    }

    private func rebuild(_ library: TypeLibrary) throws {
        let original = try library.definition()
        let resolver = TypeLibraryLoader(folders: [WineLibraries.folder])
        var builder = TypeLibraryBuilder(original.attributes, resolver: resolver)
        for type in original.types { _ = try builder.declare(type.name ?? "", kind(of: type)) }
        for (index, type) in original.types.enumerated() {
            do {
                try builder.update(.local(index)) { try fill(&$0, from: type) }
            } catch {
                Issue.record("\(error)")
            }
        }
        let rebuilt = try builder.build()
        for (made, type) in zip(rebuilt.types, original.types) {
            let name = type.name ?? ""
            #expect(made.kind == type.kind, "\(name)")
            #expect(made.flags == type.flags, "\(name)")
            #expect(made.instanceSize == type.instanceSize, "\(name)")
            #expect(made.alignment == type.alignment, "\(name)")
            #expect(made.vtableSize == type.vtableSize, "\(name)")
            #expect(made.implementedTypes == type.implementedTypes, "\(name)")
            #expect(made.variables == type.variables, "\(name)")
            for (function, expected) in zip(made.functions, type.functions) where function != expected {
                Issue.record("\(name): \(function) is not \(expected)")
                break
            }
        }
    }

    private func kind(of type: TypeDefinition) -> TypeKind {
        type.flags.contains(.dual) ? .interface : type.kind
    }

    private func fill(_ builder: inout TypeBuilder, from type: TypeDefinition) throws {
        builder.guid = type.guid
        try builder.setFlags(type.flags)
        for implemented in type.implementedTypes { try builder.add(implemented) }
        if let alias = type.alias { try builder.setAlias(alias) }
        if let name = type.dllName { try builder.setDLLName(name) }
        for var function in type.functions {
            function.vtableOffset = 0
            if function.memberID >> 28 == 6 { function.memberID = MemberID.none }
            try builder.add(function)
        }
        for var variable in type.variables {
            variable.instanceOffset = 0
            if variable.memberID >> 28 == 4 { variable.memberID = MemberID.none }
            try builder.add(variable)
        }
    }
}
