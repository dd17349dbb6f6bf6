// SPDX-License-Identifier: Apache-2.0
//
// A client in Swift: by ProgID, late bound; it knows no more of the server than the names.
import AutomationRuntime
import AutomationTypes
import Invocation
import Latebind
import Remoting

@main
enum Program {
    static func main() throws {
        let object = try Objects.create("IpcTest.IpcClientServer", context: .localServer)
        let connection = try EventConnection(to: object) { event in
            print("Swift:  \(event.name) \(event[0].string ?? "")")
            return nil
        }
        _ = try DispatchReference(object).call("Send", Variant("a message from Swift"))
        try connection.disconnect()
    }
}
