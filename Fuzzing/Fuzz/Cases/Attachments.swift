import AttachmentConfiguration
@testable import ContainerNetwork
import RouteNetlink

extension Case {
  /// The JSON that describes a container's attachments.
  static let attachments = Case("attachments", seeds: "attachments") { bytes in
    let attachments = try AttachmentReader.attachments(inDocument: bytes, "it")
    for attachment in attachments { expectSound(attachment) }
    expect(Set(attachments.map(\.name)).count == attachments.count, "a name is there twice")
    let text = mustSucceed("read the JSON") { try JSONValue(parsing: bytes, "it").text }
    let again = mustSucceed("read the attachments again") {
      try AttachmentReader.attachments(inDocument: text, "it")
    }
    expect(again == attachments, "\(attachments) became \(again)")
  }

  /// What no description may hold.
  static func expectSound(_ attachment: Attachment) {
    expect(InterfaceNameRule.reasonAgainst(attachment.name) == nil, "the name \(attachment.name)")
    if let mac = attachment.mac { expect(!mac.isMulticast && !mac.isZero, "the MAC \(mac)") }
    expect(!attachment.fingerprint.isEmpty, "no fingerprint")
  }
}
