// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import TestSupport
import Testing

/// An IDispatch written by hand, as a foreign object would be: Value (default), Echo, Fail, FailLater, BadArgument, _NewEnum.
private final class Scripted: ComObject, @unchecked Sendable {
    var value: Variant = 42
    var lastNamed: [Int32] = []

    override init(controllingUnknown: UnsafeMutableRawPointer? = nil) {
        super.init(controllingUnknown: controllingUnknown)
        addInterface(vtable: Scripted.vtable)
    }

    override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? { iid == IID_IDispatch ? unknown : nil }

    static func of(_ this: UnsafeMutablePointer<IDispatch>?) -> Scripted { ComObject.object(from: this) as! Scripted }

    static let names: [String: Int32] = [
        "value": 0, "echo": 1, "fail": 2, "faillater": 3, "badargument": 4, "count": 5,
    ]

    nonisolated(unsafe) static let vtable: UnsafeRawPointer = {
        var table = IDispatchVtbl()
        table.GetTypeInfoCount = { _, count in
            count?.pointee = 0
            return 0
        }
        table.GetTypeInfo = { _, _, _, _ in HResult.E_NOTIMPL.rawValue }
        table.GetIDsOfNames = { _, _, names, count, _, ids in
            var status = HResult.S_OK
            for index in 0..<Int(count) {
                ids![index] = Scripted.names[string(fromTerminated: names![index]).lowercased()] ?? -1
                if ids![index] == -1 { status = .DISP_E_UNKNOWNNAME }
            }
            return status.rawValue
        }
        table.Invoke = { this, id, _, _, flags, parameters, result, exception, badArgument in
            guard let parameters else { return HResult.E_POINTER.rawValue }
            do {
                return try Scripted.of(this).invoke(id, flags, parameters.pointee, result, exception, badArgument).rawValue
            } catch {
                return COMError(any: error).hresult.rawValue
            }
        }
        return makeVTable(table)
    }()

    private func invoke(
        _ id: Int32, _ flags: UInt16, _ arguments: DISPPARAMS, _ result: UnsafeMutablePointer<VARIANT>?,
        _ exception: UnsafeMutablePointer<EXCEPINFO>?, _ badArgument: UnsafeMutablePointer<UInt32>?
    ) throws -> HResult {
        switch id {
        case 0 where flags & 4 != 0:
            value = try Variant(copying: arguments.rgvarg)
            lastNamed = (0..<Int(arguments.cNamedArgs)).map { arguments.rgdispidNamedArgs[$0] }
        case 0: result?.pointee = try value.makeRaw()
        case 1:
            // The arguments in the order in which they were passed.
            let values = try (0..<Int(arguments.cArgs)).reversed().map { try Variant(copying: arguments.rgvarg + $0) }
            result?.pointee = try Variant(values).makeRaw()
        case 2:
            guard let exception else { return .E_POINTER }
            COMError(HResult(0x800A_01C9), "broken", source: "Scripted", helpFile: "help.chm", helpContext: 7).fill(exception)
            return .DISP_E_EXCEPTION
        case 3:
            exception?.pointee.pfnDeferredFillIn = { exception in
                guard let exception else { return HResult.E_POINTER.rawValue }
                COMError(.E_FAIL, "filled in later").fill(exception)
                return 0
            }
            return .DISP_E_EXCEPTION
        case 4:
            badArgument?.pointee = 1
            return .DISP_E_TYPEMISMATCH
        case -4: result?.pointee = try EnumVariantObject([1, "two", nil] as [Variant]).makeVariant().makeRaw()
        default: return .DISP_E_MEMBERNOTFOUND
        }
        return .S_OK
    }
}

@Suite(.noLeaks)
struct DispatchTests {
    private func makeObject() throws -> DispatchReference { try DispatchReference(Scripted().reference(IID_IDispatch)) }

    @Test func argumentsArriveInTheirOrder() throws {
        #expect(try makeObject().call("Echo", 1, "two", 3.5).elements == [1, "two", 3.5])
        #expect(try makeObject().call("Echo").elements == [])
    }

    @Test func propertiesAreReadAndWritten() throws {
        let object = try makeObject()
        try object.put("Value", value: "new")
        #expect(try object.get("Value") == "new")
        let scripted = try #require(object.reference.swiftObject as? Scripted)
        #expect(scripted.lastNamed == [DispID.propertyPut])
    }

    @Test func anUnknownNameIsNamed() throws {
        let failure = #expect(throws: COMError.self) { try makeObject().dispIDs(of: ["Echo", "Nonsense"]) }
        #expect(failure?.hresult == .DISP_E_UNKNOWNNAME)
        #expect(failure?.message?.contains("Nonsense") == true)
    }

