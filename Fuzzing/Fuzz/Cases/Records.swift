@testable import ContainerNetwork

extension Case {
  /// The record of an attachment, as it lies in `/run/cnet`.
  static let records = Case("records", seeds: "records") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    guard let record = AttachmentRecord(text: text) else { return }
    expect(AttachmentRecord(text: record.text) == record, "\(record) is read as another")
  }
}
