@testable import Netlink
import TestSupport
import Testing

private let get = MessageType(18)
private let new = MessageType(16)

/// A request with one attribute.
private let body: Body = { (m) throws(MessageError) in try m.put(AttributeType(3), "web0") }

/// An object that a dump lists, and how a test decodes it.
private func object(_ number: UInt32, sequence: UInt32 = 1, flags: UInt16 = 2, portID: UInt32 = 0)
  -> [UInt8]
{
  Wire.message(16, flags: flags, sequence: sequence, portID: portID, Wire.integer(number))
}

private func number(_ message: MessageView) throws(MessageError) -> UInt32? {
  try message.familyHeader(as: UInt32.self)
}

@Suite struct ScriptedRequestTests {
  @Test func sendsAndIsAcknowledged() throws {
    let kernel = try ScriptedKernel([Wire.error(0, sequence: 1), Wire.error(0, sequence: 2)])
    var socket = try kernel.socket()
    try socket.acknowledge("create", new, flags: .create, body)
    try socket.acknowledge("create", new, body)
    #expect(
      kernel.sent() == Wire.message(16, flags: 0x405, sequence: 1, Wire.attribute(3, "web0")))
    #expect(kernel.sent() == Wire.message(16, flags: 5, sequence: 2, Wire.attribute(3, "web0")))
    #expect(kernel.sent() == nil)
    #expect(socket.statistics.sends == 2)
    #expect(socket.statistics.messagesSent == 2)
    #expect(socket.statistics.bytesSent == 56)
    #expect(socket.statistics.receives == 2)
  }

  @Test func refusalsAreThrown() throws {
    let kernel = try ScriptedKernel([
      Wire.error(-17, sequence: 1, Wire.attribute(1, "taken") + Wire.attribute(2, 16))
    ])
    var socket = try kernel.socket(
      schema: ProtocolSchema([
        (
          new,
          MessageSchema(
            "NEW", HeaderSchema("none", []),
            AttributeSchema("A_", [(AttributeType(3), "name", .text)]))
        )
      ]))
    var expected = NetlinkError("create web0", .fileExists, message: "taken", attribute: "name")
    #expect(throws: expected) { try socket.acknowledge("create web0", new, body) }
    // The same socket goes on.
    try kernel.answer(Wire.error(-22, sequence: 2, Wire.attribute(5, 3)))
    expected = NetlinkError("create web0", .invalidArgument, attribute: "name")
    expected.isAttributeMissing = true
    #expect(throws: expected) { try socket.acknowledge("create web0", new, body) }
  }

  @Test func otherSequencesAndPortsAreSkipped() throws {
    let kernel = try ScriptedKernel([
      Wire.error(-1, sequence: 0), Wire.error(-2, sequence: 2),
      Wire.error(-3, sequence: 1, portID: 77),
      object(1, sequence: 9) + object(2, portID: 77) + object(3) + Wire.error(-4, sequence: 5),
      Wire.message(1, sequence: 1) + Wire.error(0, sequence: 1),
    ])
    var socket = try kernel.socket()
    var seen: [UInt32] = []
    try socket.request("get", get, body) { (message) throws(MessageError) in
      if let object = try number(message) { seen.append(object) }
    }
    #expect(seen == [3])
  }

  @Test func theAnswerMayComeBehindTheAcknowledgement() throws {
    let kernel = try ScriptedKernel([Wire.error(0, sequence: 1) + object(3)])
    var socket = try kernel.socket()
    var seen: [UInt32] = []
    try socket.request("get", get, body) { (message) throws(MessageError) in
      if let object = try number(message) { seen.append(object) }
    }
    #expect(seen == [3])
  }

  @Test func aBodyThatThrowsSendsNothing() throws {
    let kernel = try ScriptedKernel()
    var socket = try kernel.socket()
    #expect(throws: NetlinkError("create", MessageError.embeddedNUL(AttributeType(3)))) {
      try socket.acknowledge("create", new) { (m) throws(MessageError) in
        try m.put(AttributeType(3), "\0")
      }
    }
    #expect(kernel.sent() == nil)
    #expect(socket.statistics.sends == 0)
  }

  @Test func aRequestThatDoesNotFitIsRefused() throws {
    let kernel = try ScriptedKernel()
    var socket = try kernel.socket(sendCapacity: 24)
    #expect(throws: NetlinkError("create", MessageError.noSpace)) {
      try socket.acknowledge("create", new, body)
    }
    #expect(kernel.sent() == nil)
  }

  @Test func truncatedDatagramsAreAnError() throws {
    let kernel = try ScriptedKernel([Wire.error(0, sequence: 1) + object(1)])
    var socket = try kernel.socket(receiveCapacity: 40)
    let lost = NetlinkError(
      "create", .messageTooLong, message: "the kernel's answer is lost, and it may have been done")
    #expect(throws: lost) { try socket.acknowledge("create", new, body) }
    // A datagram of just the capacity is whole.
    try kernel.answer(Wire.error(0, sequence: 2))
    #expect(throws: Never.self) { try socket.acknowledge("create", new, body) }
  }

  @Test func theBufferGrowsForAnswers() throws {
    let kernel = try ScriptedKernel([
      (0..<5000).flatMap { object($0) } + Wire.error(0, sequence: 1)
    ])
    var socket = try kernel.socket(receiveCapacity: 16)
    var seen: [UInt32] = []
    try socket.request("get", get, body) { (message) throws(MessageError) in
      if let object = try number(message) { seen.append(object) }
    }
    #expect(seen == Array(0..<5000))
    #expect(socket.statistics.receives == 1)
  }

  @Test func malformedAnswersAreAnError() throws {
    let kernel = try ScriptedKernel([Array(object(1).dropLast(5)), Wire.error(0, sequence: 1)])
    var socket = try kernel.socket()
    #expect(throws: NetlinkError("get", MessageError.truncated(offset: 0))) {
      try socket.request("get", get, body) { (_) throws(MessageError) in }
    }
    // What was left of that exchange is gone.
    try kernel.answer(Wire.error(0, sequence: 2))
    #expect(throws: Never.self) { try socket.acknowledge("create", new, body) }
  }

  @Test func whatTheReplyThrowsEndsTheExchange() throws {
    let kernel = try ScriptedKernel([object(1), object(2), Wire.error(0, sequence: 1)])
    var socket = try kernel.socket()
    #expect(throws: NetlinkError("get", MessageError.notText(AttributeType(1)))) {
      try socket.request("get", get, body) { (_) throws(MessageError) in
        throw .notText(AttributeType(1))
      }
    }
    try kernel.answer(Wire.error(0, sequence: 2))
    try socket.acknowledge("create", new, body)
    #expect(socket.statistics.receives == 2)
  }

  @Test func sequencesWrap() throws {
    let kernel = try ScriptedKernel([
      Wire.error(0, sequence: .max), Wire.error(0, sequence: 0),
    ])
    var socket = try kernel.socket()
    socket.nextSequence = .max
    try socket.acknowledge("create", new, body)
    try socket.acknowledge("create", new, body)
    #expect(socket.nextSequence == 1)
  }

  @Test func observersSeeBothWays() throws {
    let kernel = try ScriptedKernel([Wire.error(0, sequence: 1)])
    let recorder = Recorder()
    var socket = try kernel.socket()
    socket.observe(recorder)
    try socket.acknowledge("create", new, body)
    #expect(
      recorder.sent == [Wire.message(16, flags: 5, sequence: 1, Wire.attribute(3, "web0"))])
    #expect(recorder.received == [Wire.error(0, sequence: 1)])
  }

  @Test func observersMayWithhold() throws {
    let kernel = try ScriptedKernel()
    let recorder = Recorder(sends: false)
    var socket = try kernel.socket()
    socket.observe(recorder)
    try socket.acknowledge("create", new, body)
    #expect(try socket.dump("list", get, body, decode: number).isEmpty)
    try socket.queue(new, body)
    #expect(try socket.commit { "\($0)" }.isEmpty)
    #expect(socket.queued == 0)
    #expect(kernel.sent() == nil)
    #expect(recorder.sent.count == 3)
    #expect(socket.statistics.sends == 0)
  }

  @Test func theOtherEndHangsUp() throws {
    let kernel = try ScriptedKernel()
    kernel.hangUp()
    var socket = try kernel.socket()
    #expect(
      throws: NetlinkError(
        "create", .notConnected, message: "the kernel's answer is lost, and it may have been done")
    ) { try socket.acknowledge("create", new, body) }
    #expect(throws: NetlinkError("list", .notConnected)) {
      try socket.dump("list", get, body, decode: number)
    }
    #expect(throws: NetlinkError("receive notifications", .notConnected)) {
      try socket.notifications { _ in }
    }
  }

  @Test func aSocketThatIsNoneIsRefused() {
    var failure: NetlinkError?
    do throws(NetlinkError) {
      _ = try NetlinkSocket(adopting: -1)
    } catch {
      failure = error
    }
    #expect(failure == NetlinkError("adopt netlink socket", .badFileDescriptor))
  }
}

