internal import NetworkNamespace
internal import NetworkWorld

/// Something that keeps packets from their way, or soon may.
public struct Finding: Sendable {
  /// How much it breaks.
  public enum Severity: String, Sendable, Comparable {
    /// What was asked about does not work.
    case error
    /// Something does not work, or only by luck.
    case warning
    /// It works as it was set up, which may not be what was wanted.
    case note

    private var rank: Int {
      switch self {
      case .error: 0
      case .warning: 1
      case .note: 2
      }
    }

    public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
  }

  /// Stays the same from version to version. See cnet-explain(1).
  public internal(set) var code = ""
  /// How much it breaks.
  public var severity: Severity
  /// The link, or the namespace, that it is about.
  public var subject: String
  /// What was seen that shows it.
  public var evidence: String
  /// A line for a shell that mends it; nil when no command does.
  public var fix: String?
  /// Whether it is in the way or not is more than can be read.
  var isDoubt = false
  /// The links that it concerns.
  var places: Set<LinkPlace>
  var namespace: NamespaceIdentity?

  init(
    _ severity: Severity, _ subject: String, _ places: [LinkPlace],
    namespace: NamespaceIdentity? = nil, evidence: String, fix: String?
  ) {
    self.severity = severity
    self.subject = subject
    self.places = Set(places)
    self.namespace = namespace
    self.evidence = evidence
    self.fix = fix
  }
}

/// Looks for one fault. A new one is a file in `Findings/` and a line in ``Diagnosis/rules``.
struct Rule: Sendable {
  let code: String
  /// Whether what it finds follows from other faults, and is left out where there are such.
  let isConsequence: Bool
  let find: @Sendable (Scene) -> [Finding]

  init(
    _ code: String, isConsequence: Bool = false,
    _ find: @escaping @Sendable (Scene) -> [Finding]
  ) {
    self.code = code
    self.isConsequence = isConsequence
    self.find = find
  }
}
