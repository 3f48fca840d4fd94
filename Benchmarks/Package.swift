// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "cnet-benchmarks",
  dependencies: [
    .package(name: "cnet", path: ".."),
    // Without its traits: what these build does not come with every installation of Swift.
    // Its allocation counts then read 0; CPeers counts allocations instead.
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    .systemLibrary(
      name: "CLibmnlPeer", pkgConfig: "libmnl", providers: [.apt(["libmnl-dev"])]),
    .target(name: "CPeers", dependencies: ["CLibmnlPeer"]),
    // What runs inside one process: cnet's library beside libmnl and a naive encoder.
    .executableTarget(
      name: "HotPaths",
      dependencies: [
        "CPeers",
        .product(name: "Benchmark", package: "benchmark"),
        .product(name: "Netlink", package: "cnet"),
        .product(name: "RouteNetlink", package: "cnet"),
      ],
      path: "Benchmarks/HotPaths",
      swiftSettings: [.enableExperimentalFeature("Lifetimes")],
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    // For the driver: cnet's library in a loop.
    .executableTarget(
      name: "plumb", dependencies: [.product(name: "ContainerNetwork", package: "cnet")]),
  ],
  swiftLanguageModes: [.v6]
)
