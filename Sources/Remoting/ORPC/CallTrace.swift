// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The trace of calls as text: LATEBIND_TRACE=text:FILE ("-": standard error). One line for each end of a call:
///
///     4711 call  {IID}::Add(2, 3) = 5 S_OK 12 µs
///     4712 serve {IID}::Add(2, 3) = 5 S_OK 3 µs
enum CallTrace {
    private final class File: Sendable {
        let descriptor: Int32
        init(_ descriptor: Int32) { self.descriptor = descriptor }
    }

    private static let file: File? = {
        guard let path = Trace.destination("text") else { return nil }
        let descriptor = path == "-" ? 2 : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        return descriptor < 0 ? nil : File(descriptor)
    }()

    /// Whether calls are told.
    static let isOn: Bool = file != nil

    /// What is traced of a message: the interface, the method, and its arguments or results as they are marshaled.
    struct Subject {
        var iid: GUID
        var method: UInt32
        var dataRepresentation: UInt32
        var stub: UnsafeRawBufferPointer
    }

    /// Microseconds of a clock that only goes forward, never 0.
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1000 + 1
    }

    /// The client's end of a call.
    static func traced(
        _ channel: RemoteChannel, _ method: UInt32, _ block: Block, _ length: Int,
        _ body: () throws(COMError) -> ORPCCall.Results
    ) throws(COMError) -> ORPCCall.Results {
        let begin = now()
        let arguments = Subject(
            iid: channel.iid, method: method, dataRepresentation: PDUHeader.dataRepresentation,
            stub: UnsafeRawBufferPointer(start: block.data + ORPCCall.headroom, count: length))
        do throws(COMError) {
            let results = try body()
            let stub = UnsafeRawBufferPointer(start: results.block.data + results.offset, count: results.length)
            write("call ", arguments, stub, results.dataRepresentation, .S_OK, begin)
            return results
        } catch {
            write("call ", arguments, nil, 0, error.hresult, begin)
            throw error
        }
    }

    /// The server's end.
    static func served(
        _ iid: GUID, _ call: IncomingCall, _ offset: Int, _ message: RPCOLEMESSAGE, _ status: HResult, _ begin: UInt64
    ) {
        let arguments = Subject(
            iid: iid, method: UInt32(call.operation), dataRepresentation: call.dataRepresentation,
            stub: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(call.stub)[offset...]))
        let results =
            status.isSuccess && message.reserved1 != nil
            ? UnsafeRawBufferPointer(start: message.Buffer, count: Int(message.cbBuffer)) : nil
        write("serve", arguments, results, PDUHeader.dataRepresentation, status, begin)
    }

    private static func write(
        _ what: String, _ arguments: Subject, _ results: UnsafeRawBufferPointer?, _ dataRepresentation: UInt32,
        _ status: HResult, _ begin: UInt64
    ) {
        guard let file else { return }
        let time = now() - begin
        let told = CallText.describe(arguments, results, dataRepresentation)
        let text =
            told
            ?? "\(arguments.iid)::\(arguments.method)(\(arguments.stub.count) bytes)" + (results.map { " = \($0.count) bytes" } ?? "")
        // The HRESULT of the method itself is the last of the results.
        var outcome = status
        if let results, status.isSuccess, results.count >= 4 {
            let last = results.loadUnaligned(fromByteOffset: results.count - 4, as: UInt32.self)
            outcome = HResult(dataRepresentation & 0xF0 == 0 ? last.byteSwapped : last)
        }
        let line = "\(getpid()) \(what) \(text) \(outcome) \(time) µs\n"
        Array(line.utf8).withUnsafeBytes { bytes in
            _ = systemWrite(file.descriptor, bytes)
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
