// SPDX-License-Identifier: Apache-2.0
//
// Calls to any object through its IDispatch. What describes the call (names, kinds, values) is Swift's, what the callee
// sees lives until it returns.

public import AutomationTypes
import CAutomation

/// An object that is called by name or by DISPID, through IDispatch::Invoke.
public struct DispatchReference: Sendable {
    /// Owns the IDispatch pointer.
    public let reference: ComReference

    /// - Throws: E_NOINTERFACE if the object has no IDispatch.
    public init(_ object: ComReference) throws(COMError) {
        reference = try object.query(WellKnown.dispatch)
    }

    /// An interface pointer that derives from IDispatch, used as it is: the dual interfaces of one object may answer differently.
    public init(interface: ComReference) { reference = interface }

    /// The object that a VARIANT holds.
    /// - Throws: DISP_E_TYPEMISMATCH if it holds none.
    public init(_ value: Variant) throws(COMError) {
        guard let object = value.object else {
            throw COMError(.DISP_E_TYPEMISMATCH, "\(value.varType.documentedName) is not an object")
        }
        try self.init(object)
    }

    // MARK: Names

    /// The DISPID of a member.
    /// - Throws: DISP_E_UNKNOWNNAME
    public func dispID(of name: String, locale: UInt32 = defaultLocale) throws(COMError) -> Int32 {
        try dispIDs(of: [name], locale: locale)[0]
    }

    /// The DISPIDs of a member and of its parameters.
    /// - Throws: DISP_E_UNKNOWNNAME if any of them is unknown.
    public func dispIDs(of names: [String], locale: UInt32 = defaultLocale) throws(COMError) -> [Int32] {
        // The terminated names, one after the other; their places are known once all are there.
        var units: [UInt16] = []
        var starts: [Int] = []
        for name in names {
            starts.append(units.count)
            units += Array(name.utf16) + [0]
        }
        var ids = [Int32](repeating: DispID.unknown, count: names.count)
        var nothing = GUID.zero
        let status = units.withUnsafeMutableBufferPointer { units in
            var pointers = starts.map { start in units.baseAddress.map { $0 + start } }
            return reference.withPointer(as: IDispatch.self) { object in
                object.pointee.lpVtbl.pointee.GetIDsOfNames(
                    object, &nothing, &pointers, UInt32(names.count), locale, &ids)
            }
        }
        guard status >= 0 else {
            let unknown = zip(names, ids).first { $0.1 == DispID.unknown }?.0 ?? names.first ?? ""
            throw COMError(HResult(rawValue: status), "no member or parameter is named \(unknown)")
        }
        return ids
    }

    // MARK: Calls

    /// Calls a member.
    /// - Parameters:
    ///   - kind: what the call means: a method, a property get, a put; several kinds where the caller cannot know.
    ///   - arguments: by position, first to last.
    ///   - named: arguments by the DISPID of their parameter. A put's new value is the one named `DispID.propertyPut`.
    /// - Throws: what the object answers; DISP_E_EXCEPTION becomes the error that its EXCEPINFO tells.
    public func invoke(
        _ dispID: Int32, _ kind: InvokeKind, _ arguments: [Variant] = [], named: [(id: Int32, value: Variant)] = [],
        locale: UInt32 = defaultLocale
    ) throws(COMError) -> Variant {
        let count = arguments.count + named.count
        var result = VARIANT()
        var exception = EXCEPINFO()
        var badArgument: UInt32 = .max
        // Named arguments first, then the positional ones from the last to the first. They are copied bit by bit: the
        // values stay owned by `arguments` and `named`, which outlive the call.
        let status = withUnsafeTemporaryAllocation(of: VARIANT.self, capacity: max(count, 1)) { cells in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(named.count, 1)) { ids in
                for (index, argument) in named.enumerated() {
                    cells.initializeElement(at: index, to: argument.value.unownedRaw)
                    ids.initializeElement(at: index, to: argument.id)
                }
                for (index, argument) in arguments.enumerated() {
                    cells.initializeElement(at: count - 1 - index, to: argument.unownedRaw)
                }
                var parameters = DISPPARAMS(
                    rgvarg: cells.baseAddress, rgdispidNamedArgs: ids.baseAddress, cArgs: UInt32(count),
                    cNamedArgs: UInt32(named.count))
                var nothing = GUID.zero
                defer { withExtendedLifetime((arguments, named)) {} }
                return reference.withPointer(as: IDispatch.self) { object in
                    object.pointee.lpVtbl.pointee.Invoke(
                        object, dispID, &nothing, locale, kind.rawValue, &parameters, &result, &exception, &badArgument)
                }
            }
        }
        guard status >= 0 else {
            VariantOps.clear(&result)
            // A callee that fails otherwise may have left strings as well.
            var error = COMError(consuming: &exception, after: HResult(rawValue: status))
            if badArgument < UInt32(count) { error.argumentIndex = Int(badArgument) }
            throw error
        }
        return Variant(adopting: result)
    }

    /// Calls a method by name.
    @discardableResult
    public func call(_ name: String, _ arguments: Variant...) throws(COMError) -> Variant {
        try invoke(try dispID(of: name), [.method, .propertyGet], arguments)
    }

    /// Reads a property, which may have parameters.
    public func get(_ name: String, _ arguments: Variant...) throws(COMError) -> Variant {
        try invoke(try dispID(of: name), .propertyGet, arguments)
    }

    /// Writes a property, which may have parameters.
    public func put(_ name: String, _ arguments: Variant..., value: Variant) throws(COMError) {
        try put(try dispID(of: name), arguments, value: value)
    }

    /// Writes a property; an object is put by reference if the property allows that.
    public func put(_ dispID: Int32, _ arguments: [Variant], value: Variant) throws(COMError) {
        let isObject = value.varType == .dispatch || value.varType == .unknown
        let kinds: InvokeKind = isObject ? [.propertyPut, .propertyPutRef] : .propertyPut
        _ = try invoke(dispID, kinds, arguments, named: [(DispID.propertyPut, value)])
    }

    /// Every element of a collection: its `_NewEnum` (DISPID_NEWENUM).
    /// - Throws: DISP_E_NOTACOLLECTION if the object has none.
    public func makeElements() throws(COMError) -> VariantEnumeration {
        let value: Variant
        do throws(COMError) {
            value = try invoke(DispID.newEnum, [.method, .propertyGet])
        } catch where error.hresult == .DISP_E_MEMBERNOTFOUND || error.hresult == .DISP_E_UNKNOWNNAME {
            throw COMError(.DISP_E_NOTACOLLECTION)
        }
        guard let object = value.object else { throw COMError(.DISP_E_NOTACOLLECTION) }
        return VariantEnumeration(try object.query(WellKnown.enumVariant))
    }
}
