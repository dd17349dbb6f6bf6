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
        .library(name: "Latebind", targets: ["Latebind"]),
        .library(name: "TypeLibrary", targets: ["TypeLibrary", "MSFTFormat", "IDL"]),
        .library(name: "latebind-c", type: .dynamic, targets: ["CLatebind"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // The ABI and the system's libraries, as C.
        .target(name: "CAutomation"),
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
            name: "AutomationRuntime", dependencies: ["TypeLibrary", "CAutomation"], swiftSettings: swiftSettings),
        .target(name: "Invocation", dependencies: ["AutomationRuntime", "CFFI"], swiftSettings: swiftSettings),
        .target(
            name: "Latebind", dependencies: ["Invocation", "MSFTFormat", "IDL"], swiftSettings: swiftSettings),

        // What the other languages see.
        .systemLibrary(
            name: "CLibPython", pkgConfig: "python3-embed",
            providers: [.apt(["libpython3-dev"]), .brew(["python"])]),
        .target(name: "CPython", dependencies: ["CLibPython"]),
        .target(name: "PythonBridge", dependencies: ["Latebind", "CPython"], swiftSettings: swiftSettings),
        .target(name: "CLatebind", dependencies: ["Latebind"], swiftSettings: swiftSettings),
        .executableTarget(
            name: "LatebindCommand",
            dependencies: [
                "Latebind", "PythonBridge", "MSFTFormat", "TypeLibrary", "AutomationTypes",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: swiftSettings),

        // The tests.
        .testTarget(name: "TypeLibraryTests", dependencies: ["TypeLibrary"], swiftSettings: swiftSettings),
        .testTarget(
            name: "MSFTFormatTests", dependencies: ["MSFTFormat"], exclude: ["Goldens"], swiftSettings: swiftSettings),
    ]
)
