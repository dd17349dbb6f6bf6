// SPDX-License-Identifier: Apache-2.0
//
// IEnumVARIANT from both sides: an object over Swift values, and iteration of anybody's enumerator. [MS-OAUT] 3.3

public import AutomationTypes
import CAutomation
import Synchronization

/// An IEnumVARIANT over the values that a collection had when this was made.
public final class EnumVariantObject: ComObject, @unchecked Sendable {
    // Unchecked: the values never change and the position is under a lock.
    private let values: [Variant]
    private let position: Mutex<Int>

    public convenience init(_ values: some Sequence<Variant>) { self.init(Array(values), position: 0) }

    private init(_ values: [Variant], position: Int) {
        self.values = values
        self.position = Mutex(position)
        super.init()
        addInterface(vtable: EnumVariantObject.vtable)
    }

    public override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        iid == IID_IEnumVARIANT ? unknown : nil
    }

    /// The object as the value that a `_NewEnum` property returns: VT_UNKNOWN.
    public func makeVariant() throws(COMError) -> Variant { Variant(try reference(IID_IEnumVARIANT)) }

    /// Moves on by at most `count` and tells where it was and how far it went.
    private func advance(_ count: Int) -> Range<Int> {
        position.withLock { position in
            let start = position
            position += min(count, values.count - position)
            return start..<position
        }
    }

    nonisolated(unsafe) private static let vtable: UnsafeRawPointer = {
        var table = IEnumVARIANTVtbl()
        table.Next = { this, count, elements, fetched in
            fetched?.pointee = 0
            guard elements != nil || count == 0 else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, EnumVariantObject.self) { object in
                let range = object.advance(Int(count))
                for index in 0..<Int(count) { VariantOps.initialize(elements! + index) }
                for (offset, index) in range.enumerated() {
                    do {
                        elements![offset] = try object.values[index].makeRaw()
                    } catch {
                        for done in 0..<offset { VariantOps.clear(elements! + done) }
                        object.position.withLock { $0 = range.lowerBound }
                        throw error
                    }
                }
                fetched?.pointee = UInt32(range.count)
                return range.count == Int(count) ? .S_OK : .S_FALSE
            }
        }
        table.Skip = { this, count in
            ComCall.run(this, EnumVariantObject.self) { $0.advance(Int(count)).count == Int(count) ? .S_OK : .S_FALSE }
        }
        table.Reset = { this in
            ComCall.run(this, EnumVariantObject.self) { object in
                object.position.withLock { $0 = 0 }
                return .S_OK
            }
        }
        table.Clone = { this, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = nil
            return ComCall.run(this, EnumVariantObject.self) { object in
                let position = object.position.withLock { $0 }
                result.give(EnumVariantObject(object.values, position: position), IID_IEnumVARIANT)
                return .S_OK
            }
        }
        return makeVTable(table)
    }()
}

/// The values that an IEnumVARIANT gives, from where it stands. A failing Next ends the iteration; `failure` tells.
public final class VariantEnumeration: Sequence, IteratorProtocol {
    private let enumerator: ComReference
    /// Why the iteration ended early.
    public private(set) var failure: COMError?

    /// - Parameter enumerator: an IEnumVARIANT pointer.
    public init(_ enumerator: ComReference) { self.enumerator = enumerator }

    public func next() -> Variant? {
        do throws(COMError) { return try nextElement() } catch {
            failure = error
            return nil
        }
    }

    /// The next value, or nil at the end.
    /// - Throws: what the enumerator answers.
    public func nextElement() throws(COMError) -> Variant? {
        guard failure == nil else { return nil }
        var element = VARIANT()
        var fetched: UInt32 = 0
        let status = enumerator.withPointer(as: IEnumVARIANT.self) { object in
            object.pointee.lpVtbl.pointee.Next(object, 1, &element, &fetched)
        }
        try COMError.check(status)
        guard status == 0 else { return nil }
        return Variant(adopting: element)
    }

    /// Back to the first value.
    public func reset() throws(COMError) {
        failure = nil
        try COMError.check(enumerator.withPointer(as: IEnumVARIANT.self) { $0.pointee.lpVtbl.pointee.Reset($0) })
    }
}
