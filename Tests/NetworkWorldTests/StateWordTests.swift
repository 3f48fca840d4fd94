import Netlink
import NetworkWorld
import RouteNetlink
import TestSupport
import Testing

@Suite("Whether a link works, in a word")
struct StateWordTests {
  private static let up: UInt32 = 0x1
  private static let running: UInt32 = 0x40
  private static let lowerUp: UInt32 = 0x10000

  @Test(
    "The flags and the operational state",
    arguments: [
      (0, 2, "down"), (lowerUp, 6, "down"), (up | running | lowerUp, 6, "up"),
      (up, 2, "no carrier"), (up, 3, "lower down"), (up | lowerUp, 5, "dormant"),
      (up | lowerUp, 2, "coming up"), (up | lowerUp, 3, "coming up"),
      (up, 1, "not present"), (up, 4, "testing"),
      // The loopback's, whose state is never known.
      (up | running | lowerUp, 0, "up"), (up | running | lowerUp, 99, "up"),
      // A pair's other end is down, and the kernel has not got round to it.
      (up | running, 0, "no carrier"),
    ] as [(UInt32, UInt8, String)])
  func word(flags: UInt32, state: UInt8, expected: String) throws {
    let bytes = Wire.message(
      16,
      [0, 0] + Wire.integer(UInt16(1)) + Wire.integer(Int32(7)) + Wire.integer(flags)
        + [0, 0, 0, 0] + Wire.attribute(16, [state]))
    var messages = Messages(bytes)
    guard let message = try messages.next() else { throw MessageError.truncated(offset: 0) }
    #expect(try Link(message).stateWord == expected)
  }
}
