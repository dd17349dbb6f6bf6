// SPDX-License-Identifier: Apache-2.0
//
// The one place where bytes of a file are read. Every access is checked against the view's bounds; a read past them
// throws an error that names the structure and the offset.

import AutomationTypes
import TypeLibrary

/// Part of a library's bytes.
struct ByteView: Sendable {
    private let bytes: FileBytes
    /// Where the view begins in the bytes.
    private let base: Int
    /// Where the view begins in the library: what errors name.
    let start: Int
    let count: Int
    /// What the bytes are, for messages: "the name table".
    let name: StaticString
    /// What text is in.
    private(set) var codePage = CodePage.western

    init(_ bytes: [UInt8], name: StaticString) { self.init(FileBytes(bytes), name: name) }

    init(_ bytes: FileBytes, name: StaticString) {
        self.bytes = bytes
        base = 0
        start = 0
        count = bytes.count
        self.name = name
    }

    private init(_ view: ByteView, base: Int, start: Int, count: Int, name: StaticString) {
        bytes = view.bytes
        self.base = base
        self.start = start
        self.count = count
        self.name = name
        codePage = view.codePage
    }

    /// The same view, its text and that of its parts in a code page.
    func inCodePage(_ codePage: CodePage) -> ByteView {
        var view = self
        view.codePage = codePage
        return view
    }

    /// The `length` bytes at `offset`, under a name of their own.
    func part(at offset: Int, count length: Int, name: StaticString) throws(TypeLibraryError) -> ByteView {
        try check(offset, length, as: name)
        return ByteView(self, base: base + offset, start: start + offset, count: length, name: name)
    }

    /// The view as a library of its own, whose offsets count from its first byte.
    func detached(name: StaticString) -> ByteView { ByteView(self, base: base, start: 0, count: count, name: name) }

    func u8(at offset: Int) throws(TypeLibraryError) -> UInt8 { try load(offset) }
    func u16(at offset: Int) throws(TypeLibraryError) -> UInt16 { try load(offset) }
    func i16(at offset: Int) throws(TypeLibraryError) -> Int16 { try load(offset) }
    func u32(at offset: Int) throws(TypeLibraryError) -> UInt32 { try load(offset) }
    func i32(at offset: Int) throws(TypeLibraryError) -> Int32 { try load(offset) }
    func u64(at offset: Int) throws(TypeLibraryError) -> UInt64 { try load(offset) }

    /// A GUID in its little-endian memory layout.
    func guid(at offset: Int) throws(TypeLibraryError) -> GUID {
        try check(offset, 16, as: "GUID")
        let raw = UnsafeRawBufferPointer(start: bytes.start + base + offset, count: 16)
        return GUID(
            Data1: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 0, as: UInt32.self)),
            Data2: UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 4, as: UInt16.self)),
            Data3: UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 6, as: UInt16.self)),
            Data4: (raw[8], raw[9], raw[10], raw[11], raw[12], raw[13], raw[14], raw[15]))
    }

    /// Text in the library's code page.
    func text(at offset: Int, count length: Int) throws(TypeLibraryError) -> String {
        try check(offset, length, as: "text")
        return try codePage.decode(UnsafeRawBufferPointer(start: bytes.start + base + offset, count: length))
    }

    /// Whether the bytes at `offset` are these.
    func holds(_ expected: [UInt8], at offset: Int) throws(TypeLibraryError) -> Bool {
        try check(offset, expected.count, as: "text")
        return UnsafeRawBufferPointer(start: bytes.start + base + offset, count: expected.count).elementsEqual(expected)
    }

    /// A cursor that reads on from `offset`.
    func cursor(at offset: Int = 0) -> ByteCursor { ByteCursor(view: self, position: offset) }

    /// An error at `offset` of this view.
    func invalid(_ message: String, at offset: Int) -> TypeLibraryError {
        TypeLibraryError(.TYPE_E_INVDATAREAD, message, offset: start &+ offset)
    }

    @inline(__always)
    private func load<Value: FixedWidthInteger>(_ offset: Int) throws(TypeLibraryError) -> Value {
        guard offset >= 0, offset <= count - MemoryLayout<Value>.size else {
            throw outOfBounds(offset, MemoryLayout<Value>.size, "number")
        }
        return Value(littleEndian: (bytes.start + base).loadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    @inline(__always)
    private func check(_ offset: Int, _ length: Int, as what: StaticString) throws(TypeLibraryError) {
        guard offset >= 0, length >= 0, length <= count, offset <= count - length else {
            throw outOfBounds(offset, length, what)
        }
    }

    @inline(never)
    private func outOfBounds(_ offset: Int, _ length: Int, _ what: StaticString) -> TypeLibraryError {
        invalid("\(name) has \(count) bytes and ends before the \(length) bytes of \(what) at \(offset)", at: offset)
    }
}

/// Reads the fields of a record in their order.
struct ByteCursor {
    let view: ByteView
    private(set) var position: Int

    init(view: ByteView, position: Int) {
        self.view = view
        self.position = position
    }

    mutating func u16() throws(TypeLibraryError) -> UInt16 {
        let value = try view.u16(at: position)
        position += 2
        return value
    }

    mutating func i16() throws(TypeLibraryError) -> Int16 { Int16(bitPattern: try u16()) }

    mutating func u32() throws(TypeLibraryError) -> UInt32 {
        let value = try view.u32(at: position)
        position += 4
        return value
    }

    mutating func i32() throws(TypeLibraryError) -> Int32 { Int32(bitPattern: try u32()) }

    mutating func guid() throws(TypeLibraryError) -> GUID {
        let value = try view.guid(at: position)
        position += 16
        return value
    }
}
