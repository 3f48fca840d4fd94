/// A protocol of the netlink family. Corresponds to the `NETLINK_*` numbers of `socket(2)`.
public struct NetlinkProtocol: RawRepresentable, Hashable, Sendable {
  public var rawValue: Int32
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// Corresponds to `NETLINK_ROUTE`.
  public static var route: NetlinkProtocol { NetlinkProtocol(rawValue: 0) }
  /// Corresponds to `NETLINK_NETFILTER`.
  public static var netfilter: NetlinkProtocol { NetlinkProtocol(rawValue: 12) }
  /// Corresponds to `NETLINK_GENERIC`.
  public static var generic: NetlinkProtocol { NetlinkProtocol(rawValue: 16) }
}

/// A netlink socket that belongs to one network namespace: the one that the opening
/// thread was in, whichever thread uses it later. It closes itself.
///
/// Extended and capped acknowledgements and strict checking are always on, where the kernel
/// has them (4.12, 4.2 and 4.20). Interrupted calls are retried. Only datagrams of the kernel
/// are read; only answers whose sequence is that of the request are taken.
///
/// The socket is used by one thread at a time; it holds the buffers that requests are built in
/// and answers are read from, so that an exchange allocates nothing.
public struct NetlinkSocket: ~Copyable, Sendable {
  let handle: SocketHandle
  /// What the messages of this protocol look like, for errors and traces.
  public var schema: ProtocolSchema? { makeSchema() }
  private let makeSchema: @Sendable () -> ProtocolSchema?
  @usableFromInline var outgoing: MessageBuffer
  var incoming: OwnedBytes
  var nextSequence: UInt32
  /// Watches or withholds what goes out and comes in. See ``observe(_:)``.
  var observer: (any ExchangeObserver)?
  /// Where the last datagram came from, when that is not the socket's own namespace: the ID that
  /// this one has for it. See ``listenToAllNamespaces()``.
  public private(set) var senderNamespaceID: Int32?
  /// Whether the kernel said so (`ENOBUFS`) when an answer was waited for.
  var hasLostNotifications = false
  /// Datagrams that are read past where any process may send some, and as fast as they are read: a
  /// multiple of what the receive queue holds.
  public static var foreignLimit: Int { 4096 }
  /// Counts for tests and benchmarks.
  public private(set) var statistics = Statistics()

  /// What the socket has done so far.
  public struct Statistics: Hashable, Sendable {
    /// Calls that sent something.
    public var sends = 0
    /// Messages in these.
    public var messagesSent = 0
    /// Bytes that were handed to the kernel.
    public var bytesSent = 0
    /// Datagrams received, without peeks.
    public var receives = 0
  }

  /// Opens a socket in the calling thread's network namespace.
  ///
  /// - Parameters:
  ///   - family: such as ``NetlinkProtocol/route``.
  ///   - schema: names for the attributes in errors and traces; made when one needs them, since
  ///     that takes as long as a small exchange.
  ///   - receiveCapacity: bytes of the receive buffer to begin with; it grows as needed.
  ///     The kernel fills dumps up to 32 KiB a datagram when the buffer is that large.
  /// - Throws: ``NetlinkError`` with the error of `socket(2)`, `bind(2)` or `setsockopt(2)`.
  public init(
    _ family: NetlinkProtocol,
    schema: @autoclosure @escaping @Sendable () -> ProtocolSchema? = nil,
    sendCapacity: Int = 32 * 1024, receiveCapacity: Int = 32 * 1024
  ) throws(NetlinkError) {
    handle = try Self.open(family)
    makeSchema = schema
    outgoing = MessageBuffer(capacity: sendCapacity)
    incoming = OwnedBytes(capacity: receiveCapacity)
    // Any start will do; the port is ours alone.
    nextSequence = 1
  }

  /// Speaks over a descriptor that somebody else opened, and owns it from now on.
  init(
    adopting descriptor: Int32,
    schema: @autoclosure @escaping @Sendable () -> ProtocolSchema? = nil,
    sendCapacity: Int = 32 * 1024, receiveCapacity: Int = 32 * 1024
  ) throws(NetlinkError) {
    do throws(Errno) {
      handle = try SocketHandle(adopting: descriptor)
    } catch {
      throw NetlinkError("adopt netlink socket", error)
    }
    makeSchema = schema
    outgoing = MessageBuffer(capacity: sendCapacity)
    incoming = OwnedBytes(capacity: receiveCapacity)
    nextSequence = 1
  }

  /// What no other network namespace than the socket's has until the next boot; nil before Linux 5.14.
  /// Corresponds to `SO_NETNS_COOKIE`.
  public var namespaceCookie: UInt64? { handle.namespaceCookie }

  private static func open(_ family: NetlinkProtocol) throws(NetlinkError) -> SocketHandle {
    do throws(Errno) {
      let handle = try SocketHandle(protocol: family.rawValue)
      try handle.bind()
      for option in [Option.extendedAck, .cappedAck, .strictCheck] {
        do throws(Errno) {
          try handle.set(option.rawValue, 1)
        } catch {
          // A kernel from before the option. Answers are then shorter, not wrong.
          guard error == .noProtocolOption else { throw error }
        }
      }
      return handle
    } catch {
      throw NetlinkError("open netlink socket", error)
    }
  }

