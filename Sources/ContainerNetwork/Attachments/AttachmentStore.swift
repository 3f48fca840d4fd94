internal import CLinux
public import Netlink
internal import SystemCalls

/// The records of attachments: a file each, in a directory that only its owner can write to.
///
/// A file is written under a temporary name and renamed, so that it is there whole or not at all.
/// The files of a container begin with its ID and `@`; what follows is the interface, `.lock`, or
/// `.new` for a file that is being written.
public struct AttachmentStore: Sendable {
  /// Where the records are.
  public let directory: String

  /// Where the records are, unless something else is asked for.
  public static var defaultDirectory: String { "/run/cnet" }

  public init(directory: String = Self.defaultDirectory) { self.directory = directory }

  // MARK: Names

  /// What the names of a container's files begin with.
  private static func stem(_ container: String) -> String {
    let escaped = container.escapedForFileName
    guard escaped.utf8.count > 120 else { return escaped }
    // No ID has a tilde after escaping.
    return String(escaped.prefix(100)) + "~" + container.stableHash
  }

  private func path(_ owner: AttachmentOwner) -> String {
    "\(directory)/\(Self.stem(owner.container))@\(owner.interface.escapedForFileName)"
  }

  /// The names of the files; empty when there is no directory.
  ///
  /// - Throws: ``NetlinkError``, `EACCES` when others can write to the directory.
  private func fileNames() throws(NetlinkError) -> [String] {
    try naming("list \(directory)") { () throws(Errno) in
      do throws(Errno) {
        guard try FileSystem.isPrivateDirectory(directory) else { throw .permissionDenied }
        return try Files.names(directory).filter { $0.contains("@") }.sorted()
      } catch {
        guard error == .noSuchFileOrDirectory else { throw error }
        return []
      }
    }
  }

  /// Names what was being done, and what to change where the directory is not ours.
  ///
  /// - Parameter makesRecords: records are to be made, so that a directory without any would do.
  private func naming<Value: ~Copyable>(
    _ operation: String, makesRecords: Bool = false, _ body: () throws(Errno) -> Value
  ) throws(NetlinkError) -> Value {
    do throws(NetlinkError) {
      return try NetlinkError.naming(operation, body)
    } catch {
      guard error.errno == .permissionDenied else { throw error }
      var error = error
      var hint = "\(directory) has to belong to this user, and nobody else may write to it"
      if makesRecords {
        hint += """
          ; with `unshare -Urnm` and `mount -t tmpfs tmpfs /run` there is a /run for you alone
          """
      }
      error.hint = hint
      throw error
    }
  }

  /// Whether anything is here of a container: a record, or what a killed process left.
  public func hasFiles(_ container: String) throws(NetlinkError) -> Bool {
    let prefix = Self.stem(container) + "@"
    return try fileNames().contains { $0.hasPrefix(prefix) }
  }

  // MARK: Locks

  /// Holds the lock of one container for as long as it lives. The kernel takes it away from a
  /// process that is killed.
  private struct Lock: ~Copyable {
    let descriptor: Int32
    let path: String
    deinit { Files.close(descriptor) }
  }

  /// Does something to a container's records while nobody else does. Afterwards nothing is left of a
  /// container that has no records.
  ///
  /// - Parameter leavesRecords: when `body` succeeds, there are records; they need not be looked for.
  func holding<Value>(
    _ container: String, leavesRecords: Bool = false, _ body: () throws(NetlinkError) -> Value
  ) throws(NetlinkError) -> Value {
    try holding(stem: Self.stem(container), leavesRecords: leavesRecords, body)
  }

  private func holding<Value>(
    stem: String, leavesRecords: Bool, _ body: () throws(NetlinkError) -> Value
  ) throws(NetlinkError) -> Value {
    let lock = try lock(stem, makesRecords: leavesRecords)
    var needsTidying = true
    defer { if needsTidying { tidy(stem, lock) } }
    let value = try body()
    needsTidying = !leavesRecords
    return value
  }

  private func lock(_ stem: String, makesRecords: Bool) throws(NetlinkError) -> Lock {
    let path = "\(directory)/\(stem)@.lock"
    return try naming("lock \(path)", makesRecords: makesRecords) { () throws(Errno) in
      try FileSystem.makePrivateDirectory(directory)
      guard try FileSystem.isPrivateDirectory(directory) else { throw .permissionDenied }
      while true {
        let descriptor = try FileSystem.openLock(path)
        do throws(Errno) {
          try Files.lock(descriptor)
          // Somebody may have removed the file between the open and the lock.
          if try FileSystem.isSameFile(descriptor, path) {
            return Lock(descriptor: descriptor, path: path)
          }
        } catch {
          Files.close(descriptor)
          throw error
        }
        Files.close(descriptor)
      }
    }
  }

