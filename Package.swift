// swift-tools-version: 6.1
import PackageDescription

/// Every Swift target is built the same way: Swift 6 language mode, existentials spelled `any`, imports internal unless
/// they are part of the target's interface.
let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// A target names every target that it imports: an incremental build follows these names, not the imports.
let types: [Target.Dependency] = ["AutomationTypes", "TypeLibrary"]
let runtime: [Target.Dependency] = types + ["AutomationRuntime", "CAutomation"]
let objects: [Target.Dependency] = runtime + ["Invocation", "TypeLibMarshaler", "Remoting"]

let package = Package(
    name: "latebind",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "latebind", targets: ["LatebindCommand"]),
        // One shared library for Swift, C, C++ and Python: class objects, error info, apartments and live objects are
        // state of the process, so no process may hold two copies of this code.
        .library(name: "Latebind", type: .dynamic, targets: ["Latebind", "CLatebind", "PythonBridge"]),
        // The format and the compiler alone, for tools.
        .library(name: "TypeLibrary", targets: ["TypeLibrary", "MSFTFormat", "IDL", "TypeLibraryTools"]),
        // Metrics and spans of calls. It calls the shared library through its C interface and is linked into the program itself: so
        // there is one swift-metrics and one swift-distributed-tracing in the process, the program's.
        .library(name: "LatebindObservability", targets: ["LatebindObservability"]),
        // For Fuzz, which is a package of its own.
        .library(name: "WireHarness", targets: ["WireHarness", "TypeLibMarshaler", "Remoting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
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
            name: "MSFTFormat", dependencies: types + [.product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: swiftSettings),
        .target(name: "IDL", dependencies: types, swiftSettings: swiftSettings),
        .target(name: "TypeLibraryTools", dependencies: types, swiftSettings: swiftSettings),

        .target(
            name: "ObjectBrowser", dependencies: types + ["IDL"],
            resources: [.embedInCode("Resources/browser.css"), .embedInCode("Resources/browser.js")],
            swiftSettings: swiftSettings),

        // The runtime.
        .target(
            name: "AutomationRuntime", dependencies: types + ["CAutomation", "CPlatform"], swiftSettings: swiftSettings),
        .target(name: "Invocation", dependencies: runtime + ["CFFI"], swiftSettings: swiftSettings),
        .target(
            name: "TypeLibMarshaler", dependencies: runtime + ["Invocation", "CFFI", "CPlatform"], swiftSettings: swiftSettings),
        .target(name: "Remoting", dependencies: runtime + ["Invocation", "TypeLibMarshaler", "MSFTFormat", "CPlatform"],
            swiftSettings: swiftSettings),
        .target(name: "Latebind", dependencies: objects + ["MSFTFormat", "CPlatform"], swiftSettings: swiftSettings),

        // What the other languages see.
        // pkg-config's `python3` has the headers and no library: the bridge binds to the interpreter of its process.
        .systemLibrary(
            name: "CLibPython", pkgConfig: "python3", providers: [.apt(["libpython3-dev"]), .brew(["python"])]),
        .target(name: "CPython", dependencies: ["CLibPython"]),
        .target(
            name: "PythonBridge", dependencies: objects + ["Latebind", "CPython"],
            resources: [.embedInCode("prelude.py")], swiftSettings: swiftSettings),
        .target(
            name: "CLatebind", dependencies: objects + ["Latebind", "MSFTFormat"], swiftSettings: swiftSettings),

        .target(
            name: "LatebindObservability",
            dependencies: [
                "CAutomation", .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: swiftSettings),

        // The command needs the format and the compiler; what runs objects it finds in the shared library.
        .executableTarget(
            name: "LatebindCommand",
            dependencies: types + [
                "MSFTFormat", "IDL", "TypeLibraryTools", "ObjectBrowser", "CLibPython",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: swiftSettings),

        // Examples: built here so that tests can use their classes; as components of their own by their scripts.
        .target(
            name: "ScriptingDictionary", dependencies: objects + ["Latebind"], path: "examples/dictionary/Sources",
            swiftSettings: swiftSettings),

        // Tests.
        .target(
            name: "TestSupport", dependencies: runtime + ["IDL", "MSFTFormat"], path: "Tests/TestSupport",
            swiftSettings: swiftSettings),
        // The table of calls that every way of calling, and every kind of proxy, is held to.
        .target(
            name: "CallMatrix", dependencies: objects + ["Latebind", "TestSupport"], path: "Tests/CallMatrix",
            exclude: ["Tables", "C"], swiftSettings: swiftSettings),
        .executableTarget(
            name: "CallMatrixServer", dependencies: objects + ["CallMatrix"], path: "Tests/CallMatrixServer",
            swiftSettings: swiftSettings),
        // Processes that tests kill.
        .target(
            name: "FaultSupport", dependencies: objects + ["CPlatform", "Latebind", "TestSupport"], path: "Tests/FaultSupport",
            exclude: ["drift-1.idl", "drift-2.idl", "faults.idl"], swiftSettings: swiftSettings),
        .executableTarget(
            name: "FaultProcess", dependencies: objects + ["FaultSupport"], path: "Tests/FaultProcess",
            swiftSettings: swiftSettings),
        // Processes whose calls are watched.
        .executableTarget(
            name: "ObservedProcess",
            dependencies: objects + [
                "CLatebind", "FaultSupport", "LatebindObservability", .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
            ],
            path: "Tests/ObservedProcess", swiftSettings: swiftSettings),
        .target(name: "CAutomationLayout", dependencies: ["CAutomation"], path: "Tests/CAutomationLayout"),
        .testTarget(
            name: "CAutomationTests", dependencies: ["CAutomation", "CAutomationLayout", "TestSupport"],
            exclude: ["Programs", "layout.tsv", "generate-layout.sh", "generate-lists.py"],
            swiftSettings: swiftSettings),
        .testTarget(name: "TypeLibraryTests", dependencies: types, swiftSettings: swiftSettings),
        .testTarget(
            name: "BuilderTests", dependencies: types + ["IDL", "MSFTFormat", "TestSupport"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "MSFTFormatTests",
            dependencies: types + ["MSFTFormat", .product(name: "SystemPackage", package: "swift-system")], exclude: ["Goldens", "Regressions"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "CLatebindTests", dependencies: types + ["IDL", "MSFTFormat", "TestSupport"],
            exclude: ["arrays", "Programs", "arithmetic", "conversions", "collation", "creation", "disp", "formatting", "functions.txt", "wireforms"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "IDLTests", dependencies: types + ["IDL"], exclude: ["Diagnostics", "Regressions"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "RealWorldTests", dependencies: types + ["IDL", "MSFTFormat", "TestSupport"],
            exclude: ["Differences", "Feature", "Loader", "expected.txt", "libraries.txt"], swiftSettings: swiftSettings),
        .testTarget(
            name: "TypelibsTests", dependencies: types + ["MSFTFormat", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "ObjectBrowserTests", dependencies: types + ["IDL", "MSFTFormat", "ObjectBrowser", "TestSupport"],
            exclude: ["browser_test.py", "chromium.py", "hostile.idl"], swiftSettings: swiftSettings),
        .testTarget(
            name: "TypeLibraryToolsTests", dependencies: types + ["IDL", "TypeLibraryTools"],
            exclude: ["Diff", "Lint", "Outline"], swiftSettings: swiftSettings),
        .testTarget(
            name: "AutomationRuntimeTests", dependencies: runtime + ["MSFTFormat", "TestSupport"],
            exclude: ["conversions"], swiftSettings: swiftSettings),
        // An object in C for what automation has no VARIANT for; it calls the C exports.
        .target(name: "CWireObject", dependencies: ["CAutomation"], path: "Tests/CWireObject"),
        // A proxy and a stub face to face, and what tests and the fuzzer tell them.
        .target(
            name: "WireHarness", dependencies: objects + ["CallMatrix", "CWireObject", "CLatebind", "Latebind", "TestSupport"],
            path: "Tests/WireHarness", exclude: ["wire.idl"], swiftSettings: swiftSettings),
        .testTarget(
            name: "TypeLibMarshalerTests",
            dependencies: objects + ["CallMatrix", "CWireObject", "CLatebind", "Latebind", "TestSupport", "WireHarness"],
            exclude: ["Goldens", "goldens_test.py", "Regressions", "Texts"], swiftSettings: swiftSettings),
        .testTarget(
            name: "InvocationTests", dependencies: objects + ["CFFI", "CallMatrix", "Latebind", "TestSupport"],
            exclude: ["Signatures"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "RemotingTests",
            dependencies: objects + [
                "CWireObject", "CallMatrix", "CallMatrixServer", "FaultProcess", "FaultSupport", "TestSupport", "WireHarness",
            ],
            exclude: [
                "ORPC/impacket_client.py", "Interop/orpc.py", "Interop/impacket_counter.py", "Interop/impacket_matrix.py",
                "RPC/Regressions",
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "ObservabilityTests", dependencies: ["CAutomation", "LatebindObservability", "ObservedProcess", "TestSupport", "CLatebind"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "ActivationTests", dependencies: objects + ["TestSupport"], exclude: ["Programs"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "ScriptingDictionaryTests",
            dependencies: objects + ["ScriptingDictionary", "Latebind", "MSFTFormat", "TestSupport"],
            swiftSettings: swiftSettings),
    ]
)
