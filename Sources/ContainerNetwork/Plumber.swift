public import Netlink
public import NetworkNamespace
public import RouteNetlink
internal import SystemCalls

/// Does work in several namespaces: keeps a socket open in each, and remembers how to
/// take back what it did.
///
/// Used by one thread at a time.
public final class Plumber {
  /// The namespace that the work is seen from.
  public private(set) var home: Connection
  /// True when nothing is really sent that changes anything. The indexes of links that would have
  /// been made are then 0.
  public let isDryRun: Bool
  /// Few: a dictionary's first use takes longer than to look through them.
  private var connections: [Connection]
  /// Of a dry run: which names of namespaces would be there, and which not any more.
  private var plannedNames: [String: Bool] = [:]
  /// Empty ones in place of namespaces that would have been made.
  private var standIns: [String: Connection] = [:]
  /// For those who open sockets of their own.
  public let observe: ObserverFactory?
  /// What the kernel refused of something that was to be as it had been, while the rest was done: a route
  /// whose gateway can no longer be reached, say. For the caller to tell.
  public internal(set) var warnings: [NetlinkError] = []
  /// How to take back the work that is under way, newest last.
  private var undoLog: [Undo] = []
  private var transactionDepth = 0
  private var heldSignals: HeldSignals?
  /// Held while the work that is under way relies on what it saw of bridges. See
  /// ``ensureBridge(_:mtu:promiscuous:)``.
  var bridgeLock: Descriptor?

  /// Makes what watches the socket of one namespace, given its name (empty at home).
  public typealias ObserverFactory = (_ namespace: String) -> any ExchangeObserver

  /// An open namespace, and a socket that speaks to it.
  public final class Connection {
    /// Open as long as this is.
    public let namespace: NetworkNamespace
    /// Speaks to it.
    public var socket: RouteSocket
    /// For errors; empty at home.
    public let name: String
    /// Of a dry run.
    var plan = Plan()

    init(
      _ namespace: consuming NetworkNamespace, _ name: String, _ observe: ObserverFactory?
    ) throws(NetlinkError) {
      socket = RouteSocket(try namespace.openSocket(.route, schema: .route))
      socket.netlink.observe(observe?(name))
      self.namespace = namespace
      self.name = name
    }

    /// What no other namespace has until the next boot; nil before Linux 5.14.
    var cookie: UInt64? { socket.netlink.namespaceCookie }

    /// ` in blue`, or nothing at home.
    public var suffix: String { name.isEmpty ? "" : " in \(name)" }
  }

  private struct Undo {
    var name: String
    var body: () throws(NetlinkError) -> Void
  }

  /// - Parameters:
  ///   - reference: the namespace to see things from; nil is the calling thread's.
  ///   - observe: makes what sees all that is sent.
  ///   - isDryRun: the observer withholds what would change anything.
  public init(
    from reference: NamespaceReference? = nil, observe: ObserverFactory? = nil,
    isDryRun: Bool = false
  ) throws(NetlinkError) {
    let namespace =
      if let reference { try reference.open() } else { try NetworkNamespace.current() }
    self.observe = observe
    self.isDryRun = isDryRun
    home = try Connection(namespace, reference?.description ?? "", observe)
    connections = [home]
  }

  /// Sees things from another namespace from now on.
  public func move(to reference: NamespaceReference) throws(NetlinkError) {
    home = try connect(to: reference)
  }

  /// Sees things from a namespace that is connected already.
  public func move(to connection: Connection) { home = connection }

  /// A connection to another namespace, opened once; without a reference the one at home.
  public func connect(to reference: NamespaceReference?) throws(NetlinkError) -> Connection {
    guard let reference else { return home }
    if case .name(let name) = reference, let isThere = plannedNames[name] {
      return try standIn(name, isThere)
    }
    return try connect(to: try reference.open(), named: reference.description)
  }

  /// A connection to a namespace that is open.
  func connect(to namespace: consuming NetworkNamespace, named name: String)
    throws(NetlinkError) -> Connection
  {
    if let known = connection(to: namespace.identity) { return known }
    let new = try Connection(namespace, name, observe)
    connections.append(new)
    return new
  }

  /// Notes in a dry run that a name would be made, or taken away.
  func plan(name: String, isThere: Bool) {
    plannedNames[name] = isThere
    standIns[name] = nil
  }

