// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

@main
struct LatebindCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latebind",
        abstract: "COM Automation: type libraries, and objects that are called through them.",
        subcommands: [
            Compile.self, Dump.self, Diff.self, Lint.self, Browse.self, Run.self, Serve.self, Trace.self,
        ])
}
