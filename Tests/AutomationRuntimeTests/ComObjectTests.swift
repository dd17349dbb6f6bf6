// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import TestSupport
import Testing

/// An object with two interfaces of its own besides IUnknown.
private final class Sample: ComObject, @unchecked Sendable {
    static let first = GUID("11111111-0000-0000-0000-000000000001")!
    static let second = GUID("11111111-0000-0000-0000-000000000002")!
    nonisolated(unsafe) static let vtable = ComObject.makeVTable(IUnknownVtbl())
    private var pointers: [UnsafeMutableRawPointer] = []

    override init(controllingUnknown: UnsafeMutableRawPointer? = nil) {
        super.init(controllingUnknown: controllingUnknown)
        pointers = [addInterface(vtable: Sample.vtable), addInterface(vtable: Sample.vtable)]
    }

    override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        switch iid {
        case Sample.first: pointers[0]
        case Sample.second: pointers[1]
        default: nil
        }
    }
}

/// An object that aggregates a Sample and shows its second interface.
private final class Outer: ComObject, @unchecked Sendable {
    var inner: ComReference?

    override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        // The inner object's answer is AddRef'd on the outer object, as every interface of an aggregate is.
        guard iid == Sample.second, let inner, let pointer = comQueryInterface(inner.pointer, iid) else { return nil }
        comRelease(pointer)
        return pointer
    }
}

@Suite(.noLeaks)
struct ComObjectTests {
    @Test func anInterfacePointerKeepsTheObjectAlive() throws {
        weak var watched: Sample?
        var reference: ComReference?
        do {
            let object = Sample()
            watched = object
            reference = try object.reference(Sample.first)
        }
        #expect(watched != nil)
        #expect(watched?.comReferenceCount == 1)
        #expect(reference != nil)
        reference = nil
        #expect(watched == nil)
    }

    @Test func queryInterfaceIsReflexiveSymmetricAndTransitive() throws {
        let object = Sample()
        let first = try object.reference(Sample.first)
        let second = try first.query(Sample.second)
        #expect(try second.query(Sample.first).pointer == first.pointer)
        #expect(try second.query(Sample.second).pointer == second.pointer)
        #expect(first.pointer != second.pointer)
    }

    @Test func everyInterfaceAnswersTheSameIUnknown() throws {
        let object = Sample()
        let first = try object.reference(Sample.first)
        let second = try object.reference(Sample.second)
        #expect(try first.query(IID_IUnknown).pointer == second.query(IID_IUnknown).pointer)
        #expect(first.isSameObject(as: second))
        #expect(!first.isSameObject(as: try Sample().reference(Sample.first)))
    }

    @Test func anUnknownInterfaceIsRefusedAndTheResultIsNull() throws {
        let reference = try Sample().reference(Sample.first)
        var result: UnsafeMutableRawPointer? = UnsafeMutableRawPointer(bitPattern: 1)
        var iid = IID_IDispatch
        let interface = reference.pointer.assumingMemoryBound(to: IUnknown.self)
        #expect(interface.pointee.lpVtbl.pointee.QueryInterface(interface, &iid, &result) == HResult.E_NOINTERFACE.rawValue)
        #expect(result == nil)
        #expect(interface.pointee.lpVtbl.pointee.QueryInterface(interface, &iid, nil) == HResult.E_POINTER.rawValue)
        #expect(interface.pointee.lpVtbl.pointee.QueryInterface(interface, nil, &result) == HResult.E_POINTER.rawValue)
        #expect(throws: COMError.self) { try reference.query(IID_IDispatch) }
    }

    @Test func countsAreKeptUnderContention() async throws {
        let reference = try Sample().reference(Sample.first)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<10_000 {
                        comAddRef(reference.pointer)
                        comRelease(reference.pointer)
                    }
                }
            }
        }
        #expect(reference.swiftObject?.comReferenceCount == 1)
    }

    @Test func oneReleaseTooManyDoesNotFreeWhatSwiftHolds() {
        let object = Sample()
        #expect(comRelease(object.unknown) == 0)
        #expect(object.comReferenceCount == 0)
    }

    @Test func anAggregateHasTheIdentityAndTheLifeOfTheOuterObject() throws {
        let outer = Outer()
        do {
            let inner = Sample(controllingUnknown: outer.unknown)
            outer.inner = ComReference(retaining: inner.innerUnknown)
        }
        let interface = try outer.reference(Sample.second)
        #expect(try interface.query(IID_IUnknown).pointer == outer.unknown)
        #expect(outer.comReferenceCount == 1)
        #expect(throws: COMError.self) { try interface.query(Sample.first) }
    }

    @Test func onlyTheRuntimesOwnPointersLeadToSwiftObjects() throws {
        let object = Sample()
        #expect(ComObject.object(from: object.unknown) === object)
        #expect(ComObject.object(from: nil) == nil)
        var table = IUnknownVtbl()
        withUnsafePointer(to: &table) { table in
            var foreign = IUnknown(lpVtbl: table)
            #expect(ComObject.object(from: &foreign) == nil)
        }
    }
}
