// SPDX-License-Identifier: Apache-2.0
//
// A stream over a block of memory: what CreateStreamOnHGlobal makes, and what interfaces are marshaled into.

import AutomationTypes
public import CAutomation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An IStream over a block of `malloc`'s memory, which grows as it is written to. Clones share the block, not the position.
public final class MemoryStream: ComObject, @unchecked Sendable {
    // Unchecked: what changes is in `position` and in the block, each under its own lock.
    private let block: Block
    private let position: Mutex<Int>
    private var stream: UnsafeMutableRawPointer?

    /// An empty stream, or one over a block that is there.
    /// - Parameters:
    ///   - memory: a block of `malloc`'s; its whole usable size is the stream's content.
    ///   - freesMemory: whether the last clone frees the block.
    public convenience init(memory: UnsafeMutableRawPointer? = nil, freesMemory: Bool = true) {
        self.init(Block(memory, isOwned: freesMemory), position: 0)
    }

    private init(_ block: Block, position: Int) {
        self.block = block
        self.position = Mutex(position)
        super.init()
        stream = addInterface(vtable: MemoryStream.vtable)
    }

    public override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        iid == IID_IStream || iid == IID_ISequentialStream ? stream : nil
    }

    /// Where the block is now, or nil while it is empty. It may move when the stream grows.
    public var memory: UnsafeMutableRawPointer? { block.contents.withLock { $0.memory } }

    /// What has been written.
    public var bytes: [UInt8] {
        block.contents.withLock { [UInt8](UnsafeRawBufferPointer(start: $0.memory, count: $0.size)) }
    }

    /// How many bytes CopyTo moves at a time.
    private static let chunk = 1 << 16

    /// The memory that a stream and its clones share.
    private final class Block: Sendable {
        struct Contents: @unchecked Sendable {
            // Unchecked: the pointer is used under the lock alone.
            var memory: UnsafeMutableRawPointer?
            var size = 0
            var capacity = 0
        }
        let contents: Mutex<Contents>
        private let isOwned: Bool

        init(_ memory: UnsafeMutableRawPointer?, isOwned: Bool) {
            let size = TaskMemory.size(of: memory)
            contents = Mutex(Contents(memory: memory, size: size, capacity: size))
            self.isOwned = isOwned
        }

        deinit { if isOwned { contents.withLock { free($0.memory) } } }

        func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) -> Int {
            contents.withLock { contents in
                guard let memory = contents.memory, let base = target.baseAddress, offset < contents.size else { return 0 }
                let count = min(target.count, contents.size - offset)
                base.copyMemory(from: memory + offset, byteCount: count)
                return count
            }
        }

        /// - Throws: E_OUTOFMEMORY
        func write(_ source: UnsafeRawBufferPointer, at offset: Int) throws(COMError) {
            try contents.withLock { contents throws(COMError) in
                let (end, overflow) = offset.addingReportingOverflow(source.count)
                guard !overflow else { throw COMError(.E_OUTOFMEMORY) }
                if end > contents.size { try resize(&contents, to: end) }
                guard let memory = contents.memory, let base = source.baseAddress else { return }
                memmove(memory + offset, base, source.count)
            }
        }

        func resize(to size: Int) throws(COMError) {
            try contents.withLock { contents throws(COMError) in try resize(&contents, to: size) }
        }

        /// Grows by half, so that many small writes move the block seldom; new bytes are zero.
        private func resize(_ contents: inout Contents, to size: Int) throws(COMError) {
            if size > contents.capacity {
                let (grown, overflow) = contents.capacity.addingReportingOverflow(contents.capacity / 2)
                let capacity = max(size, overflow ? size : grown, 256)
                guard let memory = realloc(contents.memory, capacity) else { throw COMError(.E_OUTOFMEMORY) }
                contents.memory = memory
                contents.capacity = capacity
            }
            if size > contents.size, let memory = contents.memory { memset(memory + contents.size, 0, size - contents.size) }
            contents.size = size
        }
    }

    // MARK: What the functions of IStream do

    private func read(_ target: UnsafeMutableRawBufferPointer) -> Int {
        position.withLock { position in
            let count = block.read(at: position, into: target)
            position += count
            return count
        }
    }

    private func write(_ source: UnsafeRawBufferPointer) throws(COMError) {
        try position.withLock { position throws(COMError) in
            try block.write(source, at: position)
            position += source.count
        }
    }

    /// - Returns: the new position; nil for a place before the start or an unknown origin.
    private func seek(_ move: Int64, from origin: UInt32) -> Int? {
        position.withLock { position in
            let start: Int
            switch origin {
            case STREAM_SEEK_SET.rawValue: start = 0
            case STREAM_SEEK_CUR.rawValue: start = position
            case STREAM_SEEK_END.rawValue: start = block.contents.withLock { $0.size }
            default: return nil
            }
            let (target, overflow) = start.addingReportingOverflow(Int(move))
            guard !overflow, target >= 0 else { return nil }
            position = target
            return target
        }
    }

    /// Copies up to `count` bytes to another stream. No more than are there when it begins: the other one may be a clone, which writes
    /// behind what is read for ever.
    private func copy(
        to target: UnsafeMutablePointer<IStream>, _ count: UInt64, _ readCount: inout UInt64, _ writtenCount: inout UInt64
    ) -> HResult {
        let there = position.withLock { position in max(0, block.contents.withLock { $0.size } - position) }
        let count = min(count, UInt64(there))
        return withUnsafeTemporaryAllocation(byteCount: MemoryStream.chunk, alignment: 16) { buffer in
            while readCount < count {
                let wanted = Int(min(UInt64(buffer.count), count - readCount))
                let found = read(UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
                if found == 0 { break }
                readCount += UInt64(found)
                var written: UInt32 = 0
                let status = target.pointee.lpVtbl.pointee.Write(target, buffer.baseAddress, UInt32(found), &written)
                writtenCount += UInt64(written)
                guard status >= 0 else { return HResult(rawValue: status) }
            }
            return .S_OK
        }
    }
}

