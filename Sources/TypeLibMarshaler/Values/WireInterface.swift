// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation

/// MInterfacePointer, what an interface pointer's pointer points at. [MS-DCOM] 2.2.14
///
///     + 0   4 bytes   conformance: bytes
///     + 4   4 bytes   ulCntData: bytes
///     + 8   n bytes   abData: an OBJREF
enum WireInterface {
    static func write(
        _ pointer: UnsafeMutableRawPointer, _ iid: GUID, _ writer: inout NDRWriter
    ) throws(WireFailure) {
        try writer.align(4)
        let start = writer.position
        let most = try writer.route.maximumSize(pointer, iid, at: start)
        guard let header = try writer.reserve(8) else {
            _ = try writer.reserve(most)
            return
        }
        guard let place = try writer.reserve(most) else { return }
        let used = try writer.route.marshal(
            pointer, iid, into: UnsafeMutableRawBufferPointer(start: place, count: most), at: start)
        writer.giveBack(most - used)
        writer.didMarshalInterface(start + 8..<start + 8 + used)
        header.storeBytes(of: UInt32(used).littleEndian, as: UInt32.self)
        header.storeBytes(of: UInt32(used).littleEndian, toByteOffset: 4, as: UInt32.self)
    }

    /// An interface pointer with a reference that is the caller's.
    static func read(_ iid: GUID, _ reader: inout NDRReader) throws(WireFailure) -> UnsafeMutableRawPointer {
        let start = try bytes(&reader)
        return try reader.route.unmarshal(start.bytes, iid, at: start.offset)
    }

    /// The OBJREF.
    static func bytes(
        _ reader: inout NDRReader
    ) throws(WireFailure) -> (bytes: UnsafeRawBufferPointer, offset: Int) {
        let conformance = try reader.getCount(elementSize: 1)
        let offset = reader.position
        let count = try reader.getCount(elementSize: 1)
        guard count == conformance else { throw WireFailure(.interfaceData, at: offset) }
        return (UnsafeRawBufferPointer(start: try reader.take(count), count: count), reader.position - count)
    }
}