  /// Removes what is left besides records: files that a killed process was writing, and the lock
  /// when there is nothing to lock. Who waits for the lock notices.
  private func tidy(_ stem: String, _ lock: borrowing Lock) {
    guard let names = try? fileNames() else { return }
    var hasRecords = false
    for name in names where name.hasPrefix("\(stem)@") {
      if name.hasPrefix("\(stem)@.new") {
        try? Files.remove("\(directory)/\(name)")
      } else if !name.hasPrefix("\(stem)@.") {
        hasRecords = true
      }
    }
    if !hasRecords { try? Files.remove(lock.path) }
  }

  /// Does something to the records of each container that has left a file here, while nobody else
  /// does. Goes on after a failure.
  ///
  /// - Throws: the first ``NetlinkError`` that `body` threw.
  func forEachContainer(_ body: ([AttachmentRecord]) throws(NetlinkError) -> Void)
    throws(NetlinkError)
  {
    let stems = Set(try fileNames().compactMap { $0.split(separator: "@").first.map(String.init) })
    var first: NetlinkError?
    for stem in stems.sorted() {
      do throws(NetlinkError) {
        try holding(stem: stem, leavesRecords: false) { () throws(NetlinkError) in
          try body(try whole(records { $0.hasPrefix("\(stem)@") }))
        }
      } catch {
        first = first ?? error
      }
    }
    if let first { throw first }
  }

  // MARK: Records

  /// Bytes that a record may have.
  private static var limit: Int { 1 << 20 }

  /// - Throws: ``NetlinkError``, `EMSGSIZE` when it is longer than what is read again.
  func write(_ record: AttachmentRecord) throws(NetlinkError) {
    let path = path(record.owner)
    let bytes = Array(record.text.utf8)
    guard bytes.count <= Self.limit else {
      throw NetlinkError(
        "write \(path)", .messageTooLong,
        message: "a record has at most \(Self.limit) bytes, and this would have \(bytes.count)")
    }
    // Nobody else writes while the lock is held.
    let temporary = "\(directory)/\(Self.stem(record.owner.container))@.new"
    try NetlinkError.naming("write \(path)") { () throws(Errno) in
      try FileSystem.replace(path, by: temporary, with: bytes)
    }
  }

  func remove(_ owner: AttachmentOwner) throws(NetlinkError) {
    let path = path(owner)
    try NetlinkError.naming("remove \(path)") { () throws(Errno) in
      do throws(Errno) {
        try Files.remove(path)
      } catch {
        guard error == .noSuchFileOrDirectory else { throw error }
      }
    }
  }

  /// The record of one attachment; nil when there is none.
  ///
  /// - Throws: ``NetlinkError``, `EBADMSG` when the file is damaged.
  public func record(_ owner: AttachmentOwner) throws(NetlinkError) -> AttachmentRecord? {
    guard let record = try read(path(owner)), record.owner == owner else { return nil }
    return record
  }

  /// All records, or those of one container, in the order of their file names.
  ///
  /// - Throws: ``NetlinkError``, `EBADMSG` when a file is damaged, `EACCES` when others can write to
  ///   the directory.
  public func records(container: String? = nil) throws(NetlinkError) -> [AttachmentRecord] {
    guard let container else { return try whole(records { _ in true }) }
    let prefix = Self.stem(container) + "@"
    return try whole(records { $0.hasPrefix(prefix) }).filter {
      $0.owner.container.hasBytes(of: container)
    }
  }

  /// All records that can be read, and the error of the first that cannot: one that is damaged is no
  /// affair of the others.
  ///
  /// - Throws: ``NetlinkError``, `EACCES` when others can write to the directory.
  public func readableRecords() throws(NetlinkError) -> Reading { try records { _ in true } }

  /// What could be read, and why the rest could not.
  public typealias Reading = (records: [AttachmentRecord], failure: NetlinkError?)

  private func whole(_ reading: Reading) throws(NetlinkError) -> [AttachmentRecord] {
    if let failure = reading.failure { throw failure }
    return reading.records
  }

  private func records(where isWanted: (String) -> Bool) throws(NetlinkError) -> Reading {
    var reading: Reading = ([], nil)
    for name in try fileNames() where isWanted(name) && !name.contains("@.") {
      do throws(NetlinkError) {
        if let record = try read("\(directory)/\(name)") { reading.records.append(record) }
      } catch {
        reading.failure = reading.failure ?? error
      }
    }
    return reading
  }

  private func read(_ path: String) throws(NetlinkError) -> AttachmentRecord? {
    let bytes: [UInt8]? = try NetlinkError.naming("read \(path)") { () throws(Errno) in
      do throws(Errno) {
        return try Files.readRegular(path, limit: Self.limit)
      } catch {
        guard error == .noSuchFileOrDirectory else { throw error }
        return nil
      }
    }
    guard let bytes else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self),
      let record = AttachmentRecord(text: text)
    else {
      throw NetlinkError(
        "read \(path)", .badMessage, message: "the record is damaged",
        hint: "take away by hand what it says was made, then the file")
    }
    return record
  }
}