// MARK: - IStream

extension MemoryStream {
    nonisolated(unsafe) private static let vtable: UnsafeRawPointer = {
        var table = IStreamVtbl()
        table.Read = { this, target, count, readCount in
            readCount?.pointee = 0
            guard let target else { return HResult.E_POINTER.rawValue }
            return ComCall.run(this, MemoryStream.self) { object in
                let found = object.read(UnsafeMutableRawBufferPointer(start: target, count: Int(count)))
                readCount?.pointee = UInt32(found)
                return found < Int(count) ? .S_FALSE : .S_OK
            }
        }
        table.Write = { this, source, count, writtenCount in
            writtenCount?.pointee = 0
            guard let source else { return HResult.E_POINTER.rawValue }
            return ComCall.run(this, MemoryStream.self) { object in
                try object.write(UnsafeRawBufferPointer(start: source, count: Int(count)))
                writtenCount?.pointee = count
                return .S_OK
            }
        }
        table.Seek = { this, move, origin, newPosition in
            ComCall.run(this, MemoryStream.self) { object in
                guard let position = object.seek(move.QuadPart, from: origin) else { return .E_INVALIDARG }
                newPosition?.pointee.QuadPart = UInt64(position)
                return .S_OK
            }
        }
        table.SetSize = { this, size in
            ComCall.run(this, MemoryStream.self) { object in
                guard let size = Int(exactly: size.QuadPart) else { return .E_OUTOFMEMORY }
                try object.block.resize(to: size)
                return .S_OK
            }
        }
        table.CopyTo = { this, target, count, readCount, writtenCount in
            guard let target else { return HResult.E_POINTER.rawValue }
            return ComCall.run(this, MemoryStream.self) { object in
                var (read, written): (UInt64, UInt64) = (0, 0)
                let status = object.copy(to: target, count.QuadPart, &read, &written)
                readCount?.pointee.QuadPart = read
                writtenCount?.pointee.QuadPart = written
                return status
            }
        }
        // Memory has nothing to commit.
        table.Commit = { _, _ in 0 }
        table.Revert = { _ in 0 }
        table.LockRegion = { _, _, _, _ in MemoryStream.invalidFunction.rawValue }
        table.UnlockRegion = { _, _, _, _ in MemoryStream.invalidFunction.rawValue }
        table.Stat = { this, result, _ in
            guard let result else { return HResult.E_POINTER.rawValue }
            return ComCall.run(this, MemoryStream.self) { object in
                result.initialize(to: STATSTG())
                result.pointee.type = STGTY_STREAM.rawValue
                result.pointee.cbSize.QuadPart = UInt64(object.block.contents.withLock { $0.size })
                return .S_OK
            }
        }
        table.Clone = { this, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            return ComCall.run(this, MemoryStream.self) { object in
                result.give(MemoryStream(object.block, position: object.position.withLock { $0 }), IID_IStream)
                return .S_OK
            }
        }
        return makeVTable(table)
    }()

    /// STG_E_INVALIDFUNCTION: there is no locking of regions.
    private static let invalidFunction = HResult(0x8003_0001)
}
