internal import ContainerNetwork
internal import Netlink
internal import RouteNetlink

/// Links as the kernel describes them, kept as messages, and what is needed to print one: the names
/// of the others.
struct LinkDump: ~Copyable {
  private(set) var messages = MessageStore()
  private(set) var names = LinkNames()

  private(set) var filter = Filter()

  /// Which links to ask for, and to print.
  struct Filter {
    var kind: String?
    var master: Int32?

    /// The kernel filters too, but hands out everything when it does not have the kind.
    func passes(_ message: MessageView) throws(MessageError) -> Bool {
      guard let kind else { return true }
      return try LinkView(message).kind.lossyText == kind
    }
  }

  /// Asks for all links that pass.
  static func all(_ filter: Filter, _ connection: Plumber.Connection) throws(NetlinkError)
    -> LinkDump
  {
    var dump = LinkDump()
    dump.filter = filter
    try connection.socket.links(into: &dump.messages, master: filter.master, kind: filter.kind)
    try dump.readNames("list links")
    return dump
  }

  /// Asks for one link.
  static func one(_ reference: LinkReference, _ connection: Plumber.Connection)
    throws(NetlinkError) -> LinkDump
  {
    var dump = LinkDump()
    let operation = "show \(reference)"
    do throws(NetlinkError) {
      try connection.socket.link(reference, into: &dump.messages)
    } catch {
      throw connection.missing("\(reference)", operation, error)
    }
    try dump.readNames(operation)
    return dump
  }

  private mutating func readNames(_ operation: String) throws(NetlinkError) {
    var names = LinkNames()
    names.reserve(messages.messageCount)
    do throws(MessageError) {
      var list = messages.messages
      while let message = try list.next() { names.insert(try LinkNames.Entry(message)) }
    } catch {
      throw NetlinkError(operation, error)
    }
    self.names = names
  }
}

/// The names and flags of links by their index.
struct LinkNames {
  struct Entry {
    let index: Int32
    let flags: LinkFlags
    private var bytes = InlineArray<16, UInt8>(repeating: 0)
    private var length = 0

    /// Reads no further than to the name, which is the first attribute.
    init(_ message: MessageView) throws(MessageError) {
      let header = try message.familyHeader(as: LinkHeader.self)
      var attributes = message.attributes(after: LinkHeader.size)
      while let attribute = try attributes.next() {
        guard attribute.type == IFLA.ifname else { continue }
        self.init(index: header.index, flags: header.flags, name: attribute.stringBytes)
        return
      }
      self.init(index: header.index, flags: header.flags, name: RawSpan())
    }

    init(index: Int32, flags: LinkFlags, name: RawSpan) {
      self.index = index
      self.flags = flags
      length = min(name.byteCount, 16)
      for offset in 0..<length { bytes[offset] = name.byte(offset) }
    }

    /// The name's bytes.
    var name: RawSpan {
      @_lifetime(borrow self) borrowing get { bytes.span.raw.extracting(first: length) }
    }
  }

  /// In order of the index, as the kernel lists links.
  private var entries: [Entry] = []

  mutating func reserve(_ count: Int) { entries.reserveCapacity(count) }

  mutating func insert(_ entry: Entry) {
    if let last = entries.last, last.index >= entry.index {
      entries.insert(entry, at: place(of: entry.index))
    } else {
      entries.append(entry)
    }
  }

  subscript(index: Int32) -> Entry? {
    let place = place(of: index)
    return place < entries.count && entries[place].index == index ? entries[place] : nil
  }

  private func place(of index: Int32) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].index < index { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Finds names, asking the kernel for those that a list lacks.
struct LinkNameResolver {
  private var names: LinkNames
  private let connection: Plumber.Connection

  init(_ names: LinkNames, _ connection: Plumber.Connection) {
    self.names = names
    self.connection = connection
  }

  /// The link's name and flags; without flags and named `if7` when it cannot be found.
  mutating func entry(_ index: Int32) -> (entry: LinkNames.Entry, isKnown: Bool) {
    if let known = names[index] { return (known, true) }
    var store = MessageStore()
    do throws(NetlinkError) {
      try connection.socket.link(.index(index), into: &store)
      var list = store.messages
      if let message = try? list.next(), let entry = try? LinkNames.Entry(message) {
        names.insert(entry)
        return (entry, true)
      }
    } catch {
      // It has gone meanwhile.
    }
    let placeholder = Array("if\(index)".utf8)
    return (LinkNames.Entry(index: index, flags: [], name: placeholder.span.raw), false)
  }
}
