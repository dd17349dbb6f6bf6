// swift-tools-version: 6.1
import PackageDescription

/// Every Swift target is built the same way: Swift 6 language mode, existentials spelled `any`, imports internal unless
/// they are part of the target's interface.
let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "latebind",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "latebind", targets: ["LatebindCommand"]),
        // One shared library for Swift, C, C++ and Python: class objects, error info, apartments and live objects are
        // state of the process, so no process may hold two copies of this code.
        .library(name: "Latebind", type: .dynamic, targets: ["Latebind", "CLatebind", "PythonBridge"]),
        // The format and the compiler alone, for tools.
        .library(name: "TypeLibrary", targets: ["TypeLibrary", "MSFTFormat", "IDL"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // The ABI and the system's libraries, as C.
        .target(name: "CAutomation"),
        .target(name: "CPlatform"),
        .target(name: "CFFI", dependencies: ["CLibFFI"]),
        .systemLibrary(
            name: "CLibFFI", pkgConfig: "libffi", providers: [.apt(["libffi-dev"]), .brew(["libffi"])]),

        // The format and the compiler: no runtime, no libffi, no Python.
        .target(name: "AutomationTypes", dependencies: ["CAutomation"], swiftSettings: swiftSettings),
        .target(name: "TypeLibrary", dependencies: ["AutomationTypes"], swiftSettings: swiftSettings),
        .target(
            name: "MSFTFormat",
            dependencies: ["TypeLibrary", .product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: swiftSettings),
        .target(name: "IDL", dependencies: ["TypeLibrary"], swiftSettings: swiftSettings),

        // The runtime.
        .target(
            name: "AutomationRuntime", dependencies: ["TypeLibrary", "CAutomation", "CPlatform"], swiftSettings: swiftSettings),
        .target(name: "Invocation", dependencies: ["AutomationRuntime", "CFFI"], swiftSettings: swiftSettings),
        .target(
            name: "Remoting", dependencies: ["Invocation"], swiftSettings: swiftSettings),
        .target(
            name: "Latebind", dependencies: ["Remoting", "MSFTFormat", "CPlatform"], swiftSettings: swiftSettings),

        // What the other languages see.
        // pkg-config's `python3` has the headers and no library: the bridge binds to the interpreter of its process.
        .systemLibrary(
            name: "CLibPython", pkgConfig: "python3", providers: [.apt(["libpython3-dev"]), .brew(["python"])]),
        .target(name: "CPython", dependencies: ["CLibPython"]),
        .target(name: "PythonBridge", dependencies: ["Latebind", "CPython"], swiftSettings: swiftSettings),
        .target(name: "CLatebind", dependencies: ["Latebind", "CAutomation"], swiftSettings: swiftSettings),

        // The command needs the format and the compiler; what runs objects it finds in the shared library.
        .executableTarget(
            name: "LatebindCommand",
            dependencies: [
                "MSFTFormat", "IDL", "TypeLibrary", "AutomationTypes",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: swiftSettings),

        // Examples: built here so that tests can use their classes; as components of their own by their scripts.
        .target(
            name: "ScriptingDictionary", dependencies: ["Latebind"], path: "examples/dictionary/Sources",
            swiftSettings: swiftSettings),

        // Tests.
        .target(
            name: "TestSupport", dependencies: ["AutomationRuntime"], path: "Tests/TestSupport",
            swiftSettings: swiftSettings),
        .testTarget(
            name: "AutomationRuntimeTests", dependencies: ["AutomationRuntime", "TestSupport"],
            exclude: ["conversions"], swiftSettings: swiftSettings),
        .target(name: "CAutomationLayout", dependencies: ["CAutomation"], path: "Tests/CAutomationLayout"),
        .testTarget(
            name: "CAutomationTests", dependencies: ["CAutomation", "CAutomationLayout", "TestSupport"],
            exclude: ["Programs", "layout.tsv", "generate-layout.sh", "generate-lists.py"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "InvocationTests", dependencies: ["Latebind", "Invocation"], exclude: ["Signatures"], swiftSettings: swiftSettings),
        .testTarget(
            name: "CLatebindTests", dependencies: ["IDL", "MSFTFormat", "TestSupport"],
            exclude: ["Programs", "conversions", "functions.txt"], swiftSettings: swiftSettings),
        .testTarget(
            name: "IDLTests", dependencies: ["IDL"], exclude: ["Diagnostics"], swiftSettings: swiftSettings),
    ]
)
