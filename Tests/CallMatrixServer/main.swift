// SPDX-License-Identifier: Apache-2.0
//
// A process that has the object of the call matrix: it writes an OBJREF to standard output, as hexadecimal digits in a line, and lives
// until its input ends. For each line of input it answers with a line: how many objects it has exported.

import AutomationRuntime
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
do {
    let object = try matrix.makeObject()
    let stream = MemoryStream()
    let reference = try object.reference(IID_IUnknown)
    try Marshaling.marshal(
        reference.pointer, IID_IUnknown, to: .stream,
        into: stream.unknown.assumingMemoryBound(to: IStream.self))
    print(stream.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
}
fflush(nil)
while readLine() != nil {
    print(Exporter.shared.counts.objects)
    fflush(nil)
}