@Suite struct ScriptedDumpTests {
  @Test func gathersUntilDone() throws {
    let kernel = try ScriptedKernel([
      object(1) + object(2), object(3) + Wire.message(1, sequence: 1) + object(8, sequence: 7),
      Wire.done(sequence: 1),
    ])
    var socket = try kernel.socket()
    let all = try socket.dump("list", get, body) { (m) throws(MessageError) in
      let number = try number(m)
      return number == 2 ? nil : number
    }
    #expect(all == [1, 3])
    #expect(
      kernel.sent() == Wire.message(18, flags: 0x301, sequence: 1, Wire.attribute(3, "web0")))
  }

  @Test func anErrorAtTheEndIsThrown() throws {
    let kernel = try ScriptedKernel([
      object(1), Wire.done(-105, sequence: 1, Wire.attribute(1, "no luck")),
    ])
    var socket = try kernel.socket()
    #expect(throws: NetlinkError("list", .noBufferSpace, message: "no luck")) {
      try socket.dump("list", get, body, decode: number)
    }
  }

  @Test func aRefusalIsThrown() throws {
    let kernel = try ScriptedKernel([Wire.error(-1, sequence: 1)])
    var socket = try kernel.socket()
    #expect(throws: NetlinkError("list", .notPermitted)) {
      try socket.dump("list", get, body, decode: number)
    }
  }

  /// The flag may be on any message, the last one too.
  @Test func anInterruptedDumpIsBegunAgain() throws {
    let kernel = try ScriptedKernel([
      object(1) + object(2, flags: 0x12), object(3), Wire.done(sequence: 1),
      object(4, sequence: 2), Wire.done(sequence: 2, flags: 0x12),
      object(5, sequence: 3), Wire.done(sequence: 3),
    ])
    var socket = try kernel.socket()
    #expect(try socket.dump("list", get, body, decode: number) == [5])
    #expect(socket.statistics.sends == 3)
  }

  @Test func interruptionsAreReportedInTheEnd() throws {
    let kernel = try ScriptedKernel(
      (1...32).map { object(1, sequence: $0) + Wire.done(sequence: $0, flags: 0x12) })
    var socket = try kernel.socket()
    #expect(
      throws: NetlinkError(
        "list", .wouldBlock, message: "the list changed during each of 32 attempts to read it")
    ) { try socket.dump("list", get, body, decode: number) }
    #expect(socket.statistics.sends == 32)
  }

  /// Nothing may wait in the queue then: the kernel would refuse the next dump.
  @Test func whatDecodeThrowsEndsTheDump() throws {
    let kernel = try ScriptedKernel([object(1), object(2), object(3), Wire.done(sequence: 1)])
    var socket = try kernel.socket()
    #expect(throws: NetlinkError("list", MessageError.noSpace)) {
      try socket.dump("list", get, body) { (_) throws(MessageError) -> Int? in throw .noSpace }
    }
    try kernel.answer(object(4, sequence: 2) + Wire.done(sequence: 2))
    #expect(try socket.dump("list", get, body, decode: number) == [4])
    #expect(socket.statistics.receives == 2)
  }
}

