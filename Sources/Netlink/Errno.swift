internal import CLinux

/// An error number of the operating system.
///
/// The corresponding C values are those of `errno(3)`.
public struct Errno: RawRepresentable, Error, Hashable, Sendable {
  public var rawValue: Int32

  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }

  /// The calling thread's `errno`.
  public static var current: Errno { Errno(rawValue: linux_errno()) }

  /// Corresponds to `EPERM`.
  public static var notPermitted: Errno { Errno(rawValue: EPERM) }
  /// Corresponds to `ENOENT`.
  public static var noSuchFileOrDirectory: Errno { Errno(rawValue: ENOENT) }
  /// Corresponds to `ESRCH`.
  public static var noSuchProcess: Errno { Errno(rawValue: ESRCH) }
  /// Corresponds to `EINTR`.
  public static var interrupted: Errno { Errno(rawValue: EINTR) }
  /// Corresponds to `EBADF`.
  public static var badFileDescriptor: Errno { Errno(rawValue: EBADF) }
  /// Corresponds to `EAGAIN`.
  public static var wouldBlock: Errno { Errno(rawValue: EAGAIN) }
  /// Corresponds to `EACCES`.
  public static var permissionDenied: Errno { Errno(rawValue: EACCES) }
  /// Corresponds to `EIO`.
  public static var inputOutput: Errno { Errno(rawValue: EIO) }
  /// Corresponds to `EBUSY`.
  public static var busy: Errno { Errno(rawValue: EBUSY) }
  /// Corresponds to `EEXIST`.
  public static var fileExists: Errno { Errno(rawValue: EEXIST) }
  /// Corresponds to `ENODEV`.
  public static var noSuchDevice: Errno { Errno(rawValue: ENODEV) }
  /// Corresponds to `EINVAL`.
  public static var invalidArgument: Errno { Errno(rawValue: EINVAL) }
  /// Corresponds to `ERANGE`.
  public static var outOfRange: Errno { Errno(rawValue: ERANGE) }
  /// Corresponds to `EOPNOTSUPP`.
  public static var notSupported: Errno { Errno(rawValue: EOPNOTSUPP) }
  /// Corresponds to `ENOSYS`.
  public static var noSystemCall: Errno { Errno(rawValue: ENOSYS) }
  /// Corresponds to `ENOTTY`.
  public static var notATypewriter: Errno { Errno(rawValue: ENOTTY) }
  /// Corresponds to `EADDRNOTAVAIL`.
  public static var addressNotAvailable: Errno { Errno(rawValue: EADDRNOTAVAIL) }
  /// Corresponds to `ENETUNREACH`.
  public static var networkUnreachable: Errno { Errno(rawValue: ENETUNREACH) }
  /// Corresponds to `ENETDOWN`.
  public static var networkDown: Errno { Errno(rawValue: ENETDOWN) }
  /// Corresponds to `ENOBUFS`.
  public static var noBufferSpace: Errno { Errno(rawValue: ENOBUFS) }
  /// Corresponds to `ENOPROTOOPT`.
  public static var noProtocolOption: Errno { Errno(rawValue: ENOPROTOOPT) }
  /// Corresponds to `EADDRINUSE`.
  public static var addressInUse: Errno { Errno(rawValue: EADDRINUSE) }
  /// Corresponds to `ENOTCONN`.
  public static var notConnected: Errno { Errno(rawValue: ENOTCONN) }
  /// Corresponds to `EMSGSIZE`.
  public static var messageTooLong: Errno { Errno(rawValue: EMSGSIZE) }
  /// Corresponds to `EBADMSG`.
  public static var badMessage: Errno { Errno(rawValue: EBADMSG) }
  /// Corresponds to `EPIPE`.
  public static var brokenPipe: Errno { Errno(rawValue: EPIPE) }
  /// Corresponds to `ETIMEDOUT`.
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
