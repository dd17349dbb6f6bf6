// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import Invocation
import Latebind
import TestSupport
import Testing
import TypeLibrary

/// [restricted] members are not for macro languages: Invoke does not know them, in the object's own IDispatch nor in ITypeInfo. What is
/// expected of IGuarded and of IDispatch's own members is what Wine's ITypeInfo::Invoke answered for the same library.
@Suite(.noLeaks) struct RestrictedMemberTests {
    final class Guarded: Sendable {}

    private let library: TypeLibrary
    private let members: [MemberImplementation<Guarded>] = [
        .method("Hidden") { _, _ in 1 }, .method("Open") { _, _ in 2 }, .method("_NewEnum") { _, _ in 3 },
    ]

    init() throws { library = try CompiledLibraries.compile(siblingOfThisFile("Signatures/restricted.idl")) }

    private func guarded() throws -> ComReference {
        try ObjectClass<Guarded>(
            implementing: library.typeInfo(named: "IGuarded"),
            members: members + [.get("Level") { _, _ in 4 }, .put("Level") { _, _ in nil }]
        ).makeObject(Guarded()).reference(library.typeInfo(named: "IGuarded").guid)
    }

    private func invoke(
        _ door: Door, _ type: String, _ object: ComReference, _ member: Int32, _ flags: InvokeKind, _ argument: Int32? = nil
    ) throws -> (status: HResult, value: Variant) {
        let typeInfo = try TypeInfoObject.object(for: library.typeInfo(named: type), invoker: TypeLibraryInvoker())
            .reference(IID_ITypeInfo)
        var (value, put, result) = (VARIANT(), DispID.propertyPut, VARIANT())
        defer { VariantOps.clear(&result) }
        if let argument { value = try Variant(argument).makeRaw() }
        let status = withUnsafeMutablePointer(to: &value) { value in
            withUnsafeMutablePointer(to: &put) { put in
                var parameters = DISPPARAMS(
                    rgvarg: value, rgdispidNamedArgs: put, cArgs: argument == nil ? 0 : 1,
                    cNamedArgs: flags == .propertyPut ? 1 : 0)
                return door.invoke(object, typeInfo, member, flags.rawValue, &parameters, &result)
            }
        }
        return (status, try Variant(copying: &result))
    }

    @Test(arguments: Door.allCases) func ofADualInterface(_ door: Door) throws {
        let object = try guarded()
        #expect(try invoke(door, "IGuarded", object, 1, .method) == (.DISP_E_MEMBERNOTFOUND, .empty))
        #expect(try invoke(door, "IGuarded", object, 2, .method) == (.S_OK, 2))
        // The system's own DISPIDs are called all the same: _NewEnum is restricted as a rule.
        #expect(try invoke(door, "IGuarded", object, DispID.newEnum, .method) == (.S_OK, 3))
        // Each function of a property for itself.
        #expect(try invoke(door, "IGuarded", object, 3, .propertyGet) == (.DISP_E_MEMBERNOTFOUND, .empty))
        #expect(try invoke(door, "IGuarded", object, 3, [.propertyGet, .method]) == (.DISP_E_MEMBERNOTFOUND, .empty))
        #expect(try invoke(door, "IGuarded", object, 3, .propertyPut, 9) == (.S_OK, .empty))
    }

    /// stdole2 restricts all members of IUnknown and IDispatch: no DISPID reaches a slot that takes bare pointers.
    @Test(arguments: Door.allCases) func ofIDispatchItself(_ door: Door) throws {
        let object = try guarded()
        for member: Int32 in [0x6000_0000, 0x6000_0001, 0x6000_0002, 0x6001_0000, 0x6001_0001, 0x6001_0002, 0x6001_0003] {
            #expect(try invoke(door, "IGuarded", object, member, .method) == (.DISP_E_MEMBERNOTFOUND, .empty))
            #expect(try invoke(door, "IGuarded", object, member, .method, 1) == (.DISP_E_MEMBERNOTFOUND, .empty))
        }
    }

    @Test(arguments: Door.allCases) func ofADispinterface(_ door: Door) throws {
        let object = try ObjectClass<Guarded>(
            implementing: library.typeInfo(named: "DGuarded"),
            members: [
                .method("Hidden") { _, _ in 1 }, .method("Open") { _, _ in 2 },
                .get("HiddenValue") { _, _ in 7 }, .put("HiddenValue") { _, _ in nil }, .get("OpenValue") { _, _ in 8 },
            ]
        ).makeObject(Guarded()).reference(library.typeInfo(named: "DGuarded").guid)
        #expect(try invoke(door, "DGuarded", object, 1, .method) == (.DISP_E_MEMBERNOTFOUND, .empty))
        #expect(try invoke(door, "DGuarded", object, 2, .method) == (.S_OK, 2))
        #expect(try invoke(door, "DGuarded", object, 7, .propertyGet) == (.DISP_E_MEMBERNOTFOUND, .empty))
        #expect(try invoke(door, "DGuarded", object, 7, .propertyPut, 1) == (.DISP_E_MEMBERNOTFOUND, .empty))
        #expect(try invoke(door, "DGuarded", object, 8, .propertyGet) == (.S_OK, 8))
    }

    /// Whoever describes an object or calls its vtable sees them.
    @Test func areNamedAndCalledThroughTheVTable() throws {
        let type = try library.typeInfo(named: "IGuarded")
        #expect(try type.members().memberID(named: "Hidden") == 1)
        let object = try guarded()
        var value: Int32 = 0
        // Slot 7, behind IDispatch.
        let function = unsafeBitCast(
            object.pointer.assumingMemoryBound(to: UnsafePointer<UnsafeRawPointer>.self).pointee[7],
            to: (@convention(c) (UnsafeMutableRawPointer, UnsafeMutablePointer<Int32>) -> Int32).self)
        #expect(function(object.pointer, &value) == 0)
        #expect(value == 1)
    }
}