    @Test func anExceptionTellsWhatTheObjectSaid() throws {
        let failure = #expect(throws: COMError.self) { try makeObject().call("Fail") }
        #expect(
            failure == COMError(HResult(0x800A_01C9), "broken", source: "Scripted", helpFile: "help.chm", helpContext: 7))
        #expect(failure?.description == "Scripted: broken [0x800A01C9]")
    }

    @Test func deferredFillInIsHonoured() throws {
        let failure = #expect(throws: COMError.self) { try makeObject().call("FailLater") }
        #expect(failure?.message == "filled in later")
    }

    @Test func theArgumentThatCannotBeCoercedIsTold() throws {
        let failure = #expect(throws: COMError.self) { try makeObject().call("BadArgument", 1, 2) }
        #expect(failure?.hresult == .DISP_E_TYPEMISMATCH)
        #expect(failure?.argumentIndex == 1)
    }

    @Test func collectionsAreIterated() throws {
        #expect(Array(try makeObject().makeElements()) == [1, "two", nil])
    }

    @Test func anObjectStandsForItsDefaultProperty() throws {
        let object = Scripted()
        let value = Variant(try object.reference(IID_IDispatch))
        #expect(value.int == 42)
        #expect(value.string == "42")
        object.value = "text"
        #expect(value.int == nil)
        var raw = try value.makeRaw()
        defer { VariantOps.clear(&raw) }
        var result = VARIANT()
        #expect(VariantOps.changeType(&result, &raw, .bstr, flags: .noValueProperty) == .DISP_E_TYPEMISMATCH)
        #expect(VariantOps.changeType(&result, &raw, .unknown) == .S_OK)
        VariantOps.clear(&result)
    }

    @Test func anObjectThatIsItsOwnDefaultPropertyEndsInAnError() throws {
        let object = Scripted()
        object.value = Variant(try object.reference(IID_IDispatch))
        #expect(object.value.int == nil)
        object.value = .empty
    }
}

@Suite(.noLeaks)
struct EnumVariantTests {
    @Test func nextGivesWhatThereIsAndSaysWhenItIsLess() throws {
        let reference = try EnumVariantObject([1, 2, "three"] as [Variant]).reference(IID_IEnumVARIANT)
        try reference.withPointer(as: IEnumVARIANT.self) { object in
            let functions = object.pointee.lpVtbl.pointee
            var elements = [VARIANT](repeating: VARIANT(), count: 4)
            var fetched: UInt32 = 0
            #expect(functions.Next(object, 2, &elements, &fetched) == 0)
            #expect(fetched == 2 && elements[1].lVal == 2)
            #expect(functions.Next(object, 4, &elements, &fetched) == 1)
            #expect(fetched == 1)
            VariantOps.clear(&elements[0])
            #expect(functions.Next(object, 1, &elements, nil) == 1)
            #expect(functions.Reset(object) == 0)
            #expect(functions.Skip(object, 2) == 0)
            var clone: UnsafeMutablePointer<IEnumVARIANT>?
            #expect(functions.Clone(object, &clone) == 0)
            #expect(functions.Skip(object, 2) == 1)
            let copy = VariantEnumeration(ComReference(adopting: try #require(clone)))
            #expect(Array(copy) == ["three"])
            #expect(functions.Next(object, 1, nil, nil) == HResult.E_INVALIDARG.rawValue)
        }
    }
}

@Suite(.noLeaks)
struct ErrorInfoTests {
    @Test func theErrorIsTheThreadsUntilItIsTaken() {
        ErrorInfo.set(COMError(.E_FAIL, "what", source: "who", helpFile: "where", helpContext: 3), interface: IID_IDispatch)
        let taken = ErrorInfo.take(for: .E_ABORT, "not this")
        #expect(taken == COMError(.E_ABORT, "what", source: "who", helpFile: "where", helpContext: 3))
        #expect(ErrorInfo.take() == nil)
        #expect(ErrorInfo.take(for: .E_ABORT, "this") == COMError(.E_ABORT, "this"))
    }

    @Test func aNewErrorReplacesTheOldOne() {
        ErrorInfo.set(COMError(.E_FAIL, "old"))
        ErrorInfo.set(COMError(.E_FAIL, "new"))
        #expect(ErrorInfo.take()?.message == "new")
        ErrorInfo.set(COMError(.E_FAIL, "forgotten"))
        ErrorInfo.clear()
        #expect(ErrorInfo.take() == nil)
    }

    @Test func aCallerFillsInAnErrorObjectThroughItsInterfaces() throws {
        let object = ErrorInfoObject()
        let writer = try object.reference(IID_ICreateErrorInfo)
        writer.withPointer(as: ICreateErrorInfo.self) { writer in
            var text = Array("said".utf16) + [0]
            #expect(writer.pointee.lpVtbl.pointee.SetDescription(writer, &text) == 0)
            #expect(writer.pointee.lpVtbl.pointee.SetHelpContext(writer, 5) == 0)
            #expect(writer.pointee.lpVtbl.pointee.SetGUID(writer, nil) == HResult.E_INVALIDARG.rawValue)
        }
        let reader = try writer.query(IID_IErrorInfo)
        reader.withPointer(as: IErrorInfo.self) { reader in
            #expect(COMError(.E_FAIL, errorInfo: reader) == COMError(.E_FAIL, "said", helpContext: 5))
        }
    }
}