  /// Socket options. Corresponds to `SOL_NETLINK` in `linux/netlink.h`.
  enum Option: Int32 {
    case addMembership = 1
    case dropMembership = 2
    case listenAllNamespaces = 8
    case cappedAck = 10
    case extendedAck = 11
    case strictCheck = 12
  }

  /// The descriptor, for `poll(2)`. It stays the socket's own.
  public var fileDescriptor: Int32 { handle.fileDescriptor }

  /// The socket's address in its namespace. Corresponds to `sockaddr_nl.nl_pid`.
  public var portID: UInt32 { handle.portID }

  /// Shows everything that is sent and received to `observer`, which may also withhold it.
  public mutating func observe(_ observer: (any ExchangeObserver)?) { self.observer = observer }

  /// Numbers and sends the messages of the socket's own buffer.
  ///
  /// - Returns: The first sequence; nil when the observer withheld the messages.
  mutating func sendOutgoing(_ operation: () -> String) throws(NetlinkError) -> UInt32? {
    let first = nextSequence
    outgoing.stamp(sequencesFrom: first)
    nextSequence &+= UInt32(truncatingIfNeeded: outgoing.messageCount)
    if let observer, !observer.shouldSend(outgoing.bytes, schema: schema) { return nil }
    do throws(Errno) {
      try handle.send(outgoing.bytes)
    } catch {
      throw NetlinkError(operation(), error)
    }
    statistics.sends += 1
    statistics.messagesSent += outgoing.messageCount
    statistics.bytesSent += outgoing.count
    return first
  }

  /// Hands what the kernel answers to the requests numbered `first` and on to `body`, until that
  /// says that it was the end.
  ///
  /// The kernel answers before a send returns. So when something stands in the way of an answer,
  /// another look shows whether it is there, and nothing is waited for that does not come.
  ///
  /// - Parameters:
  ///   - isOneChange: one request that changes something, whose one answer is still right when a
  ///     receive fails before it.
  ///   - body: gets the message and the number of its request, from 0.
  mutating func readAnswers(
    to first: UInt32, count: Int = 1, _ operation: () -> String, growing: Bool,
    isOneChange: Bool = false, _ body: (MessageView, Int) throws(MessageError) -> Bool
  ) throws(NetlinkError) {
    do throws(NetlinkError) {
      var isFinished = false
      var failure: NetlinkError?
      var foreign = 0
      while !isFinished {
        let length: Int?
        do throws(NetlinkError) {
          length = try receive(operation, growing: growing, waits: failure == nil && foreign == 0)
        } catch {
          if isOneChange, failure == nil, error.errno != .wouldBlock {
            if error.errno == .noBufferSpace { hasLostNotifications = true }
            failure = error
            continue
          }
          var error = failure ?? error
          if failure != nil || error.errno == .wouldBlock {
            error.message = "the kernel's answer is lost, and it may have been done"
          }
          throw error
        }
        guard let length else {
          foreign += 1
          guard foreign < Self.foreignLimit else {
            throw NetlinkError(
              operation(), .noBufferSpace, message: "others flood the socket: it may have been done"
            )
          }
          continue
        }
        do throws(MessageError) {
          var messages = Messages(incoming.span(count: length))
          while let message = try messages.next() {
            // Others: notifications, and what is meant for nobody here.
            let index = Int(message.header.sequence &- first)
            guard index < count, message.header.portID == portID else { continue }
            if try body(message, index) { isFinished = true }
          }
        } catch {
          throw NetlinkError(operation(), error)
        }
      }
    } catch {
      // Nobody will ask for the rest. While it waits, the kernel takes the dump to be under way,
      // and refuses the next one (EBUSY).
      handle.drain(into: incoming, limit: Self.foreignLimit)
      throw error
    }
  }

  /// Receives one datagram and returns its length in bytes; nil when it is not the kernel's.
  ///
  /// - Parameters:
  ///   - growing: look at the length first and make room. Not needed for acknowledgements, which
  ///     are capped.
  ///   - waits: otherwise it fails with `EAGAIN` when there is none.
  mutating func receive(_ operation: () -> String, growing: Bool, waits: Bool = true)
    throws(NetlinkError) -> Int?
  {
    do throws(Errno) {
      if growing {
        let length = try handle.peek(waits: waits)
        if length > incoming.capacity { incoming = OwnedBytes(capacity: length) }
      }
      let datagram = try handle.receive(into: incoming, waits: waits)
      guard datagram.sender == 0 else { return nil }
      // The end of an adopted stream. The kernel sends nothing that is empty.
      guard datagram.length > 0 else { throw .notConnected }
      guard !datagram.truncated else { throw .messageTooLong }
      statistics.receives += 1
      senderNamespaceID = datagram.namespaceID
      observer?.didReceive(incoming.span(count: datagram.length), schema: schema)
      return datagram.length
    } catch {
      throw NetlinkError(operation(), error)
    }
  }
}
