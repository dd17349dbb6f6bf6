// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import CallMatrix
import Invocation
import Latebind
import Synchronization
import TestSupport
import Testing
import TypeLibrary

/// What Invoke answers to calls that are wrong: the documented HRESULT, the exact argument, nothing leaked.
/// [MS-OAUT] 3.1.4.4 and IDispatch::Invoke.
@Suite(.noLeaks) struct InvokeBadInputTests {
    let object: ComReference
    let typeInfo: ComReference
    let type: TypeInfo

    init() throws {
        let matrix = try CallMatrix()
        type = try matrix.library.typeInfo(named: "ISignatures")
        object = try matrix.makeObject().reference(type.guid)
        typeInfo = try TypeInfoObject.object(for: type, invoker: TypeLibraryInvoker()).reference(IID_ITypeInfo)
    }

    private func invoke(
        _ door: Door, _ member: Int32, _ flags: UInt16, _ parameters: UnsafeMutablePointer<DISPPARAMS>?,
        _ result: UnsafeMutablePointer<VARIANT>? = nil, _ exception: UnsafeMutablePointer<EXCEPINFO>? = nil,
        _ argument: UnsafeMutablePointer<UInt32>? = nil
    ) -> HResult {
        door.invoke(object, typeInfo, member, flags, parameters, result, exception, argument)
    }

    /// Calls with positional arguments in the order of the call, and named ones in front of DISPPARAMS.
    private func call(
        _ door: Door, _ name: String, _ arguments: [Variant], named: [(Int32, Variant)] = [], flags: UInt16 = 1
    ) throws -> (status: HResult, argument: UInt32) {
        let member = try #require(try type.members().memberID(named: name))
        var raw = try named.map { try $0.1.makeRaw() } + arguments.reversed().map { try $0.makeRaw() }
        defer { for index in raw.indices { VariantOps.clear(&raw[index]) } }
        var names = named.map(\.0)
        var result = VARIANT()
        var argument = UInt32(0xFFFF)
        let status = raw.withUnsafeMutableBufferPointer { raw in
            names.withUnsafeMutableBufferPointer { names in
                var parameters = DISPPARAMS(
                    rgvarg: raw.baseAddress, rgdispidNamedArgs: names.baseAddress, cArgs: UInt32(raw.count),
                    cNamedArgs: UInt32(names.count))
                return invoke(door, member, flags, &parameters, &result, nil, &argument)
            }
        }
        VariantOps.clear(&result)
        ErrorInfo.clear()
        return (status, argument)
    }

    @Test(arguments: Door.allCases) func countsAndPointersThatDoNotFit(_ door: Door) {
        var one = VARIANT()
        var name: Int32 = 0
        #expect(invoke(door, 5, 1, nil) == .E_INVALIDARG)
        withUnsafeMutablePointer(to: &one) { one in
            withUnsafeMutablePointer(to: &name) { name in
                for (arguments, names, count, named) in [
                    (nil, nil, 1, 0), (one, nil, 1, 1), (one, name, 0, 1), (one, name, 1, 2), (nil, name, 5, 5),
                    (one, name, UInt32.max, UInt32.max),
                ] as [(UnsafeMutablePointer<VARIANT>?, UnsafeMutablePointer<Int32>?, UInt32, UInt32)] {
                    var parameters = DISPPARAMS(
                        rgvarg: arguments, rgdispidNamedArgs: names, cArgs: count, cNamedArgs: named)
                    #expect(invoke(door, 5, 1, &parameters) == .E_INVALIDARG, "\(count) \(named)")
                }
            }
        }
    }

    @Test(arguments: Door.allCases) func membersThatDoNotExist(_ door: Door) {
        var parameters = DISPPARAMS()
        for member: Int32 in [0, -1, -3, 999, Int32.min, Int32.max] {
            #expect(invoke(door, member, 1, &parameters) == .DISP_E_MEMBERNOTFOUND, "\(member)")
        }
        // The member exists, and is not of that kind; or the call says no kind at all.
        for flags: UInt16 in [0, 2, 4, 8, 0x100, 0x4000] {
            #expect(invoke(door, 5, flags, &parameters) == .DISP_E_MEMBERNOTFOUND, "\(flags)")
        }
        #expect(invoke(door, 60, 1, &parameters) == .DISP_E_MEMBERNOTFOUND)
        #expect(invoke(door, 60, 8, &parameters) == .DISP_E_MEMBERNOTFOUND)
    }

    @Test(arguments: Door.allCases) func wrongNumbersOfArguments(_ door: Door) throws {
        #expect(try call(door, "EchoI4", []).status == .DISP_E_BADPARAMCOUNT)
        #expect(try call(door, "EchoI4", [1, 2]).status == .DISP_E_BADPARAMCOUNT)
        #expect(try call(door, "Optional", []).status == .DISP_E_BADPARAMCOUNT)
        #expect(try call(door, "Optional", [1, 2, 3, 4, 5]).status == .DISP_E_BADPARAMCOUNT)
        #expect(try call(door, "Number", [], flags: 4).status == .DISP_E_BADPARAMCOUNT)
        #expect(try call(door, "Number", [1], flags: 2).status == .DISP_E_BADPARAMCOUNT)
        #expect(try call(door, "EchoI4", [.missing]) == (.DISP_E_PARAMNOTOPTIONAL, 0))
        #expect(try call(door, "TenShorts", [1, 2, .missing, 4, 5, 6, 7, 8, 9, 10]) == (.DISP_E_PARAMNOTOPTIONAL, 7))
    }

