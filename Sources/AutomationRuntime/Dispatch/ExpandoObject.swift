// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes
import CAutomation
import Synchronization
import TypeLibrary

/// An object without type information that gets its members at run time: IDispatchEx, and IDispatch for callers that do not know
/// it. A member is a value, or a method in Swift.
///
/// DISPIDs begin with 1 and belong to their names for good: a member that is deleted and made again has the DISPID it had.
public final class ExpandoObject: ComObject, @unchecked Sendable {
    // Unchecked: everything that changes is in `state`, under its lock, which is not held while foreign code runs.

    /// Answers a call of a method. `arguments` are in the order of the call.
    public typealias Method = @Sendable (_ object: ExpandoObject, _ arguments: [Variant]) throws -> Variant?

    private enum Content: Sendable {
        case deleted
        case value(Variant)
        case method(Method)
    }
    private struct Member: Sendable {
        var name: String
        var content: Content
        var isLive: Bool { if case .deleted = content { false } else { true } }
    }
    private struct State: Sendable {
        /// By DISPID less 1.
        var members: [Member] = []
        var ids: [String: Int32] = [:]
    }
    private let state = Mutex(State())

    /// More members than this are refused with E_OUTOFMEMORY: a script in a loop ends before the machine does.
    public static let mostMembers = 1 << 20

    public init() {
        super.init()
        addInterface(vtable: ExpandoObject.vtable)
    }