@Suite struct ScriptedBatchTests {
  private func queue(_ count: Int, _ socket: inout NetlinkSocket) throws(MessageError) {
    for number in 0..<count {
      try socket.queue(new) { (m) throws(MessageError) in
        try m.put(AttributeType(1), UInt32(number))
      }
    }
  }

  @Test func isOneSendWithOneAcknowledgement() throws {
    let kernel = try ScriptedKernel([Wire.error(0, sequence: 3)])
    var socket = try kernel.socket()
    try queue(3, &socket)
    #expect(socket.queued == 3)
    #expect(try socket.commit { "step \($0)" }.isEmpty)
    #expect(socket.queued == 0)
    #expect(
      kernel.sent()
        == (0..<3).flatMap {
          Wire.message(16, flags: $0 == 2 ? 5 : 1, sequence: $0 + 1, Wire.attribute(1, $0))
        })
    #expect(kernel.sent() == nil)
    #expect(socket.statistics.sends == 1)
    #expect(socket.statistics.messagesSent == 3)
  }

  @Test func refusalsAreMatchedBySequence() throws {
    let kernel = try ScriptedKernel([
      Wire.error(-17, sequence: 2), Wire.error(-1, sequence: 99), Wire.error(-1, sequence: 0),
      Wire.error(-2, sequence: 3, portID: 5),
      object(9, sequence: 4) + Wire.error(-16, sequence: 4, Wire.attribute(1, "busy")),
    ])
    var socket = try kernel.socket()
    try queue(4, &socket)
    let refusals = try socket.commit { "step \($0)" }
    #expect(refusals.map(\.request) == [1, 3])
    #expect(
      refusals.map(\.error) == [
        NetlinkError("step 1", .fileExists), NetlinkError("step 3", .busy, message: "busy"),
      ])
  }

  @Test func offsetsAreWithinTheirOwnMessage() throws {
    let kernel = try ScriptedKernel([
      Wire.error(-22, sequence: 2, Wire.attribute(2, 16)), Wire.error(0, sequence: 3),
    ])
    var socket = try kernel.socket(
      schema: ProtocolSchema([
        (
          new,
          MessageSchema(
            "NEW", HeaderSchema("none", []),
            AttributeSchema(
              "A_", [(AttributeType(1), "one", .text), (AttributeType(2), "two", .text)]))
        )
      ]))
    try socket.queue(new) { (m) throws(MessageError) in
      try m.put(AttributeType(1), "a long text in front")
    }
    try socket.queue(new) { (m) throws(MessageError) in try m.put(AttributeType(2), "b") }
    try socket.queue(new) { (m) throws(MessageError) in try m.put(AttributeType(1), "c") }
    #expect(try socket.commit { "\($0)" }.map(\.error.attribute) == ["two"])
  }

  @Test func aFullBatchRefusesMore() throws {
    let kernel = try ScriptedKernel([Wire.error(0, sequence: 128)])
    var socket = try kernel.socket()
    try queue(NetlinkSocket.batchLimit, &socket)
    #expect(throws: MessageError.noSpace) { try queue(1, &socket) }
    #expect(socket.queued == 128)
    #expect(try socket.commit { "\($0)" }.isEmpty)
    #expect(throws: Never.self) { try queue(1, &socket) }
    socket.beginBatch()
    #expect(socket.queued == 0)
  }

  @Test func nothingQueuedSendsNothing() throws {
    let kernel = try ScriptedKernel()
    var socket = try kernel.socket()
    #expect(try socket.commit { "\($0)" }.isEmpty)
    #expect(kernel.sent() == nil)
  }

  /// A request that was sent must not go out a second time in front of a batch.
  @Test func whatWasSentIsNotSentAgain() throws {
    let kernel = try ScriptedKernel([
      Wire.error(0, sequence: 1), Wire.done(sequence: 2), Wire.error(0, sequence: 3),
    ])
    var socket = try kernel.socket()
    try socket.acknowledge("create", new, body)
    _ = try socket.dump("list", get, body, decode: number)
    try queue(1, &socket)
    _ = try socket.commit { "\($0)" }
    _ = (kernel.sent(), kernel.sent())
    #expect(kernel.sent() == Wire.message(16, flags: 5, sequence: 3, Wire.attribute(1, 0)))
    // Nor after a batch that failed.
    try queue(1, &socket)
    try kernel.answer([1, 2, 3])
    #expect(throws: NetlinkError("0", MessageError.truncated(offset: 0))) {
      try socket.commit { "\($0)" }
    }
    #expect(socket.queued == 0)
  }

  @Test func aFailureOfTheExchangeNamesTheWhole() throws {
    let kernel = try ScriptedKernel([[0xFF]])
    var socket = try kernel.socket()
    try queue(3, &socket)
    #expect(throws: NetlinkError("step 0 and 2 more", MessageError.truncated(offset: 0))) {
      try socket.commit { "step \($0)" }
    }
  }
}

@Suite struct ScriptedNotificationTests {
  @Test func handsOutEachMessage() throws {
    let kernel = try ScriptedKernel([object(1, sequence: 0) + object(2, sequence: 4, portID: 9)])
    var socket = try kernel.socket()
    var seen: [UInt32?] = []
    let came = try socket.notifications(waiting: 0) { (message) throws(MessageError) in
      seen.append(try number(message))
    }
    #expect(came)
    #expect(seen == [1, 2])
    #expect(try !socket.notifications(waiting: 0) { (_) throws(MessageError) in })
  }

  @Test func overrunAndRubbishAreErrors() throws {
    let kernel = try ScriptedKernel([Wire.message(4), [1, 2, 3]])
    var socket = try kernel.socket()
    let operation = "receive notifications"
    #expect(throws: NetlinkError(operation, .noBufferSpace)) {
      _ = try socket.notifications(waiting: 0) { (_) throws(MessageError) in }
    }
    #expect(throws: NetlinkError(operation, MessageError.truncated(offset: 0))) {
      _ = try socket.notifications(waiting: 0) { (_) throws(MessageError) in }
    }
  }
}
