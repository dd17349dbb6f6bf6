// SPDX-License-Identifier: Apache-2.0
//
// The server: started when the first client wants it, ended when the last one has gone. One object serves all.
import AutomationRuntime
import AutomationTypes
import Invocation
import Latebind
import Remoting
import TypeLibrary

final class Hub: Sendable {}

@main
enum Program {
    static func main() throws {
        let library = try TypeLibraries.open("ipc.tlb", besideImageOf: #dsohandle)
        let coclass = try library.typeInfo(named: "IpcClientServer")
        let hub = try ObjectClass<Hub>(
            implementing: library.typeInfo(named: "IIpcClientServer"), as: coclass,
            members: [
                .method("Send") { _, call in
                    _ = try call.object.fire("Received", call[0])
                    return nil
                },
                .method("Echo") { _, call in call[0] },
            ]
        ).makeObject(Hub())
        let server = LocalServer()
        try server.register(coclass.guid, progID: "IpcTest.IpcClientServer") { _ in hub }
        try server.start()
        server.run()
    }
}
