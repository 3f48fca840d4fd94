// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Events",
  dependencies: [.package(name: "cnet", path: "../..")],
  targets: [
    .executableTarget(
      name: "Events",
      dependencies: [
        .product(name: "Netlink", package: "cnet"),
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
