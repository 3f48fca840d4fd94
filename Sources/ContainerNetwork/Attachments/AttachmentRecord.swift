public import NetworkNamespace

/// What is remembered of an attachment, so that it can be found done, finished or undone by another
/// process: a text of `key=value` lines.
public struct AttachmentRecord: Hashable, Sendable {
  /// How far it is.
  public enum Phase: String, Sendable {
    /// Written before the first step. Without a process that holds the lock, its work was cut short.
    case begun
    /// Written after the last.
    case done
  }

  /// Whose it is.
  public var owner: AttachmentOwner
  /// How far it was when it was written.
  public var phase = Phase.begun
  /// ``Attachment/Kind/word``.
  public var kind: String
  /// The link that stays here: a veth's end, or a device's old name.
  public var hostLink: String?
  /// How the namespace was named, to open it again, and which it was.
  public var namespacePath: String
  /// The container's.
  public var namespace: NamespaceIdentity
  /// What no other namespace gets until the next boot, while ``namespace`` goes to the next as soon as
  /// this one has ended; nil before Linux 5.14.
  public var cookie: UInt64?
  /// The namespace that the work was seen from, where a veth's other end is.
  public var home: NamespaceIdentity
  /// As ``cookie``.
  var homeCookie: UInt64?
  /// Chosen at random, the same for all that one call makes, which is there whole or not at all.
  var call: UInt64?
  /// The group, chosen at random, that the link is made in. The kernel ignores `ifalias` at creation, and
  /// not every kind has a MAC of its own: by this the link of a process that was killed before it wrote the
  /// owner into `ifalias` is told from one that somebody else made. With the alias the link leaves the group.
  public var mark: UInt32?
  /// The description in a form that is the same for the same description.
  public var description: String
  /// For whoever called: CNI's network name.
  public var label: String?
  /// For whoever called: what else belongs to the attachment, and has to be given back with it.
  public var notes: [String] = []
  /// Which link it is in the container; of a pair the end here says it.
  var device: MovedDevice?
  /// The kernel parameters of the container's namespace that are set, as they were. What is cut short gives
  /// them back.
  var parameters: [String: String] = [:]
  /// The messages that restore a moved device, in hexadecimal.
  public var restore: [String] = []

  init(
    owner: AttachmentOwner, kind: String, hostLink: String?, namespacePath: String,
    namespace: NamespaceIdentity, cookie: UInt64? = nil, home: Plumber.Connection,
    call: UInt64? = nil, description: String, label: String?, notes: [String] = []
  ) {
    self.owner = owner
    self.kind = kind
    self.hostLink = hostLink
    self.namespacePath = namespacePath
    self.namespace = namespace
    self.cookie = cookie
    self.home = home.namespace.identity
    homeCookie = home.cookie
    self.call = call
    self.description = description
    self.label = label
    self.notes = notes
  }

  /// The text of the state file.
  var text: String {
    var lines = [
      ("version", "1"), ("container", owner.container), ("interface", owner.interface),
      ("phase", phase.rawValue), ("kind", kind), ("namespace", namespacePath),
      ("identity", namespace.text), ("home", home.text), ("description", description),
    ]
    if let cookie { lines.append(("cookie", String(cookie))) }
    if let homeCookie { lines.append(("homecookie", String(homeCookie))) }
    if let call { lines.append(("call", String(call))) }
    if let mark { lines.append(("mark", String(mark))) }
    if let device { lines.append(("device", device.text)) }
    if let hostLink { lines.append(("host", hostLink)) }
    if let label { lines.append(("label", label)) }
    lines += notes.map { ("note", $0) }
    for (key, value) in parameters.sorted(by: { $0.key < $1.key }) {
      lines.append(("parameter", "\(key)=\(value)"))
    }
    lines += restore.map { ("restore", $0) }
    var text = ""
    for (name, value) in lines { text += "\(name)=\(value.escapedForLine)\n" }
    return text + "end=\n"
  }

  /// Reads ``text``; nil when it is damaged or of another version.
  init?(text: String) {
    var values: [String: [String]] = [:]
    // By bytes: with a combining mark behind it, a "=" is another character.
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      let pair = line.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, let value = Substring(pair[1]).unescapedLine else { return nil }
      values[String(Substring(pair[0])), default: []].append(value)
    }
    func one(_ key: String) -> String? { values[key]?.first }
    guard one("version") == "1", values["end"] != nil, let container = one("container"),
      let interface = one("interface"), let phase = one("phase").flatMap(Phase.init),
      let kind = one("kind"), let path = one("namespace"),
      let namespace = one("identity").flatMap(NamespaceIdentity.init(text:)),
      let home = one("home").flatMap(NamespaceIdentity.init(text:)),
      let description = one("description")
    else { return nil }
    owner = AttachmentOwner(container: container, interface: interface)
    self.phase = phase
    self.kind = kind
    namespacePath = path
    self.namespace = namespace
    self.home = home
    self.description = description
    cookie = one("cookie").flatMap { UInt64($0) }
    homeCookie = one("homecookie").flatMap { UInt64($0) }
    call = one("call").flatMap { UInt64($0) }
    mark = one("mark").flatMap { UInt32($0) }
    if let text = one("device") {
      guard let known = MovedDevice(text: text) else { return nil }
      device = known
    }
    hostLink = one("host")
    label = one("label")
    notes = values["note"] ?? []
    restore = values["restore"] ?? []
    for text in values["parameter"] ?? [] {
      guard let (key, value) = text.assignment else { return nil }
      parameters[key] = value
    }
  }
}

extension NamespaceIdentity {
  /// `4:4026531840`.
  fileprivate var text: String { "\(device):\(inode)" }

  fileprivate init?(text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let device = UInt64(parts[0]), let inode = UInt64(parts[1]) else {
      return nil
    }
    self.init(device: device, inode: inode)
  }
}

extension StringProtocol {
  /// Reads ``escapedForLine``; nil when it is damaged.
  var unescapedLine: String? {
    var bytes: [UInt8] = []
    var rest = Array(utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(value)
      rest.removeFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

extension String {
  /// What is before the first `=`, and behind it; nil without one.
  var assignment: (key: String, value: String)? {
    guard let equals = firstIndex(of: "=") else { return nil }
    return (String(self[..<equals]), String(self[index(after: equals)...]))
  }

  /// Without line breaks: `%`, control characters as `%XX`.
  var escapedForLine: String { percentEscaped { $0 < 32 || $0 == UInt8(ascii: "%") || $0 == 127 } }

  /// As part of a file name: everything but letters, digits, `_` and `-` (and `.` inside) as `%XX`.
  var escapedForFileName: String {
    let escaped = percentEscaped { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
        UInt8(ascii: "."):
        false
      default: true
      }
    }
    return escaped.hasPrefix(".") ? "%2e" + escaped.dropFirst() : escaped
  }

  private func percentEscaped(_ needsEscape: (UInt8) -> Bool) -> String {
    guard utf8.contains(where: needsEscape) else { return self }
    var bytes: [UInt8] = []
    for byte in utf8 {
      if needsEscape(byte) {
        bytes +=
          Array("%".utf8) + Array((byte < 16 ? "0" : "").utf8)
          + Array(String(byte, radix: 16).utf8)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
