import AttachmentConfiguration
@testable import CNI
@testable import CNetCommands
@testable import ContainerNetwork
@testable import NFTables
import Netlink
import NetworkNamespace
import RouteNetlink

extension Case {
  /// Single words: names, addresses, MACs, routes, references to namespaces; and what makes any text
  /// fit to be printed or kept.
  static let words = Case("words", seeds: "words") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    if let prefix = IPPrefix(text) {
      expect(IPPrefix("\(prefix)") == prefix, "\(prefix)")
      expect(prefix.contains(prefix.network), "\(prefix) and \(prefix.network)")
      if let broadcast = prefix.broadcast { expect(prefix.contains(broadcast), "\(broadcast)") }
    }
    if let address = IPAddress(text) {
      expect(IPAddress("\(address)") == address, "\(address)")
      expect(IPAddress(bytes: address.bytes) == address, "\(address)")
    }
    if let mac = MACAddress(text) { expect(MACAddress("\(mac)") == mac, "\(mac)") }
    if let pairs = [UInt8](hexadecimal: text) {
      expect(hexadecimalText(pairs) == text.lowercased(), text)
    }
    if InterfaceNameRule.reasonAgainst(text) == nil {
      expect((1...15).contains(bytes.count), "the name \(text)")
      expect(!bytes.contains { $0 == 0 || $0 == 0x20 || $0 == 0x2F || $0 == 0x0A }, "\(text)")
    }
    if let reference = NamespaceReference(text) {
      expect(NamespaceReference("\(reference)") == reference, "\(reference)")
      if case .name(let name) = reference { expect(!name.contains("/"), "the name \(name)") }
    }
    _ = try? RouteSpecification(text)
    _ = try? ExtraArguments(text)
    _ = SpecVersion(text)
    _ = ResolverFile.parse(text)
    if let words = try? ShellWords.split(text) {
      expect(words.joined().utf8.count <= bytes.count * 3, "more words than text")
    }
    if let mark = Masquerade.mark(bytes) { expect(mark.utf8.count < 255, "the mark \(mark)") }

    expectPrintable(text.quoted)
    expectPrintable(text.printable)
    expectPrintable(text.asOneLine)
    expect(text.escapedForLine.unescapedLine == text, "a line of \(text.debugDescription)")
    expectPrintable(String(text.escapedForLine.unicodeScalars.filter { $0.isASCII }))
    let file = text.escapedForFileName
    expect(!file.contains("/") && !file.hasPrefix("."), "the file \(file)")
  }
}
