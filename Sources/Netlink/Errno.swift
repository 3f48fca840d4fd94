internal import CLinux

/// An error number of the operating system.
///
/// The corresponding C values are those of `errno(3)`.
public struct Errno: RawRepresentable, Error, Hashable, Sendable {
  public var rawValue: Int32

  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }

  /// The calling thread's `errno`.
  public static var current: Errno { Errno(rawValue: linux_errno()) }

  public static var notPermitted: Errno { Errno(rawValue: EPERM) }
  public static var noSuchFileOrDirectory: Errno { Errno(rawValue: ENOENT) }
  public static var noSuchProcess: Errno { Errno(rawValue: ESRCH) }
  public static var interrupted: Errno { Errno(rawValue: EINTR) }
  public static var badFileDescriptor: Errno { Errno(rawValue: EBADF) }
  public static var wouldBlock: Errno { Errno(rawValue: EAGAIN) }
  public static var permissionDenied: Errno { Errno(rawValue: EACCES) }
  public static var busy: Errno { Errno(rawValue: EBUSY) }
  public static var fileExists: Errno { Errno(rawValue: EEXIST) }
  public static var noSuchDevice: Errno { Errno(rawValue: ENODEV) }
  public static var invalidArgument: Errno { Errno(rawValue: EINVAL) }
  public static var outOfRange: Errno { Errno(rawValue: ERANGE) }
  public static var notSupported: Errno { Errno(rawValue: EOPNOTSUPP) }
  public static var noSystemCall: Errno { Errno(rawValue: ENOSYS) }
  public static var notATypewriter: Errno { Errno(rawValue: ENOTTY) }
  public static var addressNotAvailable: Errno { Errno(rawValue: EADDRNOTAVAIL) }
  public static var networkUnreachable: Errno { Errno(rawValue: ENETUNREACH) }
  public static var networkDown: Errno { Errno(rawValue: ENETDOWN) }
  public static var noBufferSpace: Errno { Errno(rawValue: ENOBUFS) }
  public static var noProtocolOption: Errno { Errno(rawValue: ENOPROTOOPT) }
  public static var addressInUse: Errno { Errno(rawValue: EADDRINUSE) }
  public static var notConnected: Errno { Errno(rawValue: ENOTCONN) }
  public static var messageTooLong: Errno { Errno(rawValue: EMSGSIZE) }
  public static var badMessage: Errno { Errno(rawValue: EBADMSG) }
  public static var brokenPipe: Errno { Errno(rawValue: EPIPE) }
  public static var timedOut: Errno { Errno(rawValue: ETIMEDOUT) }

  /// The symbol, such as `EBUSY`; the number where the C library has no name for it.
  public var name: String {
    guard let name = unsafe linux_errno_name(rawValue) else { return "errno \(rawValue)" }
    return unsafe String(cString: name)
  }
}

extension Errno: CustomStringConvertible {
  /// The C library's text followed by the symbol: `Device or resource busy (EBUSY)`.
  public var description: String { "\(text) (\(name))" }

  /// The C library's text alone.
  ///
  /// The corresponding C function is `strerror_r(3)`.
  public var text: String { errorText(rawValue) }
}
