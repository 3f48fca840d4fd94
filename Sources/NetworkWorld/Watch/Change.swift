public import NetworkNamespace

/// One thing that became different, and how.
public struct Change: Hashable, Sendable {
  /// Where; nil when it concerns all.
  public var namespace: NamespaceIdentity?
  /// What that was called, where its number may be another's by now.
  public var label: String?
  /// What it is about.
  public var subject: Subject
  /// What happened to it.
  public var action: Action
  /// What became different, when something was there before and is there still; what is said of it,
  /// when it is new.
  public var differences: [Difference] = []
  /// Found by looking again after notifications were lost.
  public var isFoundLater = false

  /// What may change.
  public enum Subject: Hashable, Sendable {
    /// Its index and name.
    case link(Int32, String)
    /// The address, and the link that has it.
    case address(String, Int32, String)
    /// The destination.
    case route(String)
    /// The address, and the link that it is on.
    case neighbor(String, Int32, String)
    case namespace
    /// Notifications that the kernel dropped.
    case notifications
  }

  /// What may happen.
  public enum Action: String, Hashable, Sendable {
    case added, changed, deleted, lost
  }

  /// One property that is not as it was.
  public struct Difference: Hashable, Sendable {
    /// Which.
    public var name: String
    /// nil when there was none.
    public var from: String?
    /// nil when there is none any more.
    public var to: String?

    init(_ name: String, _ from: String?, _ to: String?) {
      self.name = name
      self.from = from
      self.to = to
    }
  }
}
