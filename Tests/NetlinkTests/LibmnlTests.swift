import CLibmnl
import Netlink
import TestSupport
import Testing

/// The same message from libmnl's own C functions.
private func libmnl(_ body: (UnsafeMutablePointer<nlmsghdr>) -> Void) -> [UInt8] {
  let memory = UnsafeMutableRawPointer.allocate(byteCount: 8192, alignment: 16)
  defer { unsafe memory.deallocate() }
  // libmnl zeroes headers and, from 1.0.5, padding: start from nothing.
  unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: 8192)
  guard let header = unsafe mnl_nlmsg_put_header(memory) else { return [] }
  unsafe header.pointee.nlmsg_type = 16
  unsafe header.pointee.nlmsg_flags = 5
  unsafe body(header)
  let length = Int(unsafe header.pointee.nlmsg_len)
  return unsafe Array(UnsafeRawBufferPointer(start: memory, count: length))
}

/// libmnl is not ours: where both write the same bytes, neither made them up.
@Suite struct LibmnlTests {
  @Test func integers() throws {
    let theirs = unsafe libmnl { m in
      unsafe mnl_attr_put_u8(m, 1, 0xAB)
      unsafe mnl_attr_put_u16(m, 2, 0xABCD)
      unsafe mnl_attr_put_u32(m, 3, 0xABCD_EF01)
      unsafe mnl_attr_put_u64(m, 4, 0xABCD_EF01_2345_6789)
    }
    let ours = try build { (m) throws(MessageError) in
      try m.put(AttributeType(1), UInt8(0xAB))
      try m.put(AttributeType(2), UInt16(0xABCD))
      try m.put(AttributeType(3), UInt32(0xABCD_EF01))
      try m.put(AttributeType(4), UInt64(0xABCD_EF01_2345_6789))
    }
    #expect(ours == theirs)
  }

  @Test(arguments: ["", "a", "ab", "abc", "abcd", "a name longer than fifteen bytes"])
  func text(_ text: String) throws {
    let theirs = unsafe libmnl { m in
      unsafe mnl_attr_put_strz(m, 1, text)
      unsafe mnl_attr_put_str(m, 2, text)
      unsafe mnl_attr_put(m, 3, text.utf8.count, text)
    }
    let ours = try build { (m) throws(MessageError) in
      try m.put(AttributeType(1), text)
      try m.put(AttributeType(2), unterminated: text)
      try m.put(AttributeType(3), bytes: Array(text.utf8))
    }
    #expect(ours == theirs)
  }

  @Test func headersAndNests() throws {
    let theirs = unsafe libmnl { m in
      unsafe mnl_nlmsg_put_extra_header(m, 16)?.storeBytes(of: 10, as: UInt8.self)
      let outer = unsafe mnl_attr_nest_start(m, 18)
      unsafe mnl_attr_put_str(m, 1, "veth")
      let inner = unsafe mnl_attr_nest_start(m, 2)
      unsafe mnl_attr_put_u8(m, 9, 1)
      unsafe mnl_attr_nest_end(m, inner)
      unsafe mnl_attr_nest_end(m, outer)
      unsafe mnl_attr_put_strz(m, 3, "x")
    }
    let ours = try build { (m) throws(MessageError) in
      try m.put(header: SIMD16<UInt8>([10] + [UInt8](repeating: 0, count: 15)))
      // libmnl sets NLA_F_NESTED always.
      try m.nest(AttributeType(18).nested) { (m) throws(MessageError) in
        try m.put(AttributeType(1), unterminated: "veth")
        try m.nest(AttributeType(2).nested) { (m) throws(MessageError) in
          try m.put(AttributeType(9), UInt8(1))
        }
      }
      try m.put(AttributeType(3), "x")
    }
    #expect(ours == theirs)
  }

  /// And libmnl reads what we write.
  @Test func theyReadOurs() throws {
    let ours = try build { (m) throws(MessageError) in
      try m.put(header: UInt32(0))
      try m.put(AttributeType(1), UInt8(200))
      try m.put(AttributeType(2), "eth0")
      try m.nest(AttributeType(3)) { (m) throws(MessageError) in
        try m.put(AttributeType(4), UInt64(1) << 40)
      }
    }
    let seen = unsafe ours.withUnsafeBytes { bytes -> [String] in
      guard let base = bytes.baseAddress else { return [] }
      let header = unsafe base.assumingMemoryBound(to: nlmsghdr.self)
      var seen: [String] = []
      var left = Int(unsafe header.pointee.nlmsg_len) - 20
      guard unsafe mnl_nlmsg_ok(header, Int32(bytes.count)) else { return ["not ok"] }
      var attribute = unsafe (base + 20).assumingMemoryBound(to: nlattr.self)
      while unsafe mnl_attr_ok(attribute, Int32(left)) {
        switch unsafe mnl_attr_get_type(attribute) {
        case 1: seen.append("\(unsafe mnl_attr_get_u8(attribute))")
        case 2: seen.append(unsafe String(cString: mnl_attr_get_str(attribute)))
        case 3:
          let inner = unsafe UnsafeRawPointer(mnl_attr_get_payload(attribute))
          let nested = unsafe inner?.assumingMemoryBound(to: nlattr.self)
          seen.append("\(unsafe mnl_attr_get_u64(nested))")
        default: seen.append("?")
        }
        left -= (Int(unsafe mnl_attr_get_len(attribute)) + 3) & ~3
        unsafe attribute = UnsafePointer(mnl_attr_next(attribute))
      }
      return seen
    }
    #expect(seen == ["200", "eth0", "\(UInt64(1) << 40)"])
  }
}