    @Test(arguments: Door.allCases) func namedArgumentsThatDoNotFit(_ door: Door) throws {
        // a: position 0 … d: position 3; named arguments stand in front.
        #expect(try call(door, "Optional", [1], named: [(0, 2)]) == (.E_INVALIDARG, 1))
        #expect(try call(door, "Optional", [], named: [(0, 1), (2, 3), (2, 4)]) == (.E_INVALIDARG, 2))
        #expect(try call(door, "Optional", [1], named: [(3, "x"), (7, 2)]) == (.DISP_E_PARAMNOTFOUND, 1))
        #expect(try call(door, "Optional", [1], named: [(-1, 2)]) == (.DISP_E_PARAMNOTFOUND, 0))
        // [retval] and [lcid] are nobody's to name.
        #expect(try call(door, "Optional", [1], named: [(4, 2)]) == (.DISP_E_PARAMNOTFOUND, 0))
        #expect(try call(door, "Localized", [1], named: [(1, 2)]) == (.DISP_E_PARAMNOTFOUND, 0))
        // DISPID_PROPERTYPUT belongs to a put.
        #expect(try call(door, "Optional", [1], named: [(-3, 2)]) == (.DISP_E_PARAMNOTFOUND, 0))
        #expect(try call(door, "Number", [1], named: [(-3, 2)], flags: 4) == (.E_INVALIDARG, 1))
        #expect(try call(door, "Slot", [], named: [(-3, 2)], flags: 4).status == .DISP_E_BADPARAMCOUNT)
    }

    @Test(arguments: Door.allCases) func typesThatCannotBe(_ door: Door) throws {
        #expect(try call(door, "Alternating", [1, 2, 3, 4, "x", 6, 7, 8]) == (.DISP_E_TYPEMISMATCH, 3))
        #expect(try call(door, "Alternating", [1, 2, 3, 4, 5, 6, 7, 256]) == (.DISP_E_OVERFLOW, 0))
        #expect(try call(door, "EchoBSTR", [Variant([1])]) == (.DISP_E_TYPEMISMATCH, 0))
        // VARIANTs that no rule allows: unknown types, references to nothing, references to references.
        let member = try #require(try type.members().memberID(named: "EchoI4"))
        for kind: UInt16 in [15, 24, 25, 0x0FFF, 0x1003, 0x7FFF, 0xFFFF, 0x4000, 0x4001, 0x2000] {
            var value = VARIANT()
            value.vt = kind
            #expect(invokeOne(door, member, &value).isFailure, "\(kind)")
        }
        for kind: UInt16 in [0x4003, 0x4008, 0x400C, 0x400D, 0x6003] {
            var value = VARIANT()
            value.vt = kind
            for name in ["EchoI4", "EchoBSTR", "EchoDispatch", "EchoLongs", "DoubleI4", "TwiceBSTR"] {
                let member = try #require(try type.members().memberID(named: name))
                #expect(invokeOne(door, member, &value).isFailure, "\(kind) to \(name)")
            }
        }
        var inner = VARIANT()
        withUnsafeMutablePointer(to: &inner) { inner in
            // A reference that leads to itself.
            inner.pointee.vt = 0x400C
            inner.pointee.pvarVal = inner
            #expect(invokeOne(door, member, inner).isFailure)
        }
    }

    private func invokeOne(_ door: Door, _ member: Int32, _ value: UnsafeMutablePointer<VARIANT>) -> HResult {
        var parameters = DISPPARAMS()
        parameters.rgvarg = value
        parameters.cArgs = 1
        var result = VARIANT()
        let status = invoke(door, member, 1, &parameters, &result)
        VariantOps.clear(&result)
        ErrorInfo.clear()
        return status
    }

