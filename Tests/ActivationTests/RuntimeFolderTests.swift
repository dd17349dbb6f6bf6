// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A folder that others may enter, or lay, is no place for sockets.
@Suite struct RuntimeFolderTests {
    private let create = "create \(Stage.clsid) \(Stage.localServer)"

    @Test func othersMayNotEnter() throws {
        let stage = try Stage()
        try stage.describeServer()
        chmod(stage.runtime, 0o755)
        let answer = try stage.client().ask(create)
        #expect(answer.hasPrefix("0x80070005"), "\(answer)")
        #expect(answer.contains("mode 0755"), "\(answer)")
        #expect(stage.startedServers().isEmpty)
    }

    @Test func aLinkIsRefused() throws {
        let stage = try Stage()
        try stage.describeServer()
        rename(stage.runtime, stage.runtime + "-else")
        symlink(stage.runtime + "-else", stage.runtime)
        let answer = try stage.client().ask(create)
        #expect(answer.hasPrefix("0x80070005"), "\(answer)")
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a folder away"))
    func anotherUsersFolderIsRefused() throws {
        let stage = try Stage()
        try stage.describeServer()
        chown(stage.runtime, 1, 1)
        let answer = try stage.client().ask(create)
        #expect(answer.hasPrefix("0x80070005"), "\(answer)")
        #expect(answer.contains("belongs to user 1"), "\(answer)")
    }

    @Test func aRelativePathIsRefused() throws {
        let stage = try Stage()
        try stage.describeServer()
        stage.environment["LATEBIND_RUNTIME_DIR"] = "runtime"
        let answer = try stage.client().ask(create)
        #expect(answer.hasPrefix("0x80070057"), "\(answer)")
    }

    @Test func theFolderIsMade() throws {
        let stage = try Stage()
        try stage.describeServer()
        rmdir(stage.runtime)
        #expect(try stage.client().ask(create).hasPrefix("0x00000000"))
        var status = stat()
        #expect(stat(stage.runtime, &status) == 0 && status.st_mode & 0o777 == 0o700)
    }

    @Test func socketsAndFilesAreTheUsersAlone() throws {
        let stage = try Stage()
        try stage.describeServer()
        let client = try stage.client()
        #expect(try client.ask(create).hasPrefix("0x00000000"))
        for name in try entries(of: stage.runtime) {
            var status = stat()
            guard lstat(stage.runtime + "/" + name, &status) == 0 else { continue }
            #expect(status.st_mode & 0o077 == 0, "\(name)")
        }
    }
}
