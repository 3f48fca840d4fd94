// swift-tools-version: 6.2
import PackageDescription

// `Lifetimes` lets a function return a view that cannot outlive the bytes it looks at.
// Packages that depend on this one need no flag of their own.
let settings: [SwiftSetting] = [
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "cnet",
  products: [
    .library(name: "Netlink", targets: ["Netlink"]),
    .library(name: "RouteNetlink", targets: ["RouteNetlink"]),
    .library(name: "NetworkNamespace", targets: ["NetworkNamespace"]),
    .library(name: "ContainerNetwork", targets: ["ContainerNetwork"]),
    .library(name: "NetworkWorld", targets: ["NetworkWorld"]),
    .library(name: "NetworkDiagnosis", targets: ["NetworkDiagnosis"]),
    .executable(name: "cnet", targets: ["cnet"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.1")
  ],
  targets: [
    .systemLibrary(
      name: "CLibmnl", pkgConfig: "libmnl",
      providers: [.apt(["libmnl-dev"]), .yum(["libmnl-devel"])]),
    .systemLibrary(
      name: "CJansson", pkgConfig: "jansson",
      providers: [.apt(["libjansson-dev"]), .yum(["jansson-devel"])]),
    .systemLibrary(name: "CLinux"),
    .target(name: "Netlink", dependencies: ["CLibmnl", "CLinux"], swiftSettings: settings),
    .target(name: "RouteNetlink", dependencies: ["Netlink"], swiftSettings: settings),
    .target(name: "SystemCalls", dependencies: ["Netlink", "CLinux"], swiftSettings: settings),
    .target(
      name: "NetworkNamespace", dependencies: ["SystemCalls", "CLinux"], swiftSettings: settings),
    .target(
      name: "ContainerNetwork", dependencies: ["RouteNetlink", "NetworkNamespace"],
      swiftSettings: settings),
    .target(
      name: "NetworkWorld", dependencies: ["ContainerNetwork", "CLinux"],
      swiftSettings: settings),
    .target(
      name: "AttachmentConfiguration", dependencies: ["ContainerNetwork", "CJansson"],
      swiftSettings: settings),
    .target(
      name: "NetworkDiagnosis", dependencies: ["NetworkWorld", "NFTables", "CLinux"],
      swiftSettings: settings),
    .target(name: "NFTables", dependencies: ["RouteNetlink"], swiftSettings: settings),
    .target(
      name: "CNI",
      dependencies: ["ContainerNetwork", "AttachmentConfiguration", "NFTables", "CLinux"],
      swiftSettings: settings),
    .target(
      name: "OCI", dependencies: ["AttachmentConfiguration", "CLinux"], swiftSettings: settings),
    .target(
      name: "CNetCommands",
      dependencies: [
        "AttachmentConfiguration", "CNI", "OCI", "NetworkWorld", "NetworkDiagnosis", "CLinux",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "cnet", dependencies: ["CNetCommands", "CNI", "OCI", "CLinux"], swiftSettings: settings),
    .target(
      name: "TestSupport", dependencies: ["ContainerNetwork", "CLinux"], path: "Tests/TestSupport",
      swiftSettings: settings),
    .executableTarget(
      name: "Gate", dependencies: ["ContainerNetwork"], path: "Tests/Gate",
      exclude: ["limits"], swiftSettings: settings),
    .executableTarget(name: "FailCall", path: "Tests/FailCall"),
    .executableTarget(
      name: "Soak", dependencies: ["CLinux", "TestSupport"], path: "Tests/Soak",
      swiftSettings: settings),
    .target(
      name: "CBuilderGate", dependencies: ["CLibmnl"], path: "Tests/CBuilderGate"),
    .executableTarget(
      name: "BuilderGate", dependencies: ["CBuilderGate", "RouteNetlink", "CLinux"],
      path: "Tests/BuilderGate", swiftSettings: settings),
    .testTarget(
      name: "NetlinkTests", dependencies: ["Netlink", "CLibmnl", "CLinux", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "RouteNetlinkTests", dependencies: ["RouteNetlink", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "NetworkWorldTests", dependencies: ["NetworkWorld", "RouteNetlink", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "NetworkDiagnosisTests",
      dependencies: ["NetworkDiagnosis", "NetworkWorld", "TestSupport"], swiftSettings: settings),
    .testTarget(name: "OCITests", dependencies: ["OCI"], swiftSettings: settings),
    .testTarget(
      name: "CommandTests", dependencies: ["CNetCommands", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "CNITests",
      dependencies: [
        "CNI", "NFTables", "AttachmentConfiguration", "ContainerNetwork", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "LiveTests",
      dependencies: ["ContainerNetwork", "NetworkWorld", "CNetCommands", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ProjectTests", dependencies: ["TestSupport"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)

// Scripts/instrumented: the tests that need no kernel, and the fuzz cases, which link to libFuzzer.
if Context.environment["CNET_INSTRUMENTED"] != nil {
  let others: Set = ["LiveTests", "ProjectTests", "Gate", "BuilderGate", "CBuilderGate"]
  package.targets.removeAll { others.contains($0.name) }
  // Where bytes from outside are read. libFuzzer looks at every counter after each try, so that those
  // of other modules would only make it slow.
  let traced: Set = [
    "Netlink", "RouteNetlink", "NetworkNamespace", "ContainerNetwork", "AttachmentConfiguration",
    "NFTables", "CNI", "OCI", "NetworkWorld", "CNetCommands",
  ]
  let counters = "edge,inline-8bit-counters,pc-table,trace-cmp"
  for target in package.targets where traced.contains(target.name) {
    target.swiftSettings?.append(.unsafeFlags(["-sanitize-coverage=\(counters)"]))
  }
  package.targets += [
    .systemLibrary(name: "CLibFuzzer", path: "Fuzzing/CLibFuzzer"),
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "CNetCommands", "CNI", "OCI", "NFTables", "NetworkWorld", "CLinux", "CLibFuzzer",
      ],
      path: "Fuzzing/Fuzz", swiftSettings: settings),
  ]
}

// A module is compiled anew when one that it depends on by name has changed. What it holds of the layout of
// types comes by way of others, too: it depends on all of those.
let declared = Dictionary(
  uniqueKeysWithValues: package.targets.map { target in
    let names = target.dependencies.compactMap { dependency -> String? in
      if case .byNameItem(let name, _) = dependency { name } else { nil }
    }
    return (target.name, Set(names))
  })
for target in package.targets {
  var names: Set<String> = []
  var rest = declared[target.name] ?? []
  while let name = rest.popFirst() {
    if names.insert(name).inserted { rest.formUnion(declared[name] ?? []) }
  }
  names.subtract(declared[target.name] ?? [])
  target.dependencies += names.sorted().map { .byName(name: $0) }
}
