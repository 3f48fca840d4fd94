/// What failed, why, and where in the request.
///
/// Its text is one line: `create veth web0: File exists (EEXIST)`, or with what the kernel said in
/// its extended acknowledgement, `create macvlan m0: Device is already up at linkinfo/data (EBUSY)`,
/// `create vxlan v0: Invalid argument (linkinfo/data/id is missing) (EINVAL)`.
public struct NetlinkError: Error, Hashable, Sendable {
  /// What was being done: "create veth web0".
  public var operation: String
  /// What the kernel, or the call, answered.
  public var errno: Errno
  /// The kernel's own words. Corresponds to `NLMSGERR_ATTR_MSG`.
  public var message: String?
  /// The attribute that the kernel pointed at, from the outside in: `linkinfo/data/peer/ifname`.
  /// Corresponds to `NLMSGERR_ATTR_OFFS`, resolved over our own request.
  public var attribute: String?
  /// True when ``attribute`` is not one that is wrong but one that the request lacks.
  /// Corresponds to `NLMSGERR_ATTR_MISS_TYPE`.
  public var isAttributeMissing = false
  /// What to change, where the state explains the refusal.
  public var hint: String?
  /// What had been done before and could not be taken back, with the reason.
  public var leftBehind: [String] = []

  public init(
    _ operation: String, _ errno: Errno, message: String? = nil, attribute: String? = nil,
    hint: String? = nil
  ) {
    self.operation = operation
    self.errno = errno
    self.message = message
    self.attribute = attribute
    self.hint = hint
  }

  /// A message that could not be built (`EMSGSIZE`, `EINVAL`) or read (`EBADMSG`).
  public init(_ operation: String, _ error: MessageError) {
    let errno: Errno =
      switch error {
      case .noSpace, .attributeTooLong: .messageTooLong
      case .embeddedNUL: .invalidArgument
      case .truncated, .wrongLength, .notText: .badMessage
      }
    self.init(operation, errno, message: error.description)
  }
}

extension NetlinkError {
  /// Runs system calls, and names what was being done when one fails.
  @inlinable
  public static func naming<Value: ~Copyable>(
    _ operation: @autoclosure () -> String, _ body: () throws(Errno) -> Value
  ) throws(NetlinkError) -> Value {
    do throws(Errno) {
      return try body()
    } catch {
      throw NetlinkError(operation(), error)
    }
  }
}

extension NetlinkError: CustomStringConvertible {
  /// One line without the hint.
  public var description: String {
    let why = message.map { $0.last == "." ? String($0.dropLast()) : $0 } ?? errno.text
    let place = attribute.map { isAttributeMissing ? " (\($0) is missing)" : " at \($0)" } ?? ""
    return "\(operation): \(why)\(place) (\(errno.name))"
  }
}
