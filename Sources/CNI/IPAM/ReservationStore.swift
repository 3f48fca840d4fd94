internal import CLinux
internal import ContainerNetwork
internal import Netlink
internal import RouteNetlink
internal import SystemCalls

/// The directory that `host-local` keeps: a file an address, with the container's ID and the interface
/// on two lines (CR LF), `last_reserved_ip.N` for each set of ranges, and `lock`. The reference plugin
/// may work on it at the same time.
struct ReservationStore: Hashable, Sendable {
  let directory: String

  private static let separator = "\r\n"

  /// Runs `body` while nobody else works on the directory.
  ///
  /// - Parameter creating: whether a directory that is not there is made; otherwise nothing is done.
  func locked(creating: Bool, _ body: () throws(NetlinkError) -> Void) throws(NetlinkError) {
    let path = "\(directory)/lock"
    let lock: Descriptor
    do throws(Errno) {
      if creating { try Files.makeDirectories(directory) }
      lock = try Files.openAndLock(path)
    } catch {
      guard error != .noSuchFileOrDirectory || creating else { return }
      throw Self.error("lock \(path)", error)
    }
    try withExtendedLifetime(lock, body)
  }

  private static func error(_ operation: String, _ errno: Errno) -> NetlinkError {
    NetlinkError(
      operation, errno, message: Files.isIrregular(errno) ? "it is not a regular file" : nil)
  }

  func isTaken(_ address: IPAddress) -> Bool { Files.exists("\(directory)/\(address)") }

  /// The names of all files, sorted: addresses among them.
  private func names() throws(NetlinkError) -> [String] {
    do throws(Errno) {
      return try Files.names(directory).sorted()
    } catch {
      guard error != .noSuchFileOrDirectory else { return [] }
      throw NetlinkError("list \(directory)", error)
    }
  }

  /// Bytes of a file that are read: more than any container's ID and interface have.
  private static let limit = 4096

  /// Whose address it is; nil when the file is no reservation, or no longer there. What else has an
  /// address for its name, a FIFO or a long file, keeps it from being given, and is nobody's.
  private func owner(_ name: String) throws(NetlinkError) -> AttachmentOwner? {
    guard let address = IPAddress(name), address.description == name else { return nil }
    let path = "\(directory)/\(name)"
    let bytes: [UInt8]
    do throws(Errno) {
      bytes = try Files.readRegular(path, limit: Self.limit)
    } catch {
      let isNone: [Errno] = [.noSuchFileOrDirectory, .messageTooLong]
      guard !isNone.contains(error), !Files.isIrregular(error) else { return nil }
      throw NetlinkError("read \(path)", error)
    }
    let trimmed = String(decoding: bytes, as: UTF8.self).trimmingWhitespace
    // Older versions of the reference plugin wrote the ID alone.
    guard let end = trimmed.range(of: Self.separator) else {
      return AttachmentOwner(container: trimmed, interface: "")
    }
    return AttachmentOwner(
      container: String(trimmed.utf8[..<end.lowerBound]) ?? "",
      interface: String(trimmed.utf8[end.upperBound...]) ?? "")
  }

  func addresses(of owner: AttachmentOwner) throws(NetlinkError) -> [IPAddress] {
    var addresses: [IPAddress] = []
    for name in try names() {
      guard let other = try self.owner(name), let address = IPAddress(name) else { continue }
      if other == owner || (other.interface.isEmpty && other.container == owner.container) {
        addresses.append(address)
      }
    }
    return addresses
  }

  /// - Returns: False when the address is taken.
  func reserve(_ address: IPAddress, _ owner: AttachmentOwner, range: Int) throws(NetlinkError)
    -> Bool
  {
    let text = owner.container + Self.separator + owner.interface
    let path = "\(directory)/\(address)"
    do throws(Errno) {
      try Files.create(path, Array(text.utf8))
    } catch {
      guard error != .fileExists else { return false }
      throw NetlinkError("write \(path)", error)
    }
    do throws(Errno) {
      try Files.overwrite(lastFile(range), Array(address.description.utf8))
    } catch {
      try? Files.remove(path)
      throw Self.error("write \(lastFile(range))", error)
    }
    return true
  }

  func release(_ address: IPAddress) throws(NetlinkError) {
    try NetlinkError.naming("remove \(directory)/\(address)") { () throws(Errno) in
      try Files.remove("\(directory)/\(address)")
    }
  }

  func release(_ isGone: (AttachmentOwner) -> Bool) throws(NetlinkError) {
    for name in try names() {
      guard let owner = try owner(name), isGone(owner) else { continue }
      try NetlinkError.naming("remove \(directory)/\(name)") { () throws(Errno) in
        try Files.remove("\(directory)/\(name)")
      }
    }
  }

  private func lastFile(_ range: Int) -> String { "\(directory)/last_reserved_ip.\(range)" }

  /// What was given last, to go on from there; nil where that is not known.
  func last(range: Int) throws(NetlinkError) -> IPAddress? {
    let path = lastFile(range)
    do throws(Errno) {
      let bytes = try Files.readRegular(path, limit: Self.limit)
      return IPAddress(String(decoding: bytes, as: UTF8.self))
    } catch {
      // It is written anew in any case.
      guard error != .noSuchFileOrDirectory, error != .messageTooLong else { return nil }
      throw Self.error("read \(path)", error)
    }
  }
}

extension String {
  /// Without blanks and line ends at either end.
  fileprivate var trimmingWhitespace: String {
    let isBlank = { (byte: UInt8) in byte == 0x20 || (9...13).contains(byte) }
    var bytes = Array(utf8)[...]
    while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    while let first = bytes.first, isBlank(first) { bytes.removeFirst() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Where a text of two bytes is, in UTF-8.
  fileprivate func range(of text: String) -> Range<String.UTF8View.Index>? {
    let pattern = Array(text.utf8)
    var index = utf8.startIndex
    while index != utf8.endIndex {
      if utf8[index...].starts(with: pattern) {
        return index..<utf8.index(index, offsetBy: pattern.count)
      }
      index = utf8.index(after: index)
    }
    return nil
  }
}
