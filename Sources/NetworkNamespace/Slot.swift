internal import Netlink

/// Carries one result from the thread that made it to the one that waits for it. Joining the
/// thread orders the two.
@safe final class Slot<Value: ~Copyable & Sendable>: @unchecked Sendable {
  private var result: Optional<Result<Value, NetlinkError>>

  init() { result = nil }

  func fill(_ value: consuming Result<Value, NetlinkError>) { result = consume value }

  func take() throws(NetlinkError) -> Value {
    switch result.take() {
    case .some(let result): return try result.get()
    case .none: throw NetlinkError("run inside the namespace", .interrupted)
    }
  }
}
