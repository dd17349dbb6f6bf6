// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
public import CAutomation

// MARK: Raw pointers

/// AddRef; the count that it returns is only good for tests.
@discardableResult
public func comAddRef(_ pointer: UnsafeMutableRawPointer) -> UInt32 {
    let interface = pointer.assumingMemoryBound(to: IUnknown.self)
    return interface.pointee.lpVtbl.pointee.AddRef(interface)
}

/// Release; `pointer` may be dead afterwards.
@discardableResult
public func comRelease(_ pointer: UnsafeMutableRawPointer) -> UInt32 {
    let interface = pointer.assumingMemoryBound(to: IUnknown.self)
    return interface.pointee.lpVtbl.pointee.Release(interface)
}

/// QueryInterface.
/// - Parameter result: gets the interface, AddRef'd, or nil.
/// - Returns: the HRESULT.
public func comQueryInterface(
    _ pointer: UnsafeMutableRawPointer, _ iid: GUID, into result: UnsafeMutablePointer<UnsafeMutableRawPointer?>
) -> Int32 {
    let interface = pointer.assumingMemoryBound(to: IUnknown.self)
    var iid = iid
    let status = interface.pointee.lpVtbl.pointee.QueryInterface(interface, &iid, result)
    if status < 0 { result.pointee = nil }
    return status
}

/// QueryInterface.
/// - Returns: the interface, AddRef'd, or nil if the object does not have it.
public func comQueryInterface(_ pointer: UnsafeMutableRawPointer, _ iid: GUID) -> UnsafeMutableRawPointer? {
    var result: UnsafeMutableRawPointer?
    return comQueryInterface(pointer, iid, into: &result) >= 0 ? result : nil
}

// MARK: Owning references

/// Owns one reference to one interface of a COM object and gives it back when it goes.
public final class ComReference: @unchecked Sendable {
    // Unchecked: AddRef and Release may be called on any thread; what else the object allows is its own rule.

    /// The interface pointer; valid as long as this reference is.
    public let pointer: UnsafeMutableRawPointer

    /// Takes over a reference that the caller owns.
    public init(adopting pointer: UnsafeMutableRawPointer) {
        self.pointer = pointer
        LiveObjects.references.increment()
    }

    /// Adds a reference; the caller keeps its own.
    public init(retaining pointer: UnsafeMutableRawPointer) {
        comAddRef(pointer)
        self.pointer = pointer
        LiveObjects.references.increment()
    }

    deinit {
        comRelease(pointer)
        LiveObjects.references.decrement()
    }

    /// Another interface of the same object.
    /// - Throws: E_NOINTERFACE, or what the object answers.
    public func query(_ iid: GUID) throws(COMError) -> ComReference {
        var result: UnsafeMutableRawPointer?
        let status = comQueryInterface(pointer, iid, into: &result)
        guard status >= 0, let result else {
            throw COMError(status < 0 ? HResult(rawValue: status) : .E_NOINTERFACE, "QueryInterface for \(iid)")
        }
        return ComReference(adopting: result)
    }

    /// Whether both belong to the same object: COM's rule is that its IUnknown pointer is its identity.
    public func isSameObject(as other: ComReference) -> Bool {
        if pointer == other.pointer { return true }
        guard let mine = comQueryInterface(pointer, WellKnown.unknown) else { return false }
        defer { comRelease(mine) }
        guard let theirs = comQueryInterface(other.pointer, WellKnown.unknown) else { return false }
        defer { comRelease(theirs) }
        return mine == theirs
    }

    /// The Swift object behind the interface, if it is one.
    public var swiftObject: ComObject? { ComObject.object(from: pointer) }

    /// The interface pointer with a reference that the caller must give back.
    public func retainedPointer() -> UnsafeMutableRawPointer {
        comAddRef(pointer)
        return pointer
    }

    /// Calls `body` with the pointer, and keeps the reference alive meanwhile.
    public func withPointer<Interface, Result, Failure: Error>(
        as type: Interface.Type, _ body: (UnsafeMutablePointer<Interface>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(self) {} }
        return try body(pointer.assumingMemoryBound(to: Interface.self))
    }
}