  /// Whether there is, or would be, a namespace of this name.
  func hasNamespace(_ name: String) throws(NetlinkError) -> Bool {
    if let planned = plannedNames[name] { return planned }
    return try NetworkNamespace.names().contains(name)
  }

  /// A namespace as empty as the one that would have been made.
  private func standIn(_ name: String, _ isThere: Bool) throws(NetlinkError) -> Connection {
    guard isThere else {
      throw NetlinkError(
        "open namespace \(name)", .noSuchFileOrDirectory, message: "no such namespace")
    }
    if let known = standIns[name] { return known }
    let new = try Connection(try NetworkNamespace.anonymous(), name, observe)
    standIns[name] = new
    return new
  }

  /// Lets go of a namespace, so that it can end.
  func disconnect(from identity: NamespaceIdentity) {
    guard identity != home.namespace.identity else { return }
    connections.removeAll { $0.namespace.identity == identity }
  }

  /// Lets go of all but the one at home.
  package func disconnectFromOthers() { connections.removeAll { $0 !== home } }

  /// The connection to a namespace that has been opened before.
  func connection(to identity: NamespaceIdentity) -> Connection? {
    // What was used last is the likeliest.
    connections.last { $0.namespace.identity == identity }
  }

  /// Runs steps that are done whole or not at all: when one throws, those before it are taken back,
  /// newest first, and the error says what could not be.
  ///
  /// Inside another transaction, what was done stays on the outer one's list.
  ///
  /// While it runs, `SIGINT`, `SIGTERM` and `SIGHUP` are held back from the calling thread. They are
  /// delivered when it is done, or taken back; a wait ends with `EINTR` when one comes.
  public func transaction<Value>(
    _ body: () throws(NetlinkError) -> Value
  ) throws(NetlinkError) -> Value {
    let mark = undoLog.count
    if transactionDepth == 0 { heldSignals = HeldSignals() }
    transactionDepth += 1
    defer {
      transactionDepth -= 1
      if transactionDepth == 0 {
        undoLog.removeAll()
        bridgeLock = nil
        heldSignals?.release()
        heldSignals = nil
      }
    }
    do throws(NetlinkError) {
      return try body()
    } catch {
      throw takeBack(to: mark, error)
    }
  }

  /// How much there is to take back so far.
  var undoMark: Int { undoLog.count }

  /// Takes back what was done since the mark, newest first, and adds to the error what could not be.
  func takeBack(to mark: Int, _ error: NetlinkError) -> NetlinkError {
    var error = error
    while undoLog.count > mark, let step = undoLog.popLast() {
      let known = warnings.count
      do throws(NetlinkError) {
        try step.body()
      } catch let failure {
        error.leftBehind.append("\(step.name): \(failure)")
      }
      // Two steps may try the same.
      for warning in warnings[known...] where !error.leftBehind.contains("\(warning)") {
        error.leftBehind.append("\(warning)")
      }
      warnings.removeSubrange(known...)
    }
    return error
  }

  /// Whether what is done now may have to be taken back.
  public var isInTransaction: Bool { transactionDepth > 0 }

  /// Looks for a signal that would have ended the process, had it not been held back: between the
  /// steps of a long transaction.
  ///
  /// - Throws: ``NetlinkError`` with `EINTR`.
  public func stopIfSignalled(_ operation: @autoclosure () -> String) throws(NetlinkError) {
    guard let heldSignals, heldSignals.hasArrived else { return }
    throw NetlinkError(operation(), .interrupted, message: "a signal asks for the end")
  }

  /// Waits until a descriptor can be read from.
  ///
  /// - Throws: ``NetlinkError`` with `EINTR` when a signal asks for the end.
  func wait(for descriptor: Int32, milliseconds: Int32, _ operation: String) throws(NetlinkError) {
    let signals = heldSignals ?? HeldSignals([])
    try NetlinkError.naming(operation) { () throws(Errno) in
      try signals.wait(for: descriptor, milliseconds: milliseconds)
    }
    try stopIfSignalled(operation)
  }

  /// Notes how the step that was just done is taken back, when that may be.
  public func onFailure(_ name: String, _ body: @escaping () throws(NetlinkError) -> Void) {
    guard isInTransaction else { return }
    undoLog.append(Undo(name: name, body: body))
  }
}
