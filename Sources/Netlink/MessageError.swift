/// Why a message could not be built or read.
public enum MessageError: Error, Hashable, Sendable {
  /// The buffer has no room for the next piece.
  case noSpace
  /// An attribute or nest would exceed the 16 bits of `nla_len` (65,535 bytes with its header).
  case attributeTooLong(AttributeType)
  /// A string to be written holds a NUL byte, which would end it early.
  case embeddedNUL(AttributeType)
  /// The bytes end before the message, header or attribute at this offset does.
  case truncated(offset: Int)
  /// An attribute's payload has another length than its type asks for.
  case wrongLength(AttributeType, Int)
  /// A string attribute is not UTF-8.
  case notText(AttributeType)
}

extension MessageError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noSpace: "the message does not fit the buffer"
    case .attributeTooLong(let type):
      "attribute \(type.masked.rawValue) is longer than 65535 bytes"
    case .embeddedNUL(let type): "the text of attribute \(type.masked.rawValue) holds a NUL byte"
    case .truncated(let offset): "the message ends in the middle of the item at offset \(offset)"
    case .wrongLength(let type, let length):
      "attribute \(type.masked.rawValue) has \(length) bytes of payload, which its type does not allow"
    case .notText(let type): "the text of attribute \(type.masked.rawValue) is not UTF-8"
    }
  }
}
