// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import Synchronization
import TypeLibMarshaler

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The trace of calls as text: LATEBIND_TRACE=text:FILE ("-": standard error). One line for each end of a call:
///
///     4711 call  ICalc.Add(a: 2, b: 3) = 5 S_OK 12 µs
///     4712 serve ICalc.Add(a: 2, b: 3) = 5 S_OK 3 µs
enum CallTrace {
    private final class File: Sendable {
        let descriptor: Int32
        init(_ descriptor: Int32) { self.descriptor = descriptor }
    }

    private static let file: File? = {
        guard let path = Trace.destination("text") else { return nil }
        // A terminal that is opened here must not become the server's own.
        let descriptor = path == "-" ? STDERR_FILENO : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0o600)
        return descriptor < 0 ? nil : File(descriptor)
    }()

    /// Whether calls are told.
    static let isOn: Bool = file != nil

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
        let call = MarshaledCall(object: channel.ipid, iid: channel.iid, method: method)
        let arguments = MarshaledValues(
            UnsafeRawBufferPointer(start: block.data + ORPCCall.headroom, count: length),
            dataRepresentation: PDUHeader.dataRepresentation)
        do throws(COMError) {
            let results = try body()
            let time = now() - begin
            let stub = UnsafeRawBufferPointer(start: results.block.data + results.offset, count: results.length)
            let told = MarshaledValues(stub, dataRepresentation: results.dataRepresentation)
            write("call ", CallText.describe(call, arguments, told, status: .S_OK), time)
            return results
        } catch {
            let time = now() - begin
            write("call ", CallText.describe(call, arguments, nil, status: error.hresult), time)
            throw error
        }
    }

    /// The server's end.
    static func served(
        _ iid: GUID, _ call: IncomingCall, _ offset: Int, _ message: RPCOLEMESSAGE, _ status: HResult, _ begin: UInt64
    ) {
        let time = now() - begin
        let arguments = MarshaledValues(
            UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(call.stub)[offset...]),
            dataRepresentation: call.dataRepresentation)
        let results =
            status.isSuccess && message.reserved1 != nil
            ? MarshaledValues(
                UnsafeRawBufferPointer(start: message.Buffer, count: Int(message.cbBuffer)),
                dataRepresentation: PDUHeader.dataRepresentation) : nil
        let subject = MarshaledCall(object: call.object ?? .zero, iid: iid, method: UInt32(call.operation))
        write("serve", CallText.describe(subject, arguments, results, status: status), time)
    }

    private static func write(_ what: String, _ text: String, _ time: UInt64) {
        guard let file else { return }
        let line = "\(getpid()) \(what) \(text) \(time) µs\n"
        Array(line.utf8).withUnsafeBytes { bytes in
            _ = systemWrite(file.descriptor, bytes)
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