    @Test func interfaceIDsAndNullInstances() throws {
        object.withPointer(as: IDispatch.self) { this in
            var iid = IID_IDispatch
            var parameters = DISPPARAMS()
            #expect(
                this.pointee.lpVtbl.pointee.Invoke(this, 5, &iid, 0, 1, &parameters, nil, nil, nil)
                    == HResult.DISP_E_UNKNOWNINTERFACE.rawValue)
            var name: UnsafeMutablePointer<UInt16>?
            var id: Int32 = 0
            let vtable = this.pointee.lpVtbl.pointee
            #expect(vtable.GetIDsOfNames(this, &iid, &name, 1, 0, &id) == HResult.DISP_E_UNKNOWNINTERFACE.rawValue)
            #expect(vtable.GetIDsOfNames(this, nil, &name, 1, 0, &id) == HResult.E_INVALIDARG.rawValue)
            #expect(vtable.GetIDsOfNames(this, nil, nil, 1, 0, &id) == HResult.E_INVALIDARG.rawValue)
            #expect(vtable.GetIDsOfNames(this, nil, &name, 0, 0, &id) == HResult.E_INVALIDARG.rawValue)
            #expect(vtable.GetTypeInfo(this, 1, 0, nil) == HResult.E_POINTER.rawValue)
        }
        typeInfo.withPointer(as: ITypeInfo.self) { this in
            var parameters = DISPPARAMS()
            #expect(
                this.pointee.lpVtbl.pointee.Invoke(this, nil, 5, 1, &parameters, nil, nil, nil)
                    == HResult.E_INVALIDARG.rawValue)
        }
    }

    /// A callee in C style that leaves its EXCEPINFO to be filled in later.
    @Test func aDeferredFillInIsCalled() throws {
        let late = LateFiller()
        let failure = #expect(throws: COMError.self) {
            try DispatchReference(interface: late.reference(IID_IDispatch)).invoke(1, .method)
        }
        #expect(failure?.hresult == .E_ACCESSDENIED)
        #expect(failure?.message == "filled in late")
        #expect(LateFiller.fills.load(ordering: .relaxed) == 1)
        // EXCEPINFO means nothing beside another HRESULT.
        let other = #expect(throws: COMError.self) {
            try DispatchReference(interface: late.reference(IID_IDispatch)).invoke(2, .method)
        }
        #expect(other?.hresult == .E_FAIL)
        #expect(other?.message == nil)
        #expect(LateFiller.fills.load(ordering: .relaxed) == 1)
    }

    // MARK: Aggregation

    @Test func anAggregateHasOneIdentity() throws {
        let matrix = try CallMatrix()
        let outer = Outer()
        let outerUnknown = try outer.reference(WellKnownIID.unknown)
        let inner = try ObjectClass<SignatureObject>(
            implementing: type, as: matrix.library.typeInfo(named: "Matrix"), members: []
        ).makeObject(SignatureObject(), controllingUnknown: outerUnknown.pointer)
        let innerUnknown = ComReference(retaining: inner.innerUnknown)
        outer.inner = innerUnknown
        // Every interface of the inner object leads to the outer one's, and back.
        for iid in [type.guid, IID_IDispatch, IID_ISupportErrorInfo, IID_IConnectionPointContainer, IID_IProvideClassInfo2] {
            let before = outer.comReferenceCount
            let asked = try outerUnknown.query(iid)
            #expect(asked.isSameObject(as: outerUnknown))
            #expect(try asked.query(type.guid).isSameObject(as: outerUnknown))
            #expect(outer.comReferenceCount == before + 1)
            #expect(!asked.isSameObject(as: innerUnknown))
        }
        // The inner unknown alone answers for the inner object.
        #expect(try innerUnknown.query(WellKnownIID.unknown).pointer == innerUnknown.pointer)
        // A connection point's container is the aggregate.
        let container = try outerUnknown.query(IID_IConnectionPointContainer)
        var point: UnsafeMutablePointer<IConnectionPoint>?
        var iid = try matrix.library.typeInfo(named: "DEvents").guid
        _ = container.withPointer(as: IConnectionPointContainer.self) { $0.pointee.lpVtbl.pointee.FindConnectionPoint($0, &iid, &point) }
        let found = ComReference(adopting: UnsafeMutableRawPointer(try #require(point)))
        var back: UnsafeMutablePointer<IConnectionPointContainer>?
        _ = found.withPointer(as: IConnectionPoint.self) { $0.pointee.lpVtbl.pointee.GetConnectionPointContainer($0, &back) }
        #expect(ComReference(adopting: UnsafeMutableRawPointer(try #require(back))).isSameObject(as: outerUnknown))
        outer.inner = nil
    }

    /// An object that aggregates another and hands out its interfaces as its own.
    private final class Outer: ComObject, @unchecked Sendable {
        var inner: ComReference?

        override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
            // The inner object's interface counts on this object: the reference that it adds is taken back.
            guard let inner, let pointer = comQueryInterface(inner.pointer, iid) else { return nil }
            comRelease(pointer)
            return pointer
        }
    }

    /// IDispatch by hand: every call fails with an EXCEPINFO to be filled in later.
    private final class LateFiller: ComObject, @unchecked Sendable {
        static let fills = Atomic(0)

        init() {
            super.init()
            addInterface(vtable: LateFiller.vtable)
        }

        override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? { iid == IID_IDispatch ? unknown : nil }

        nonisolated(unsafe) static let vtable: UnsafeRawPointer = {
            var table = IDispatchVtbl()
            table.Invoke = { _, memberID, _, _, _, _, _, exception, _ in
                exception?.initialize(to: EXCEPINFO())
                exception?.pointee.pfnDeferredFillIn = { exception in
                    LateFiller.fills.add(1, ordering: .relaxed)
                    exception?.pointee.scode = HResult.E_ACCESSDENIED.rawValue
                    exception?.pointee.bstrDescription = BString.allocate("filled in late")
                    return 0
                }
                return (memberID == 1 ? HResult.DISP_E_EXCEPTION : .E_FAIL).rawValue
            }
            return ComObject.makeVTable(table)
        }()
    }
}
