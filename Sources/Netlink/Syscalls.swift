// Every call into libmnl and the kernel of this module.

internal import CLibmnl
internal import CLinux

/// A libmnl socket. Its operations report the error number instead of leaving it in `errno`.
///
/// Sendable: it has one owner, and the kernel serialises the calls on a socket.
@safe struct SocketHandle: ~Copyable, @unchecked Sendable {
  private let socket: OpaquePointer

  init(protocol family: Int32) throws(Errno) {
    guard let socket = unsafe mnl_socket_open2(family, Int32(SOCK_CLOEXEC.rawValue)) else {
      throw .current
    }
    unsafe self.socket = socket
  }

  /// Takes over a descriptor, also when this fails.
  init(adopting descriptor: Int32) throws(Errno) {
    guard let socket = unsafe mnl_socket_fdopen(descriptor) else {
      let error = Errno.current
      _ = close(descriptor)
      throw error
    }
    unsafe self.socket = socket
  }

  deinit { _ = unsafe mnl_socket_close(socket) }

  var fileDescriptor: Int32 { unsafe mnl_socket_get_fd(socket) }
  var portID: UInt32 { unsafe mnl_socket_get_portid(socket) }

  /// Binds to a port that the kernel chooses.
  func bind() throws(Errno) {
    guard unsafe mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) == 0 else { throw .current }
  }

  /// Corresponds to `setsockopt(SOL_NETLINK)`.
  func set(_ option: Int32, _ value: Int32) throws(Errno) {
    var value = value
    let result = unsafe mnl_socket_setsockopt(
      socket, option, &value, socklen_t(MemoryLayout<Int32>.size))
    guard result == 0 else { throw .current }
  }

  /// Corresponds to `SO_RCVBUFFORCE`, and without the privilege for it to `SO_RCVBUF`.
  func setReceiveQueue(_ bytes: Int32) throws(Errno) {
    var value = bytes
    let size = socklen_t(MemoryLayout<Int32>.size)
    if unsafe setsockopt(fileDescriptor, SOL_SOCKET, SO_RCVBUFFORCE, &value, size) == 0 { return }
    guard unsafe setsockopt(fileDescriptor, SOL_SOCKET, SO_RCVBUF, &value, size) == 0 else {
      throw .current
    }
  }

  /// Corresponds to `SO_NETNS_COOKIE` (Linux 5.14); nil where there is none.
  var namespaceCookie: UInt64? {
    var value: UInt64 = 0
    var size = socklen_t(MemoryLayout<UInt64>.size)
    // The headers may be older.
    guard unsafe getsockopt(fileDescriptor, SOL_SOCKET, 71, &value, &size) == 0 else { return nil }
    return value
  }

  /// Sends all bytes as one datagram.
  func send(_ bytes: RawSpan) throws(Errno) {
    while true {
      let sent = unsafe bytes.withUnsafeBytes { bytes in
        unsafe mnl_socket_sendto(socket, bytes.baseAddress, bytes.count)
      }
      if sent == bytes.byteCount { return }
      guard sent < 0 else { throw .messageTooLong }
      let error = Errno.current
      guard error == .interrupted else { throw error }
    }
  }

  struct Datagram {
    /// The length of the datagram, also when less than that fitted.
    var length: Int
    var sender: UInt32
    var truncated: Bool
    /// The namespace that it comes from, when that is not the socket's own.
    var namespaceID: Int32?
  }

  /// Receives one datagram into `memory`.
  func receive(into memory: borrowing OwnedBytes, waits: Bool) throws(Errno) -> Datagram {
    try unsafe receive(
      memory.bytes.baseAddress, memory.capacity, Int32(MSG_TRUNC) | Self.flag(waits))
  }

  /// The length of the datagram that the next receive gives, without taking it.
  func peek(waits: Bool) throws(Errno) -> Int {
    try unsafe receive(nil, 0, Int32(MSG_PEEK | MSG_TRUNC) | Self.flag(waits)).length
  }

  private static func flag(_ waits: Bool) -> Int32 { waits ? 0 : Int32(MSG_DONTWAIT) }

  /// Throws away what can be received without waiting, `limit` datagrams at most.
  func drain(into memory: borrowing OwnedBytes, limit: Int) {
    for _ in 0..<limit {
      do throws(Errno) {
        let datagram = try unsafe receive(
          memory.bytes.baseAddress, memory.capacity, Int32(MSG_DONTWAIT))
        if datagram.length == 0 { return }
      } catch {
        // ENOBUFS says that something was lost, once; there may be more behind it.
        guard error == .noBufferSpace else { return }
      }
    }
  }

  private func receive(_ memory: UnsafeMutableRawPointer?, _ size: Int, _ flags: Int32)
    throws(Errno) -> Datagram
  {
    while true {
      var sender: UInt32 = 0
      var group: UInt32 = 0
      var outFlags: Int32 = 0
      var namespaceID: Int32 = -1
      let length = unsafe linux_netlink_receive(
        fileDescriptor, memory, size, flags, &sender, &group, &outFlags, &namespaceID)
      if length >= 0 {
        return Datagram(
          length: length, sender: sender,
          truncated: outFlags & Int32(MSG_TRUNC) != 0 && length > size,
          namespaceID: namespaceID < 0 ? nil : namespaceID)
      }
      let error = Errno.current
      guard error == .interrupted else { throw error }
    }
  }

  /// Waits until something can be received. Returns false when the time is over.
  ///
  /// - Parameter milliseconds: negative waits for ever.
  func wait(milliseconds: Int32) throws(Errno) -> Bool {
    var descriptor = pollfd(fd: fileDescriptor, events: Int16(POLLIN), revents: 0)
    let ready = unsafe poll(&descriptor, 1, milliseconds)
    guard ready >= 0 else { throw .current }
    return ready > 0
  }
}
