// SPDX-License-Identifier: Apache-2.0
//
// A process that has the object of the call matrix: it writes an OBJREF to standard output, as hexadecimal digits in a line, and lives
// until its input ends. For each line of input it answers with a line: how many objects it has exported.
//
// With the argument `serve` it is a local server of the object's class (CLSID {3F0A6B1F-52C1-4D5E-9B1A-0C7D2E4F6A80}), over loopback TCP
// as well: it writes the port, and ends with the last reference that anybody has.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CallMatrix
import Remoting
import TypeLibMarshaler

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

let matrix = try CallMatrix()
InterfaceTypes.add(matrix.library)

func marshaledObject() throws -> String {
    let object = try matrix.makeObject()
    let stream = MemoryStream()
    let reference = try object.reference(IID_IUnknown)
    try Marshaling.marshal(
        reference.pointer, IID_IUnknown, to: .stream,
        into: stream.unknown.assumingMemoryBound(to: IStream.self))
    return stream.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}

func say(_ text: String) {
    print(text)
    fflush(nil)
}

if CommandLine.arguments.dropFirst() == ["serve"] {
    let matrix = matrix
    let server = LocalServer()
    try server.register(CallMatrix.clsid) { _ in try matrix.makeObject() }
    let port = try LocalServer.listen(port: 0)
    try server.start()
    say("\(port)")
    server.run()
} else {
    say(try marshaledObject())
    while readLine() != nil { say("\(Exporter.shared.counts.objects)") }
}
