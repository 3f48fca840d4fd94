// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Runtime",
  dependencies: [.package(name: "cnet", path: "../..")],
  targets: [
    .executableTarget(
      name: "Runtime",
      dependencies: [
        .product(name: "ContainerNetwork", package: "cnet"),
        .product(name: "Netlink", package: "cnet"),
        .product(name: "NetworkNamespace", package: "cnet"),
        .product(name: "RouteNetlink", package: "cnet"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("MemberImportVisibility"),
        .strictMemorySafety(),
        .treatAllWarnings(as: .error),
      ])
  ],
  swiftLanguageModes: [.v6]
)
