internal import ContainerNetwork
internal import Netlink
internal import SystemCalls

/// A file like `/etc/resolv.conf`.
enum ResolverFile {
  static func read(_ path: String) throws(NetlinkError) -> Attachment.DNS {
    let bytes = try NetlinkError.naming("read \(path)") { () throws(Errno) in
      try Files.read(path)
    }
    return parse(String(decoding: bytes, as: UTF8.self))
  }

  /// The keywords of resolv.conf(5) that a result can hold; others are left out.
  static func parse(_ text: String) -> Attachment.DNS {
    var dns = Attachment.DNS()
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(whereSeparator: \.isWhitespace).map { String($0) }
      guard words.count > 1 else { continue }
      switch words[0] {
      case "nameserver": dns.nameservers.append(words[1])
      case "domain": dns.domain = words[1]
      case "search": dns.search += words[1...]
      case "options": dns.options += words[1...]
      default: break
      }
    }
    return dns
  }
}
