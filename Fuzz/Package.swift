// swift-tools-version: 6.1
import PackageDescription

// A package of its own, because every module is built with coverage and AddressSanitizer: run.sh gives the flags.
let package = Package(
    name: "Fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "latebind", path: "..")],
    targets: [
        .target(name: "CFuzzer"),
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "CFuzzer", .product(name: "TypeLibrary", package: "latebind"), .product(name: "WireHarness", package: "latebind"),
            ],
            swiftSettings: [
                .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
            ]),
    ]
)