    public override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        iid == IID_IDispatchEx || iid == IID_IDispatch ? unknown : nil
    }

    // MARK: Members

    /// The value of a member by its exact name; nil if there is none or it is a method. nil deletes the member.
    public subscript(name: String) -> Variant? {
        get {
            state.withLock { state in
                guard let id = state.ids[name], case .value(let value) = state.members[Int(id) - 1].content else { return nil }
                return value
            }
        }
        set { replace(name, newValue.map { .value($0) } ?? .deleted) }
    }

    /// Adds a method, or replaces what has the name.
    public func setMethod(_ name: String, _ method: @escaping Method) { replace(name, .method(method)) }

    /// The names of the members, in the order in which they were first made.
    public var names: [String] {
        state.withLock { state in
            state.members.compactMap { member in
                if case .deleted = member.content { nil } else { member.name }
            }
        }
    }

    private func replace(_ name: String, _ content: Content) {
        if case .deleted = content, find(name, caseSensitive: true) == nil { return }
        guard let id = try? ensure(name) else { return }
        _ = exchange(id, content)
    }

    /// Puts new content and returns the old one, which its caller releases after the lock. nil if there is no such member.
    private func exchange(_ id: Int32, _ content: Content, onlyLive: Bool = false) -> Content? {
        state.withLock { state in
            guard id > 0, Int(id) <= state.members.count else { return nil }
            let old = state.members[Int(id) - 1].content
            if onlyLive, case .deleted = old { return nil }
            state.members[Int(id) - 1].content = content
            return old
        }
    }

    private func content(_ id: Int32) -> Content? {
        state.withLock { state in
            guard id > 0, Int(id) <= state.members.count else { return nil }
            if case .deleted = state.members[Int(id) - 1].content { return nil }
            return state.members[Int(id) - 1].content
        }
    }

    /// The DISPID of a live member. Without regard to case the first member made counts.
    private func find(_ name: String, caseSensitive: Bool) -> Int32? {
        state.withLock { state in
            if let id = state.ids[name], state.members[Int(id) - 1].isLive { return id }
            guard !caseSensitive else { return nil }
            let units = Array(name.utf16)
            return units.withUnsafeBufferPointer { units in
                state.members.firstIndex { $0.isLive && NameFolding.equal($0.name, units) }.map { Int32($0 + 1) }
            }
        }
    }

    /// The DISPID of a name, made (with VT_EMPTY) or brought back if need be.
    private func ensure(_ name: String) throws(COMError) -> Int32 {
        let id: Int32? = state.withLock { state in
            if let id = state.ids[name] {
                if !state.members[Int(id) - 1].isLive { state.members[Int(id) - 1].content = .value(.empty) }
                return id
            }
            guard state.members.count < ExpandoObject.mostMembers else { return nil }
            state.members.append(Member(name: name, content: .value(.empty)))
            let id = Int32(state.members.count)
            state.ids[name] = id
            return id
        }
        guard let id else { throw COMError(.E_OUTOFMEMORY, "the object has \(ExpandoObject.mostMembers) members") }
        return id
    }

    // MARK: IDispatchEx

    fileprivate func dispID(_ name: String, _ flags: Int32) throws(COMError) -> Int32? {
        let both = fdexNameCaseSensitive | fdexNameCaseInsensitive
        guard flags & both != both else { throw COMError(.E_INVALIDARG, "a name cannot be looked for with and without case") }
        if let known = find(name, caseSensitive: flags & fdexNameCaseInsensitive == 0) { return known }
        return flags & fdexNameEnsure != 0 ? try ensure(name) : nil
    }

    fileprivate func delete(_ id: Int32) -> Bool { exchange(id, .deleted, onlyLive: true) != nil }

    fileprivate func properties(_ id: Int32) -> Int32? {
        guard let content = content(id) else { return nil }
        let common =
            fdexPropCanGet | fdexPropCanPut | fdexPropCanPutRef | fdexPropDynamicType | fdexPropCannotConstruct
            | fdexPropCannotSourceEvents
        switch content {
        case .method: return common | fdexPropCanCall
        // An object may be called by its default member.
        case .value(let value) where value.object != nil: return common | fdexPropCanCall | fdexPropNoSideEffects
        default: return common | fdexPropCannotCall | fdexPropNoSideEffects
        }
    }

    fileprivate func name(_ id: Int32) -> String? {
        guard content(id) != nil else { return nil }
        return state.withLock { $0.members[Int(id) - 1].name }
    }

    fileprivate func next(after id: Int32) -> Int32? {
        state.withLock { state -> Int32? in
            var next = id == DISPID_STARTENUM ? 0 : Int(id)
            guard next >= 0 else { return nil }
            while next < state.members.count {
                if state.members[next].isLive { return Int32(next + 1) }
                next += 1
            }
            return nil
        }
    }

    fileprivate func invoke(
        _ id: Int32, _ kinds: InvokeKind, _ parameters: UnsafeMutablePointer<DISPPARAMS>?, _ result: VariantPointer?,
        _ exception: UnsafeMutablePointer<EXCEPINFO>?
    ) -> HResult {
        result?.initialize(to: VARIANT())
        do {
            let arguments = try Arguments(parameters)
            guard let value = try answer(id, kinds, arguments) else { return .S_OK }
            result?.initialize(to: try value.makeRaw())
            return .S_OK
        } catch let failure as Refused {
            return failure.status
        } catch {
            guard let exception else { return COMError(any: error).hresult }
            COMError(any: error).fill(exception)
            return .DISP_E_EXCEPTION
        }
    }

    /// What Invoke itself answers, as opposed to a method's failure, which the EXCEPINFO tells.
    private struct Refused: Error { var status: HResult }

    /// The arguments of a call in its order, and the value of a put.
    private struct Arguments {
        var values: [Variant] = []
        var put: Variant?

        init(_ parameters: UnsafeMutablePointer<DISPPARAMS>?) throws {
            guard let parameters else { return }
            let (count, named) = (Int(parameters.pointee.cArgs), Int(parameters.pointee.cNamedArgs))
            guard count <= 65535, named <= count, count == 0 || parameters.pointee.rgvarg != nil,
                named == 0 || parameters.pointee.rgdispidNamedArgs != nil
            else { throw Refused(status: .E_INVALIDARG) }
            guard named == 0 || (named == 1 && parameters.pointee.rgdispidNamedArgs[0] == DispID.propertyPut) else {
                throw Refused(status: .DISP_E_NONAMEDARGS)
            }
            for index in (0..<count).reversed() {
                guard let value = try? Variant(copying: UnsafePointer(parameters.pointee.rgvarg + index)) else {
                    throw Refused(status: .DISP_E_BADVARTYPE)
                }
                if index < named { put = value } else { values.append(value) }
            }
        }
    }

    private func answer(_ id: Int32, _ kinds: InvokeKind, _ arguments: Arguments) throws -> Variant? {
        if id == DispID.newEnum, !kinds.isDisjoint(with: [.method, .propertyGet]) {
            return try EnumVariantObject(names.map { Variant($0) }).makeVariant()
        }
        guard let content = content(id) else { throw Refused(status: .DISP_E_MEMBERNOTFOUND) }
        if kinds.isPut {
            guard let value = arguments.put else { throw Refused(status: .DISP_E_PARAMNOTFOUND) }
            guard arguments.values.isEmpty else { throw Refused(status: .DISP_E_BADPARAMCOUNT) }
            // What was there is released here, after the lock.
            guard exchange(id, .value(value), onlyLive: true) != nil else { throw Refused(status: .DISP_E_MEMBERNOTFOUND) }
            return nil
        }
        guard arguments.put == nil, !kinds.isDisjoint(with: [.method, .propertyGet]) else {
            throw Refused(status: .DISP_E_MEMBERNOTFOUND)
        }
        switch content {
        case .method(let method):
            guard kinds.contains(.method) else { throw Refused(status: .DISP_E_MEMBERNOTFOUND) }
            return try method(self, arguments.values)
        case .value(let value):
            // A value is read; an object among them that is called is called by its default member.
            if kinds.contains(.propertyGet), arguments.values.isEmpty { return value }
            guard let callee = value.object, let dispatch = try? DispatchReference(callee) else {
                throw Refused(status: kinds.contains(.propertyGet) ? .DISP_E_BADPARAMCOUNT : .DISP_E_MEMBERNOTFOUND)
            }
            return try dispatch.invoke(DispID.value, kinds, arguments.values)
        case .deleted:
            throw Refused(status: .DISP_E_MEMBERNOTFOUND)
        }
    }
}

