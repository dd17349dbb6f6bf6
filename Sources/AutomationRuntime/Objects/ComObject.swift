// SPDX-License-Identifier: Apache-2.0
//
// COM objects written in Swift: the memory that foreign code sees (interface headers), the COM reference count and
// identity. Every interface of every Swift object begins with the three functions at the end of this file.

public import AutomationTypes
public import CAutomation
import Synchronization

/// What an interface pointer of a Swift object points at. Foreign code sees only the first word.
///
/// The header is allocated by the object and freed in its deinit; it does not own the object.
public struct ComInterfaceHeader {
    /// The table of functions; it outlives the object.
    public let lpVtbl: UnsafeRawPointer
    /// The `ComObject`, not retained.
    public let owner: UnsafeRawPointer
    /// A word for the implementation of the interface, such as the plan of a synthesised vtable.
    public let context: UnsafeRawPointer?

    /// The object behind the header.
    @inline(__always)
    public var object: ComObject { Unmanaged<ComObject>.fromOpaque(owner).takeUnretainedValue() }
}

/// The base class of COM objects written in Swift.
///
/// Two counts keep an object alive: ARC's, for Swift, and COM's, for interface pointers. While the COM count is above
/// zero the object holds one ARC reference to itself. An interface pointer that is handed out must have been AddRef'd.
///
/// Aggregation: with a controlling unknown, every interface but `innerUnknown` passes IUnknown's calls to it.
open class ComObject: @unchecked Sendable {
    // Unchecked: `headers` is changed by init and by lazily added interfaces, under `lock`.
    private var headers: [UnsafeMutablePointer<ComInterfaceHeader>] = []
    private var inner: UnsafeMutablePointer<ComInterfaceHeader>?
    private let lock = Mutex(())
    private let comCount = Atomic<Int>(0)

    /// The unknown that controls the aggregate; not AddRef'd, because it outlives what it aggregates.
    public let controllingUnknown: UnsafeMutableRawPointer?

    /// - Parameter controllingUnknown: the outer object's IUnknown if this object is aggregated.
    public init(controllingUnknown: UnsafeMutableRawPointer? = nil) {
        self.controllingUnknown = controllingUnknown
        LiveObjects.objects.increment()
    }

    deinit {
        for header in headers { header.deallocate() }
        inner?.deallocate()
        LiveObjects.objects.decrement()
    }

    // MARK: Interfaces

    /// The interface with this IID, not AddRef'd, or nil. IID_IUnknown is answered before this is asked.
    ///
    /// The same IID must always give the same answer while the object lives: [MS-DCOM] 1.3.2 and the rules of QueryInterface.
    open func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? { nil }

    /// Makes an interface pointer. The first one made is the object's identity (its IUnknown).
    /// - Parameters:
    ///   - vtable: begins with `ComObject.queryInterface`, `.addRef` and `.release`; outlives the object.
    ///   - context: kept in the header for the vtable's functions.
    /// - Returns: the interface pointer, not AddRef'd; valid as long as the object.
    @discardableResult
    public final func addInterface(vtable: UnsafeRawPointer, context: UnsafeRawPointer? = nil)
        -> UnsafeMutableRawPointer
    {
        let header = makeHeader(vtable: vtable, context: context)
        lock.withLock { _ in headers.append(header) }
        return UnsafeMutableRawPointer(header)
    }

