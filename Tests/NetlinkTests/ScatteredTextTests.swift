@testable import Netlink
import TestSupport
import Testing

@Suite struct ScatteredTextTests {
  /// Text of the platform's own string classes may not lie in one piece.
  @Test func isWrittenAsAnyOther() throws {
    for text in ["", "web0", "a name longer than fifteen bytes", "gr\u{FC}n"] {
      let written = try build { (m) throws(MessageError) in
        try m.cursor.putScattered(AttributeType(3), text: text, zeros: 1)
      }
      #expect(written == expected(Wire.attribute(3, text)))
    }
    #expect(throws: MessageError.embeddedNUL(AttributeType(3))) {
      try build { (m) throws(MessageError) in
        try m.cursor.putScattered(AttributeType(3), text: "a\0b", zeros: 1)
      }
    }
  }
}
