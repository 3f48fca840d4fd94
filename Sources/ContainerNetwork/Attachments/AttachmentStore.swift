internal import CLinux
public import Netlink

/// The records of attachments: a file each, in a directory that only its owner can write to.
///
/// A file is written under a temporary name and renamed, so that it is there whole or not at all.
public struct AttachmentStore: Sendable {
  public let directory: String

  /// Where the records are, unless something else is asked for.
  public static var defaultDirectory: String { "/run/cnet" }

  public init(directory: String = Self.defaultDirectory) { self.directory = directory }

  /// Holds the lock of one container for as long as it lives. The kernel takes it away from a
  /// process that is killed.
  struct Lock: ~Copyable {
    let descriptor: Int32
    let path: String
    deinit { FileSystem.close(descriptor) }

    /// Removes the file; whoever waits for it notices.
    func remove() { try? FileSystem.remove(path) }
  }

  /// Waits for and takes the lock of a container.
  func lock(_ container: String) throws(NetlinkError) -> Lock {
    let path = "\(directory)/\(container.escapedForFileName)@.lock"
    return try NetlinkError.naming("lock \(path)") { () throws(Errno) in
      try FileSystem.makePrivateDirectory(directory)
      while true {
        let descriptor = try FileSystem.openLock(path)
        do throws(Errno) {
          try FileSystem.lock(descriptor)
          // Somebody may have removed the file between the open and the lock.
          if try FileSystem.isSameFile(descriptor, path) {
            return Lock(descriptor: descriptor, path: path)
          }
        } catch {
          FileSystem.close(descriptor)
          throw error
        }
        FileSystem.close(descriptor)
      }
    }
  }

  private func path(_ owner: AttachmentOwner) -> String {
    "\(directory)/\(owner.container.escapedForFileName)@\(owner.interface.escapedForFileName)"
  }

  func write(_ record: AttachmentRecord) throws(NetlinkError) {
    let path = path(record.owner)
    try NetlinkError.naming("write \(path)") { () throws(Errno) in
      try FileSystem.replace(path, with: Array(record.text.utf8))
    }
  }

  func remove(_ owner: AttachmentOwner) throws(NetlinkError) {
    let path = path(owner)
    try NetlinkError.naming("remove \(path)") { () throws(Errno) in
      do throws(Errno) {
        try FileSystem.remove(path)
      } catch {
        guard error == .noSuchFileOrDirectory else { throw error }
      }
    }
  }

  /// The record of one attachment; nil when there is none.
  ///
  /// - Throws: ``NetlinkError``, `EBADMSG` when the file is damaged.
  public func record(_ owner: AttachmentOwner) throws(NetlinkError) -> AttachmentRecord? {
    try read(path(owner))
  }

  /// All records, or those of one container, in the order of their file names.
  public func records(container: String? = nil) throws(NetlinkError) -> [AttachmentRecord] {
    let names = try NetlinkError.naming("list \(directory)") { () throws(Errno) in
      do throws(Errno) {
        return try FileSystem.names(directory).sorted()
      } catch {
        guard error == .noSuchFileOrDirectory else { throw error }
        return []
      }
    }
    let prefix = container.map { "\($0.escapedForFileName)@" } ?? ""
    var records: [AttachmentRecord] = []
    // Locks and files that are being written begin their second part with a dot.
    for name in names where name.hasPrefix(prefix) && name.contains("@") && !name.contains("@.") {
      if let record = try read("\(directory)/\(name)") { records.append(record) }
    }
    return records
  }

  private func read(_ path: String) throws(NetlinkError) -> AttachmentRecord? {
    let bytes: [UInt8]? = try NetlinkError.naming("read \(path)") { () throws(Errno) in
      do throws(Errno) {
        return try FileSystem.read(path, limit: 1 << 20)
      } catch {
        guard error == .noSuchFileOrDirectory else { throw error }
        return nil
      }
    }
    guard let bytes else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self),
      let record = AttachmentRecord(text: text)
    else {
      throw NetlinkError("read \(path)", .badMessage, message: "the record is damaged")
    }
    return record
  }
}