    private func makeHeader(vtable: UnsafeRawPointer, context: UnsafeRawPointer?)
        -> UnsafeMutablePointer<ComInterfaceHeader>
    {
        let header = UnsafeMutablePointer<ComInterfaceHeader>.allocate(capacity: 1)
        header.initialize(
            to: ComInterfaceHeader(
                lpVtbl: vtable, owner: UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()), context: context))
        return header
    }

    /// The pointer that is the object's identity, not AddRef'd. An object without interfaces gets a bare IUnknown.
    public final var unknown: UnsafeMutableRawPointer {
        lock.withLock { _ in
            if headers.isEmpty { headers.append(makeHeader(vtable: ComObject.unknownVTable, context: nil)) }
            return UnsafeMutableRawPointer(headers[0])
        }
    }

    /// The IUnknown that the outer object of an aggregate keeps: its calls reach this object itself. Not AddRef'd.
    public final var innerUnknown: UnsafeMutableRawPointer {
        lock.withLock { _ in
            if let inner { return UnsafeMutableRawPointer(inner) }
            let made = makeHeader(vtable: ComObject.innerVTable, context: nil)
            inner = made
            return UnsafeMutableRawPointer(made)
        }
    }

    /// The interface with this IID, AddRef'd: what QueryInterface of the object itself gives.
    public final func retainedInterface(_ iid: GUID) -> UnsafeMutableRawPointer? {
        guard let pointer = iid == WellKnown.unknown ? unknown : interfacePointer(for: iid) else { return nil }
        comAddRef(pointer)
        return pointer
    }

    /// A strong COM reference to one of the object's interfaces.
    /// - Throws: E_NOINTERFACE
    public final func reference(_ iid: GUID) throws(COMError) -> ComReference {
        guard let pointer = retainedInterface(iid) else {
            throw COMError(.E_NOINTERFACE, "the object has no interface \(iid)")
        }
        return ComReference(adopting: pointer)
    }

    // MARK: Lifetime

    /// Adds a COM reference; the first one keeps the object alive.
    @discardableResult
    final func addComReference() -> UInt32 {
        let (before, after) = comCount.wrappingAdd(1, ordering: .relaxed)
        if before == 0 { _ = Unmanaged.passRetained(self) }
        return UInt32(truncatingIfNeeded: after)
    }

    /// Drops a COM reference. The caller still holds `self` by ARC, so the object dies after this returns at the earliest.
    @discardableResult
    final func releaseComReference() -> UInt32 {
        let (before, after) = comCount.wrappingSubtract(1, ordering: .acquiringAndReleasing)
        guard before > 0 else {
            // One Release too many: undo it rather than free an object that Swift still holds.
            comCount.wrappingAdd(1, ordering: .relaxed)
            return 0
        }
        if before == 1 {
            willLoseLastComReference()
            Unmanaged.passUnretained(self).release()
        }
        return UInt32(truncatingIfNeeded: after)
    }

    /// Called when the last COM reference has gone; the object may get another one if Swift still holds it.
    open func willLoseLastComReference() {}

    /// How many COM references there are now: a number for tests.
    public final var comReferenceCount: Int { comCount.load(ordering: .relaxed) }

    /// QueryInterface of the object itself. An object whose interfaces are found somewhere else may fail for other reasons than
    /// E_NOINTERFACE; it overrides this.
    /// - Parameter result: gets the interface, AddRef'd, or nil.
    open func queryInterface(_ iid: GUID, into result: UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> HResult {
        result.pointee = retainedInterface(iid)
        return result.pointee == nil ? .E_NOINTERFACE : .S_OK
    }

    // MARK: The object behind a pointer

    /// The Swift object behind an interface pointer, or nil if the pointer is somebody else's.
    public static func object(from pointer: UnsafeMutableRawPointer?) -> ComObject? {
        guard let pointer, let first = pointer.load(as: UnsafePointer<UnsafeRawPointer?>?.self)?.pointee,
            first == queryInterfaceAddress
        else { return nil }
        return pointer.assumingMemoryBound(to: ComInterfaceHeader.self).pointee.object
    }
}

// MARK: - The first three slots

