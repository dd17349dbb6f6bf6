// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation

/// An IStream that somebody gave us, borrowed for a call.
struct StreamReference {
    let stream: UnsafeMutablePointer<IStream>

    /// Reads exactly so many bytes.
    /// - Throws: STG_E_READFAULT if the stream ends before; what it answers.
    func read(_ count: Int) throws(COMError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            var got: ULONG = 0
            let status = bytes.withUnsafeMutableBytes { bytes in
                stream.pointee.lpVtbl.pointee.Read(
                    stream, bytes.baseAddress.map { $0 + done }, ULONG(clamping: count - done), &got)
            }
            try COMError.check(status)
            guard got > 0, Int(got) <= count - done else {
                throw COMError(.STG_E_READFAULT, "the stream ends within a marshaled interface")
            }
            done += Int(got)
        }
        return bytes
    }

    func write(_ bytes: [UInt8]) throws(COMError) {
        guard !bytes.isEmpty else { return }
        let status = bytes.withUnsafeBytes { bytes in
            stream.pointee.lpVtbl.pointee.Write(stream, bytes.baseAddress, ULONG(bytes.count), nil)
        }
        try COMError.check(status)
    }
}

extension MemoryStream {
    /// Calls `body` with the stream's interface.
    func withStream<Result, Failure: Error>(_ body: (UnsafeMutablePointer<IStream>) throws(Failure) -> Result) throws(Failure)
        -> Result
    {
        defer { withExtendedLifetime(self) {} }
        return try body(unknown.assumingMemoryBound(to: IStream.self))
    }

    /// A stream with these bytes, its position at their beginning.
    convenience init(bytes: UnsafeRawBufferPointer) throws(COMError) {
        self.init()
        let copy = [UInt8](bytes)
        try withStream { (stream) throws(COMError) in
            try StreamReference(stream: stream).write(copy)
            try COMError.check(
                stream.pointee.lpVtbl.pointee.Seek(stream, LARGE_INTEGER(), DWORD(STREAM_SEEK_SET.rawValue), nil))
        }
    }
}
