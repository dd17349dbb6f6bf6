// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes

/// How a class's server process is started.
public struct LocalServerCommand: Hashable, Sendable {
    /// The program and its arguments. A program with a "/" in its name is an absolute path; one without is looked for on PATH.
    public var arguments: [String]
    /// What is added to the environment of the process that starts it, or takes the place of what is there.
    public var environment: [String: String]
    /// Milliseconds that the server has until it listens.
    public var startTimeout: UInt32
    /// The folder that it runs in: its manifest's.
    public var folder: String

    public static let defaultStartTimeout: UInt32 = 30_000

    public init(
        arguments: [String], environment: [String: String] = [:], startTimeout: UInt32 = defaultStartTimeout, folder: String = "/"
    ) {
        self.arguments = arguments
        self.environment = environment
        self.startTimeout = startTimeout
        self.folder = folder
    }

    /// `{"command": ["./server", "--quiet"], "environment": {"NAME": "value"}, "startTimeout": 10}`, or the command alone. The
    /// timeout is in seconds.
    struct Entry: Decodable {
        var command: [String]
        var environment: [String: String]?
        var startTimeout: Double?

        private enum Key: String, CodingKey { case command, environment, startTimeout }

        init(from decoder: any Decoder) throws {
            if let list = try? decoder.unkeyedContainer() {
                command = []
                var list = list
                while !list.isAtEnd { command.append(try list.decode(String.self)) }
                return
            }
            let object = try decoder.container(keyedBy: Key.self)
            command = try object.decode([String].self, forKey: .command)
            environment = try object.decodeIfPresent([String: String].self, forKey: .environment)
            startTimeout = try object.decodeIfPresent(Double.self, forKey: .startTimeout)
        }
    }

    private static let mostArguments = 1024
    private static let mostVariables = 256
    private static let longestTimeout = 3600.0

    /// - Parameter absolute: makes a path absolute that starts at the manifest's folder.
    /// - Throws: the rule that the entry breaks, with its place within the entry.
    init(_ entry: Entry, folder: String, absolute: (String) -> String) throws(ManifestRule) {
        guard let program = entry.command.first, !program.isEmpty else {
            throw ManifestRule("command", "names no program")
        }
        guard entry.command.count <= LocalServerCommand.mostArguments else {
            throw ManifestRule("command", "has more than \(LocalServerCommand.mostArguments) arguments")
        }
        for (index, argument) in entry.command.enumerated() where argument.utf8.contains(0) {
            throw ManifestRule("command[\(index)]", "has a zero character")
        }
        let environment = entry.environment ?? [:]
        guard environment.count <= LocalServerCommand.mostVariables else {
            throw ManifestRule("environment", "has more than \(LocalServerCommand.mostVariables) variables")
        }
        for (name, value) in environment {
            guard !name.isEmpty, !name.utf8.contains(0), !name.utf8.contains(UInt8(ascii: "=")) else {
                throw ManifestRule("environment", "\"\(name)\" is no name of a variable")
            }
            guard !value.utf8.contains(0) else { throw ManifestRule("environment.\(name)", "has a zero character") }
        }
        var timeout = LocalServerCommand.defaultStartTimeout
        if let seconds = entry.startTimeout {
            guard seconds > 0, seconds <= LocalServerCommand.longestTimeout else {
                throw ManifestRule("startTimeout", "must be more than 0 and at most \(Int(LocalServerCommand.longestTimeout)) seconds")
            }
            timeout = UInt32((seconds * 1000).rounded(.up))
        }
        var arguments = entry.command
        if program.utf8.contains(UInt8(ascii: "/")) { arguments[0] = absolute(program) }
        self.init(arguments: arguments, environment: environment, startTimeout: timeout, folder: folder)
    }
}

/// A rule of manifests that an entry breaks, and where in the entry.
struct ManifestRule: Error {
    var place: String
    var rule: String

    init(_ place: String, _ rule: String) {
        self.place = place
        self.rule = rule
    }
}
