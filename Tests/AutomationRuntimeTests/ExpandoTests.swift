// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import TestSupport
import Testing
import TypeLibrary

/// Objects without type information that get members at run time: IDispatchEx.
@Suite(.noLeaks) struct ExpandoTests {
    let object = ExpandoObject()

    private func extended<Result>(_ body: (UnsafeMutablePointer<IDispatchEx>, IDispatchExVtbl) throws -> Result) throws -> Result {
        try object.reference(IID_IDispatchEx).withPointer(as: IDispatchEx.self) { try body($0, $0.pointee.lpVtbl.pointee) }
    }

    private func dispID(_ name: String, _ flags: Int32) throws -> (HResult, Int32) {
        try extended { this, vtable in
            let text = BString.allocate(name)
            defer { BString.free(text) }
            var id: Int32 = 99
            return (HResult(rawValue: vtable.GetDispID(this, text, UInt32(flags), &id)), id)
        }
    }

    @Test func membersAreMadeOnDemand() throws {
        #expect(try dispID("Colour", fdexNameCaseSensitive) == (.DISP_E_UNKNOWNNAME, -1))
        #expect(try dispID("Colour", fdexNameEnsure) == (.S_OK, 1))
        #expect(object["Colour"] == .empty)
        #expect(try dispID("colour", fdexNameCaseSensitive) == (.DISP_E_UNKNOWNNAME, -1))
        #expect(try dispID("colour", fdexNameCaseInsensitive) == (.S_OK, 1))
        #expect(try dispID("colour", fdexNameEnsure) == (.S_OK, 2))
        #expect(try dispID("x", fdexNameCaseSensitive | fdexNameCaseInsensitive).0 == .E_INVALIDARG)
        #expect(object.names == ["Colour", "colour"])
    }

    @Test func valuesArePutAndReadByEitherInterface() throws {
        let dispatch = try DispatchReference(object.reference(IID_IDispatch))
        let id = try dispatch.ensureDispID(of: "Size")
        try dispatch.put(id, [], value: 12)
        #expect(try dispatch.get("size") == 12)
        #expect(object["Size"] == 12)
        object["Size"] = "large"
        #expect(try dispatch.get("Size") == "large")
        #expect(#expect(throws: COMError.self) { try dispatch.get("Size", 1) }?.hresult == .DISP_E_BADPARAMCOUNT)
        #expect(#expect(throws: COMError.self) { try dispatch.get("Weight") }?.hresult == .DISP_E_UNKNOWNNAME)
        #expect(#expect(throws: COMError.self) { try dispatch.invoke(99, .propertyGet) }?.hresult == .DISP_E_MEMBERNOTFOUND)
        #expect(#expect(throws: COMError.self) { try dispatch.invoke(id, .propertyPut, [1]) }?.hresult == .DISP_E_PARAMNOTFOUND)
    }

    @Test func methodsAreCalled() throws {
        object["total"] = 0
        object.setMethod("Add") { object, arguments in
            let total = arguments.reduce(object["total"]?.int ?? 0) { $0 + ($1.int ?? 0) }
            object["total"] = Variant(total)
            return Variant(total)
        }
        object.setMethod("Fail") { _, _ in throw COMError(.E_ABORT, "no") }
        let dispatch = try DispatchReference(object.reference(IID_IDispatch))
        #expect(try dispatch.call("Add", 1, 2, 3) == 6)
        #expect(try dispatch.call("add", 4) == 10)
        let failure = #expect(throws: COMError.self) { try dispatch.call("Fail") }
        #expect(failure?.hresult == .E_ABORT)
        #expect(failure?.message == "no")
        // A callable object as a value is called by its default member.
        let inner = ExpandoObject()
        object["Inner"] = Variant(try inner.reference(IID_IDispatch))
        #expect(#expect(throws: COMError.self) { try dispatch.call("Inner", 1) }?.hresult == .DISP_E_MEMBERNOTFOUND)
    }

    @Test func deletedMembersKeepTheirDispID() throws {
        let (first, second) = (try dispID("a", fdexNameEnsure).1, try dispID("b", fdexNameEnsure).1)
        object["a"] = Variant(try object.reference(IID_IDispatch))
        try extended { this, vtable in
            #expect(vtable.DeleteMemberByDispID(this, first) == 0)
            #expect(vtable.DeleteMemberByDispID(this, first) == HResult.DISP_E_MEMBERNOTFOUND.rawValue)
            #expect(vtable.DeleteMemberByDispID(this, -5) == HResult.DISP_E_MEMBERNOTFOUND.rawValue)
        }
        #expect(object["a"] == nil)
        #expect(object.names == ["b"])
        #expect(try dispID("a", fdexNameEnsure).1 == first)
        #expect(object["a"] == .empty)
        try DispatchReference(object.reference(IID_IDispatch)).delete("b")
        #expect(try dispID("b", 0) == (.DISP_E_UNKNOWNNAME, -1))
        #expect(second == 2)
    }

    @Test func membersAreEnumeratedWhileTheyGo() throws {
        for name in ["one", "two", "three"] { object[name] = Variant(name) }
        object.setMethod("four") { _, _ in nil }
        var found: [String] = []
        try extended { this, vtable in
            var id = DISPID_STARTENUM
            while vtable.GetNextDispID(this, UInt32(fdexEnumAll), id, &id) == 0 {
                var name: BSTR?
                #expect(vtable.GetMemberName(this, id, &name) == 0)
                found.append(BString.take(name))
                var properties: UInt32 = 0
                #expect(vtable.GetMemberProperties(this, id, UInt32(fdexPropCanCall | fdexPropCannotCall), &properties) == 0)
                #expect(properties == UInt32(found.last == "four" ? fdexPropCanCall : fdexPropCannotCall))
                if found.last == "two" { _ = vtable.DeleteMemberByDispID(this, id) }
            }
            #expect(id == -1)
            var name: BSTR?
            #expect(vtable.GetMemberName(this, 2, &name) == HResult.DISP_E_MEMBERNOTFOUND.rawValue)
            var parent: UnsafeMutablePointer<IUnknown>?
            #expect(vtable.GetNameSpaceParent(this, &parent) == 0)
            #expect(parent == nil)
        }
        #expect(found == ["one", "two", "three", "four"])
        let elements = try DispatchReference(object.reference(IID_IDispatch)).makeElements()
        #expect(elements.map(\.string) == ["one", "three", "four"])
    }

    @Test func badInputIsToldApart() throws {
        try extended { this, vtable in
            var id: Int32 = 0
            #expect(vtable.GetDispID(this, nil, 0, &id) == HResult.E_INVALIDARG.rawValue)
            #expect(vtable.GetDispID(this, nil, 0, nil) == HResult.E_POINTER.rawValue)
            #expect(vtable.GetMemberName(this, 1, nil) == HResult.E_POINTER.rawValue)
            #expect(vtable.GetNextDispID(this, 0, 5, &id) == HResult.S_FALSE.rawValue)
            #expect(vtable.GetNextDispID(this, 0, Int32.min, &id) == HResult.S_FALSE.rawValue)
            var parameters = DISPPARAMS()
            parameters.cArgs = 1
            #expect(vtable.InvokeEx(this, 1, 0, 1, &parameters, nil, nil, nil) == HResult.E_INVALIDARG.rawValue)
            #expect(vtable.InvokeEx(this, 1, 0, UInt16(DISPATCH_CONSTRUCT), nil, nil, nil, nil) == HResult.DISP_E_MEMBERNOTFOUND.rawValue)
        }
    }
}