extension ExpandoObject {
    nonisolated(unsafe) private static let vtable: UnsafeRawPointer = {
        var table = IDispatchExVtbl()
        fillDispatch(&table)
        table.GetDispID = { this, name, flags, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = DispID.unknown
            guard let name else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, ExpandoObject.self) { object in
                guard let id = try object.dispID(BString.string(name), Int32(truncatingIfNeeded: flags)) else {
                    return .DISP_E_UNKNOWNNAME
                }
                result.pointee = id
                return .S_OK
            }
        }
        table.InvokeEx = { this, id, _, flags, parameters, result, exception, _ in
            ComCall.run(this, ExpandoObject.self) { object in
                guard flags & UInt16(DISPATCH_CONSTRUCT) == 0 else { return .DISP_E_MEMBERNOTFOUND }
                return object.invoke(id, InvokeKind(rawValue: flags), parameters, result, exception)
            }
        }
        table.DeleteMemberByName = { this, name, flags in
            guard let name else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, ExpandoObject.self) { object in
                let flags = Int32(truncatingIfNeeded: flags) & ~fdexNameEnsure
                // There is no such member afterwards: what was asked for.
                if let id = try object.dispID(BString.string(name), flags) { _ = object.delete(id) }
                return .S_OK
            }
        }
        table.DeleteMemberByDispID = { this, id in
            ComCall.run(this, ExpandoObject.self) { $0.delete(id) ? .S_OK : .DISP_E_MEMBERNOTFOUND }
        }
        table.GetMemberProperties = { this, id, wanted, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = 0
            return ComCall.run(this, ExpandoObject.self) { object in
                guard let properties = object.properties(id) else { return .DISP_E_MEMBERNOTFOUND }
                result.pointee = UInt32(bitPattern: properties) & wanted
                return .S_OK
            }
        }
        table.GetMemberName = { this, id, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            return ComCall.run(this, ExpandoObject.self) { object in
                guard let name = object.name(id) else { return .DISP_E_MEMBERNOTFOUND }
                result.pointee = BString.allocate(name)
                return result.pointee == nil ? .E_OUTOFMEMORY : .S_OK
            }
        }
        table.GetNextDispID = { this, _, id, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = DispID.unknown
            return ComCall.run(this, ExpandoObject.self) { object in
                guard let next = object.next(after: id) else { return .S_FALSE }
                result.pointee = next
                return .S_OK
            }
        }
        // The object is in no name space: the parent is NULL.
        table.GetNameSpaceParent = { this, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            return ComCall.run(this, ExpandoObject.self) { _ in .S_OK }
        }
        return makeVTable(table)
    }()

    private static func fillDispatch(_ table: inout IDispatchExVtbl) {
        table.GetTypeInfoCount = { this, count in
            guard let count else { return HResult.E_POINTER.rawValue }
            count.pointee = 0
            return ComCall.run(this, ExpandoObject.self) { _ in .S_OK }
        }
        table.GetTypeInfo = { this, index, _, result in
            result?.pointee = nil
            return ComCall.run(this, ExpandoObject.self) { _ in result == nil ? .E_POINTER : .DISP_E_BADINDEX }
        }
        table.GetIDsOfNames = { this, iid, names, count, _, ids in
            guard let names, let ids, count > 0 else { return HResult.E_INVALIDARG.rawValue }
            if let iid, iid.pointee != .zero { return HResult.DISP_E_UNKNOWNINTERFACE.rawValue }
            return ComCall.run(this, ExpandoObject.self) { object in
                // Parameters have no names.
                for index in 0..<Int(count) { ids[index] = DispID.unknown }
                guard let name = names[0] else { return .E_INVALIDARG }
                guard let id = object.find(string(fromTerminated: name), caseSensitive: false) else { return .DISP_E_UNKNOWNNAME }
                ids[0] = id
                return count == 1 ? .S_OK : .DISP_E_UNKNOWNNAME
            }
        }
        table.Invoke = { this, id, iid, _, flags, parameters, result, exception, _ in
            if let iid, iid.pointee != .zero { return HResult.DISP_E_UNKNOWNINTERFACE.rawValue }
            return ComCall.run(this, ExpandoObject.self) {
                $0.invoke(id, InvokeKind(rawValue: flags), parameters, result, exception)
            }
        }
    }
}

