/// A version of the CNI specification.
public struct SpecVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
  private var parts: [Int]

  private init(_ major: Int, _ minor: Int, _ patch: Int) { parts = [major, minor, patch] }

  public static let current = SpecVersion(1, 1, 0)

  /// What the plugins speak, oldest first.
  public static let supported = [
    SpecVersion(0, 1, 0), SpecVersion(0, 2, 0), SpecVersion(0, 3, 0), SpecVersion(0, 3, 1),
    SpecVersion(0, 4, 0), SpecVersion(1, 0, 0), SpecVersion(1, 1, 0),
  ]

  /// The first with `interfaces` and several addresses in its results.
  static let withInterfaces = SpecVersion(0, 3, 0)
  static let withCheck = SpecVersion(0, 4, 0)
  /// The first whose addresses do not say their family.
  static let withoutFamily = SpecVersion(1, 0, 0)
  static let withGarbageCollection = SpecVersion(1, 1, 0)
  /// The first that says the MTU of interfaces.
  static let withInterfaceMTU = SpecVersion(1, 1, 0)

  /// A version that is supported; nil for any other. None at all means 0.1.0.
  public init?(_ text: String) {
    guard let known = Self.supported.first(where: { text.isEmpty || $0.description == text })
    else { return nil }
    self = known
  }

  public static func < (a: SpecVersion, b: SpecVersion) -> Bool {
    a.parts.lexicographicallyPrecedes(b.parts)
  }

  public var description: String { parts.map { "\($0)" }.joined(separator: ".") }
}
