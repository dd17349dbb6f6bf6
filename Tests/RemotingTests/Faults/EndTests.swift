// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import CAutomation
import CallMatrix
import FaultSupport
import TestSupport
import Testing

@testable import Remoting

/// Servers that end because nobody has anything of them any more.
@Suite(.serialized, .noLeaks) struct EndTests {
    /// The caller who gives back the last reference has his answer, although the server ends because of it.
    @Test func theLastReleaseIsAnswered() throws {
        let stage = try InteropStage()
        let folder = try RuntimeFolder(path: stage.runtime)
        for round in 0..<30 {
            let server = try ChildProcess(
                [InteropStage.buildFolder + "/CallMatrixServer", "serve"], environment: ["LATEBIND_RUNTIME_DIR": stage.runtime])
            _ = try server.readLine()
            let process = ORPCRuntime.randomProcess()
            let runtime = try ORPCRuntime(
                process: process, services: TestExporter(ipid: TestExporter.ipid(of: process)), folder: folder)
            let results = try runtime.activate(
                path: folder.classSocket(CallMatrix.clsid), clsid: CallMatrix.clsid, iids: [IID_IDispatch], wantsClassObject: false)
            let reference = try StandardReference(hexadecimal(#require(results.first).1))
            let peer = try runtime.peer(oxid: reference.oxid)
            let unknown = RemoteUnknown(peer: peer, ipid: try peer.apartment(oxid: reference.oxid).remUnknown)
            #expect(throws: Never.self, "round \(round)") {
                try unknown.releaseReferences([InterfaceReferences(ipid: reference.ipid, publicReferences: 5)])
            }
            #expect(server.stop() == 0)
            runtime.stop()
        }
    }
}
