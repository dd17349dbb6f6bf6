// swift-tools-version: 6.1
import PackageDescription

// A package of its own: measuring needs release builds and the shared library as users link it.
let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "latebind", path: "..")],
    targets: [
        .systemLibrary(name: "CLibFFIForPeers", pkgConfig: "libffi", providers: [.apt(["libffi-dev"])]),
        .target(name: "CPeers", dependencies: ["CLibFFIForPeers"], cSettings: [.unsafeFlags(["-O2"])]),
        .target(name: "CPingPong", cSettings: [.unsafeFlags(["-O2"])]),
        .target(
            name: "Figures", dependencies: [.product(name: "Latebind", package: "latebind")], swiftSettings: [.swiftLanguageMode(.v6)]),
        .executableTarget(
            name: "RemotingBenchmarks", dependencies: ["CPeers", "CPingPong", "Figures", .product(name: "Latebind", package: "latebind")],
            swiftSettings: [.swiftLanguageMode(.v6)]),
        .executableTarget(
            name: "RuntimeBenchmarks", dependencies: ["CPeers", "Figures", .product(name: "Latebind", package: "latebind")],
            swiftSettings: [.swiftLanguageMode(.v6)], linkerSettings: [.linkedLibrary("m")]),
        .executableTarget(
            name: "Soak", dependencies: ["Figures", .product(name: "Latebind", package: "latebind")],
            swiftSettings: [.swiftLanguageMode(.v6)], linkerSettings: [.linkedLibrary("m")]),
    ]
)