extension DispatchReference {
    /// The DISPID of a member, made if the object makes members at run time (IDispatchEx, fdexNameEnsure).
    /// - Throws: DISP_E_UNKNOWNNAME if it does not.
    public func ensureDispID(of name: String) throws(COMError) -> Int32 {
        do throws(COMError) {
            return try dispID(of: name)
        } catch where error.hresult == .DISP_E_UNKNOWNNAME {
            guard let extended = try? reference.query(IID_IDispatchEx) else { throw error }
            return try DispatchReference.dispID(of: name, fdexNameEnsure | fdexNameCaseSensitive, extended)
        }
    }

    /// Deletes a member of an object that makes members at run time.
    /// - Throws: DISP_E_UNKNOWNNAME for a member that is not there, E_NOINTERFACE for an object without IDispatchEx.
    public func delete(_ name: String) throws(COMError) {
        let extended = try reference.query(IID_IDispatchEx)
        let id = try DispatchReference.dispID(of: name, fdexNameCaseSensitive, extended)
        try COMError.check(
            extended.withPointer(as: IDispatchEx.self) { $0.pointee.lpVtbl.pointee.DeleteMemberByDispID($0, id) })
    }

    private static func dispID(of name: String, _ flags: Int32, _ extended: ComReference) throws(COMError) -> Int32 {
        guard let text = BString.allocate(name) else { throw COMError(.E_OUTOFMEMORY) }
        defer { BString.free(text) }
        var id = DispID.unknown
        let status = extended.withPointer(as: IDispatchEx.self) { object in
            object.pointee.lpVtbl.pointee.GetDispID(object, text, UInt32(bitPattern: flags), &id)
        }
        guard status >= 0 else { throw COMError(HResult(rawValue: status), "no member is named \(name)") }
        return id
    }
}
