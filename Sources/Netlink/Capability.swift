internal import CLinux

/// A part of what root may do. See `capabilities(7)`.
public enum Capability: Int32, Sendable {
  /// Corresponds to `CAP_NET_BROADCAST`.
  case networkBroadcast = 11
  /// Corresponds to `CAP_NET_ADMIN`.
  case networkAdministration = 12
  /// Corresponds to `CAP_SYS_PTRACE`.
  case processTracing = 19
  /// Corresponds to `CAP_SYS_ADMIN`.
  case systemAdministration = 21

  /// Whether this thread has it in its own user namespace.
  public var isEffective: Bool { linux_lacks_capability(rawValue) == 0 }

  /// What to say of a refusal that may be for want of it; nil when this process has it in the user
  /// namespace that all others belong to.
  public func hint(for what: String) -> String? {
    guard linux_may_lack_capability(rawValue) != 0 else { return nil }
    return "needs \(name) in the user namespace that \(what) belongs to"
  }

  private var name: String {
    switch self {
    case .networkBroadcast: "CAP_NET_BROADCAST"
    case .networkAdministration: "CAP_NET_ADMIN"
    case .processTracing: "CAP_SYS_PTRACE"
    case .systemAdministration: "CAP_SYS_ADMIN"
    }
  }
}

extension NetlinkError {
  /// Runs system calls that need a capability, and names it too when one is refused.
  public static func naming<Value: ~Copyable>(
    _ operation: @autoclosure () -> String, needing capability: Capability, in what: String,
    _ body: () throws(Errno) -> Value
  ) throws(NetlinkError) -> Value {
    do throws(Errno) {
      return try body()
    } catch {
      throw NetlinkError(operation(), error).needing(capability, in: what)
    }
  }

  /// With a hint that names the capability, when it was refused for want of rights.
  ///
  /// - Parameter refusal: what the kernel says then.
  public func needing(
    _ capability: Capability, in what: String, for refusal: Errno = .notPermitted
  ) -> NetlinkError {
    guard errno == refusal, hint == nil else { return self }
    var error = self
    error.hint = capability.hint(for: what)
    return error
  }
}
