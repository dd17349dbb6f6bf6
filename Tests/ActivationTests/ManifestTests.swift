// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import Remoting
import TestSupport
import Testing

/// What manifests may say of servers, and what is told about one that breaks a rule: the file, the place, the rule.
@Suite struct ManifestTests {
    private static let clsid = "{6A9B1A70-32C3-4C5E-9D6E-0A1B2C3D4E5F}"

    private func read(_ members: String) throws -> ManifestClass {
        let scratch = try ScratchDirectory()
        let path = scratch.path + "/a.latebind.json"
        try writeFile(path, #"{ "classes": [ { "clsid": "\#(Self.clsid)", \#(members) } ] }"#)
        let manifest = try Manifest(path: path)
        var result = try #require(manifest.classes.first)
        // The folder goes with this function.
        if let server = result.localServer {
            result.localServer?.folder = server.folder.hasSuffix(scratch.path) ? "here" : server.folder
            result.localServer?.arguments = server.arguments.map {
                $0.hasPrefix(scratch.path) ? "here" + $0.dropFirst(scratch.path.count) : $0
            }
        }
        return result
    }

    @Test func aCommandIsAListOrAnObject() throws {
        let short = try read(#""localServer": ["./bin/server", "./data"]"#)
        #expect(
            short.localServer
                == LocalServerCommand(arguments: ["here/bin/server", "./data"], startTimeout: 30_000, folder: "here"))
        let long = try read(
            #""localServer": {"command": ["python3", "server.py"], "environment": {"A": "b=c"}, "startTimeout": 0.25}"#)
        #expect(
            long.localServer
                == LocalServerCommand(
                    arguments: ["python3", "server.py"], environment: ["A": "b=c"], startTimeout: 250, folder: "here"))
    }

    @Test func aClassSaysWhereItsObjectsLive() throws {
        #expect(try read(#""inProcessServer": "a.so""#).threadingModel == .both)
        #expect(try read(#""inProcessServer": "a.so", "threadingModel": "apartment""#).threadingModel == .apartment)
        #expect(try read(#""inProcessServer": "a.so", "threadingModel": "free""#).threadingModel == .free)
        #expect(try read(#""inProcessServer": "a.so""#).isUnmarshaler == false)
        #expect(try read(#""inProcessServer": "a.so", "unmarshaler": true"#).isUnmarshaler)
    }

    @Test(arguments: [
        (#""localServer": []"#, "classes[0].localServer.command: names no program"),
        (#""localServer": [""]"#, "classes[0].localServer.command: names no program"),
        (#""localServer": {"environment": {}}"#, "the member \"command\" is missing"),
        (#""localServer": {"command": "server"}"#, "classes[0].localServer.command"),
        (#""localServer": ["a", 1]"#, "classes[0].localServer"),
        (#""localServer": ["a\u0000b"]"#, "classes[0].localServer.command[0]: has a zero character"),
        (#""localServer": {"command": ["a"], "startTimeout": 0}"#, "classes[0].localServer.startTimeout: must be more than 0"),
        (#""localServer": {"command": ["a"], "startTimeout": 1e300}"#, "classes[0].localServer.startTimeout: must be"),
        (#""localServer": {"command": ["a"], "environment": {"A=": "b"}}"#, "\"A=\" is no name of a variable"),
        (#""localServer": {"command": ["a"], "environment": {"A": "\u0000"}}"#, "localServer.environment.A: has a zero"),
        (#""threadingModel": "both""#, "classes[0].threadingModel: is for an inProcessServer"),
        (#""inProcessServer": "a.so", "threadingModel": "Both""#, "\"Both\" is none of \"both\", \"free\", \"apartment\""),
        (#""unmarshaler": true"#, "classes[0].unmarshaler: is for an inProcessServer"),
        (#""inProcessServer": "a.so", "unmarshaler": "yes""#, "classes[0].unmarshaler"),
        (#""inProcessServer": """#, "classes[0].inProcessServer: is no path"),
    ])
    func aBrokenRuleIsToldWithItsPlace(members: String, message: String) throws {
        let error = #expect(throws: COMError.self) { try read(members) }
        #expect(error?.hresult == .E_INVALIDARG)
        #expect(error?.message?.contains("a.latebind.json: ") == true, "\(error?.message ?? "")")
        #expect(error?.message?.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func aManifestIsARegularFile() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.path + "/a.latebind.json"
        try runProgram(["mkfifo", path])
        let error = #expect(throws: COMError.self) { try Manifest(path: path) }
        #expect(error?.message?.contains("a manifest is a regular file") == true)
        let device = #expect(throws: COMError.self) { try Manifest(path: "/dev/zero") }
        #expect(device?.message?.contains("a manifest is a regular file") == true)
    }

    @Test func aManifestThatChangesIsReadAnew() throws {
        let scratch = try ScratchDirectory()
        let registry = ClassRegistry(path: ManifestPath(entries: [scratch.path]))
        let path = scratch.path + "/a.latebind.json"
        let clsid = try #require(GUID(Self.clsid))
        func write(_ name: String) throws {
            try writeFile(path, #"{ "classes": [ { "clsid": "\#(Self.clsid)", "progID": "\#(name)" } ] }"#)
        }
        try write("Test.One")
        #expect(try registry.clsid(ofProgID: "test.one") == clsid)
        #expect(try registry.progID(of: clsid) == "Test.One")
        try write("Test.Three")
        #expect(try registry.clsid(ofProgID: "Test.Three") == clsid)
        #expect(throws: COMError.self) { try registry.clsid(ofProgID: "Test.One") }
    }
}
