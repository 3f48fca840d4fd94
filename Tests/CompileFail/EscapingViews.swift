// A view of received bytes cannot outlive them. As it stands this file compiles; with OUTLIVES or
// STORES the compiler has to refuse each line that an `expected-error` comment marks.

import Netlink

func useWhileTheBufferLives() throws(MessageError) -> Int {
  let buffer = MessageBuffer(capacity: 64)
  var messages = Messages(buffer.bytes)
  guard let message = try messages.next() else { return 0 }
  var attributes = message.attributes(after: 16)
  return try attributes.next()?.payload.byteCount ?? 0
}

#if OUTLIVES
  func keepAfterTheBufferIsGone() throws(MessageError) {
    var messages = Messages(RawSpan())  // expected-error: lifetime-dependent variable
    do {
      let buffer = MessageBuffer(capacity: 64)
      messages = Messages(buffer.bytes)
    }
    _ = try messages.next()
  }

  func keepWhileTheBufferIsReused() throws(MessageError) {
    var buffer = MessageBuffer(capacity: 64)
    var messages = Messages(buffer.bytes)
    buffer.removeAll()  // expected-error: overlapping accesses
    _ = try messages.next()
  }
#endif

#if STORES
  func first(_ bytes: borrowing RawSpan) -> Attributes {  // expected-error: ~Escapable
    Attributes(bytes)
  }

  final class Cache {
    var last: MessageView?  // expected-error: Escapable
  }

  func collect(_ attributes: inout Attributes) throws(MessageError) {
    var kept: [AttributeView] = []  // expected-error: Escapable
  }
#endif
