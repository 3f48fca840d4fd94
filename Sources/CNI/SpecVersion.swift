/// A version of the CNI specification that the plugins speak, oldest first.
public enum SpecVersion: Int, CaseIterable, Comparable, Sendable, CustomStringConvertible {
  case v010, v020, v030, v031, v040, v100, v110

  public static var current: SpecVersion { .v110 }

  /// The first with `interfaces` and several addresses in its results.
  static var withInterfaces: SpecVersion { .v030 }
  static var withCheck: SpecVersion { .v040 }
  /// The first whose addresses do not say their family.
  static var withoutFamily: SpecVersion { .v100 }
  static var withGarbageCollection: SpecVersion { .v110 }
  /// The first that says the MTU of interfaces.
  static var withInterfaceMTU: SpecVersion { .v110 }

  /// A version that is supported; nil for any other. None at all means 0.1.0.
  public init?(_ text: String) {
    let known = Self.allCases.first { text.isEmpty || $0.description == text }
    guard let known else { return nil }
    self = known
  }

  public static func < (a: SpecVersion, b: SpecVersion) -> Bool { a.rawValue < b.rawValue }

  public var description: String {
    switch self {
    case .v010: "0.1.0"
    case .v020: "0.2.0"
    case .v030: "0.3.0"
    case .v031: "0.3.1"
    case .v040: "0.4.0"
    case .v100: "1.0.0"
    case .v110: "1.1.0"
    }
  }
}
