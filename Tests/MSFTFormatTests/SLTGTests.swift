// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary

@testable import MSFTFormat

@Suite struct SLTGTests {
    private let library: TypeLibrary

    init() throws { library = TypeLibrary(storage: try TypeLibraryFile.storage(of: SLTGBuilder.library())) }

    @Test func theLibraryBlockIsRead() {
        let attributes = library.attributes
        #expect(attributes.name == "OldLibrary")
        #expect(attributes.documentation.helpString == "an old library")
        #expect(attributes.documentation.helpContext == 77)
        #expect(attributes.version == Version(4, 5))
        #expect(attributes.systemKind == .win32)
        #expect(attributes.lcid == 9)
        #expect(library.imports == [SampleLibrary.stdole])
        #expect((0..<4).map { (try? library.header(at: $0))?.kind } == [.enum, .record, .interface, .coclass])
    }

    @Test func constantsAreReadInPlaceAndByOffset() throws {
        let constants = try library.typeInfo(named: "Colour").definition.variables
        #expect(constants.map(\.name) == ["colourRed", "colourBlue"])
        #expect(constants.map(\.value) == [.integer(.int, 3), .integer(.int, -70_000)])
    }

    @Test func aRecordHasItsArray() throws {
        let fields = try library.typeInfo(named: "Point").definition.variables
        #expect(fields[0].type == .basic(.i4))
        #expect(fields[1].type == .cArray(.basic(.i2), bounds: [ArrayBound(count: 5)]))
        #expect(fields.map(\.instanceOffset) == [0, 4])
    }

    @Test func aFunctionHasItsParameters() throws {
        let type = try library.typeInfo(named: "IThing").definition
        let function = try #require(type.functions.first)
        #expect(function.name == "Poke")
        #expect(function.returnType == .basic(.hresult))
        #expect(function.parameters.map(\.name) == ["how", "what"])
        #expect(function.parameters.map(\.flags) == [[.in], [.out, .retval]])
        #expect(function.parameters[1].type == .pointer(.pointer(.userDefined(.local(0)))))
        #expect(
            type.implementedTypes.map(\.reference) == [
                .external(ExternalType(library: SampleLibrary.stdole, target: .index(3)))
            ])
    }

    @Test func helpStringsAreDecoded() throws {
        #expect(try library.typeInfo(named: "Point").definition.documentation.helpString == "old thing")
        #expect(try library.typeInfo(named: "Colour").definition.documentation.helpString == nil)
        #expect(try library.typeInfo(named: "IThing").definition.functions.first?.documentation.helpString == "old thing")
    }

    @Test func helpContextsAreCountedFromTheTypesFirstOrStandApart() throws {
        let constants = try library.typeInfo(named: "Colour").definition.variables
        #expect(constants.map(\.documentation.helpContext) == [305, 1_000_000])
        let fields = try library.typeInfo(named: "Point").definition.variables
        #expect(fields.map(\.documentation.helpContext) == [0, 0])
        #expect(try library.typeInfo(named: "IThing").definition.functions.first?.documentation.helpContext == 98)
    }

    @Test func aCoclassHasItsInterfaces() throws {
        let implemented = try library.typeInfo(named: "Thing").definition.implementedTypes
        #expect(implemented == [ImplementedType(.local(2), flags: [.default])])
    }

    @Test func itCanBeWrittenInTheNewerFormat() throws {
        let definition = try library.definition()
        let again = TypeLibrary(storage: try MSFTLibrary(bytes: MSFTWriter.bytes(of: definition)))
        #expect(try again.jsonDump() == library.jsonDump())
    }
}