extension ComObject {
    public typealias QueryInterfaceFunction = @convention(c) (
        UnsafeMutableRawPointer?, UnsafePointer<GUID>?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> Int32
    public typealias CountFunction = @convention(c) (UnsafeMutableRawPointer?) -> UInt32

    /// QueryInterface of any interface header.
    public static let queryInterface: QueryInterfaceFunction = { this, iid, result in
        guard let result else { return HResult.E_POINTER.rawValue }
        result.pointee = nil
        guard let this, let iid else { return HResult.E_POINTER.rawValue }
        let object = this.assumingMemoryBound(to: ComInterfaceHeader.self).pointee.object
        if let outer = object.controllingUnknown { return comQueryInterface(outer, iid.pointee, into: result) }
        return object.queryInterface(iid.pointee, into: result).rawValue
    }

    /// AddRef of any interface header.
    public static let addRef: CountFunction = { this in
        guard let this else { return 0 }
        let object = this.assumingMemoryBound(to: ComInterfaceHeader.self).pointee.object
        if let outer = object.controllingUnknown { return comAddRef(outer) }
        return object.addComReference()
    }

    /// Release of any interface header.
    public static let release: CountFunction = { this in
        guard let this else { return 0 }
        let object = this.assumingMemoryBound(to: ComInterfaceHeader.self).pointee.object
        if let outer = object.controllingUnknown { return comRelease(outer) }
        return object.releaseComReference()
    }

    // The same for the inner unknown of an aggregate, which never asks the outer object.
    private static let innerQueryInterface: QueryInterfaceFunction = { this, iid, result in
        guard let result else { return HResult.E_POINTER.rawValue }
        result.pointee = nil
        guard let this, let iid else { return HResult.E_POINTER.rawValue }
        let object = this.assumingMemoryBound(to: ComInterfaceHeader.self).pointee.object
        if iid.pointee == WellKnown.unknown {
            object.addComReference()
            result.pointee = this
            return 0
        }
        return object.queryInterface(iid.pointee, into: result).rawValue
    }

    private static let innerAddRef: CountFunction = { this in
        this?.assumingMemoryBound(to: ComInterfaceHeader.self).pointee.object.addComReference() ?? 0
    }

    private static let innerRelease: CountFunction = { this in
        this?.assumingMemoryBound(to: ComInterfaceHeader.self).pointee.object.releaseComReference() ?? 0
    }

    /// The three addresses in vtable order, for tables that are built word by word.
    public static var unknownSlots: (UnsafeRawPointer, UnsafeRawPointer, UnsafeRawPointer) {
        (
            unsafeBitCast(queryInterface, to: UnsafeRawPointer.self), unsafeBitCast(addRef, to: UnsafeRawPointer.self),
            unsafeBitCast(release, to: UnsafeRawPointer.self)
        )
    }

    private static var queryInterfaceAddress: UnsafeRawPointer { unknownSlots.0 }

    nonisolated(unsafe) private static let unknownVTable: UnsafeRawPointer = makeVTable(IUnknownVtbl())

    nonisolated(unsafe) private static let innerVTable: UnsafeRawPointer = {
        let table = UnsafeMutablePointer<UnsafeRawPointer>.allocate(capacity: 3)
        table[0] = unsafeBitCast(innerQueryInterface, to: UnsafeRawPointer.self)
        table[1] = unsafeBitCast(innerAddRef, to: UnsafeRawPointer.self)
        table[2] = unsafeBitCast(innerRelease, to: UnsafeRawPointer.self)
        return UnsafeRawPointer(table)
    }()

    /// A vtable that lives as long as the process: `table` with IUnknown's three slots filled in.
    public static func makeVTable<Table>(_ table: Table) -> UnsafeRawPointer {
        let memory = UnsafeMutablePointer<Table>.allocate(capacity: 1)
        memory.initialize(to: table)
        let slots = UnsafeMutableRawPointer(memory).assumingMemoryBound(to: UnsafeRawPointer.self)
        (slots[0], slots[1], slots[2]) = unknownSlots
        return UnsafeRawPointer(memory)
    }
}

/// IIDs that the runtime itself answers to.
enum WellKnown {
    static let unknown = IID_IUnknown
    static let dispatch = IID_IDispatch
    static let enumVariant = IID_IEnumVARIANT
}
