import Netlink
import TestSupport
import Testing

@Suite struct AcknowledgementTests {
  private func read(_ bytes: [UInt8]) throws(MessageError) -> Acknowledgement? {
    var result: Result<Acknowledgement?, MessageError> = .success(nil)
    reading(bytes) { bytes in
      do throws(MessageError) {
        var messages = Messages(bytes)
        guard let message = try messages.next() else { return }
        result = .success(try Acknowledgement(message))
      } catch {
        result = .failure(error)
      }
    }
    return try result.get()
  }

  /// The extended attributes: message 1, offset 2, missing type 5, missing nest 6.
  private let attributes =
    Wire.attribute(1, "no room") + Wire.attribute(2, 36) + Wire.attribute(99, [1])
    + Wire.attribute(5, 7) + Wire.attribute(6, 52)

  private func check(_ answer: Acknowledgement?, sourceLocation: SourceLocation = #_sourceLocation)
  {
    #expect(answer?.errno == .noBufferSpace, sourceLocation: sourceLocation)
    #expect(answer?.message == "no room", sourceLocation: sourceLocation)
    #expect(answer?.offset == 36, sourceLocation: sourceLocation)
    #expect(answer?.missingType == 7, sourceLocation: sourceLocation)
    #expect(answer?.missingNest == 52, sourceLocation: sourceLocation)
  }

  @Test func success() throws {
    #expect(try read(Wire.error(0, sequence: 1)) == read(Wire.done(0, sequence: 1)))
    let answer = try read(Wire.error(0, sequence: 1))
    #expect(answer?.errno == nil)
    #expect(answer?.message == nil)
    #expect(answer?.offset == nil)
  }

  @Test func aWarningComesWithSuccess() throws {
    let answer = try read(Wire.error(0, sequence: 1, Wire.attribute(1, "careful")))
    #expect(answer?.errno == nil)
    #expect(answer?.message == "careful")
  }

  @Test func cappedWithAttributes() throws {
    check(try read(Wire.error(-105, sequence: 1, attributes)))
  }

  /// Uncapped: the whole request stands between, padded.
  @Test func uncappedWithAttributes() throws {
    for length in 0...9 {
      let quoted = Wire.message(16, [UInt8](repeating: 0xEE, count: length))
      check(try read(Wire.error(-105, sequence: 1, flags: 0, quoted: quoted, attributes)))
    }
  }

  @Test func doneWithErrorAndAttributes() throws {
    check(try read(Wire.done(-105, sequence: 1, attributes)))
  }

  @Test func attributesAreReadOnlyWhenTheFlagSaysSo() throws {
    var bytes = Wire.error(-105, sequence: 1, attributes)
    bytes[7] &= ~2
    let answer = try read(bytes)
    #expect(answer?.errno == .noBufferSpace)
    #expect(answer?.message == nil)
    #expect(answer?.offset == nil)
  }

  @Test func aBareDoneIsSuccess() throws {
    #expect(try read(Wire.message(3)) == read(Wire.done(0, sequence: 0)))
    #expect(try read(Wire.message(3, [1, 2, 3])) == read(Wire.done(0, sequence: 0)))
  }

  @Test func shortErrorsThrow() {
    for count in 0...3 {
      #expect(throws: MessageError.truncated(offset: 16)) {
        try read(Wire.message(2, [UInt8](repeating: 0, count: count)))
      }
    }
    // With attributes the quoted header must be there.
    for count in 4...19 {
      #expect(throws: MessageError.truncated(offset: 20)) {
        try read(Wire.message(2, flags: 0x300, [UInt8](repeating: 0, count: count)))
      }
      // Without, nobody needs it.
      #expect(throws: Never.self) {
        try read(Wire.message(2, [UInt8](repeating: 0, count: count)))
      }
    }
  }

  /// A quoted length that reaches beyond the message must not be believed.
  @Test(arguments: [0, 15, 1000, .max] as [UInt32])
  func aQuotedLengthMayLie(_ length: UInt32) throws {
    let quoted = Wire.integer(length) + Wire.message(16).dropFirst(4)
    let answer = try read(Wire.error(-1, sequence: 1, flags: 0, quoted: quoted, attributes))
    #expect(answer?.errno == .notPermitted)
    #expect(answer?.message == (length < 16 ? "no room" : nil))
  }

  @Test func brokenAttributesThrow() {
    #expect(throws: MessageError.truncated(offset: 0)) {
      try read(Wire.error(-1, sequence: 1, [9, 0, 1, 0, 1, 2, 3, 4]))
    }
  }

  /// What cannot be read inside is left out; the error number is what counts.
  @Test func oddAttributesAreSkipped() throws {
    let odd = Wire.attribute(1, [0xFF, 0xFE]) + Wire.attribute(2, [1]) + Wire.attribute(5, [])
    let answer = try read(Wire.error(-1, sequence: 1, odd))
    #expect(answer?.errno == .notPermitted)
    #expect(answer?.message == nil)
    #expect(answer?.offset == nil)
    #expect(answer?.missingType == nil)
  }

  @Test(arguments: [(-16, 16), (16, 16), (.min, .max), (-1, 1)] as [(Int32, Int32)])
  func everyNumberButZeroIsAnError(_ code: Int32, _ number: Int32) throws {
    #expect(try read(Wire.error(code, sequence: 1))?.errno == Errno(rawValue: number))
  }
}

@Suite struct ErrnoTests {
  @Test func namesAndText() {
    let names: [(Errno, Int32, String)] = [
      (.notPermitted, 1, "EPERM"), (.noSuchFileOrDirectory, 2, "ENOENT"),
      (.noSuchProcess, 3, "ESRCH"), (.interrupted, 4, "EINTR"), (.badFileDescriptor, 9, "EBADF"),
      (.wouldBlock, 11, "EAGAIN"), (.permissionDenied, 13, "EACCES"), (.busy, 16, "EBUSY"),
      (.fileExists, 17, "EEXIST"), (.noSuchDevice, 19, "ENODEV"),
      (.invalidArgument, 22, "EINVAL"), (.notATypewriter, 25, "ENOTTY"),
      (.outOfRange, 34, "ERANGE"), (.noSystemCall, 38, "ENOSYS"), (.badMessage, 74, "EBADMSG"),
      (.messageTooLong, 90, "EMSGSIZE"), (.noProtocolOption, 92, "ENOPROTOOPT"),
      (.notSupported, 95, "EOPNOTSUPP"), (.addressNotAvailable, 99, "EADDRNOTAVAIL"),
      (.networkDown, 100, "ENETDOWN"), (.networkUnreachable, 101, "ENETUNREACH"),
      (.noBufferSpace, 105, "ENOBUFS"), (.notConnected, 107, "ENOTCONN"),
      (.timedOut, 110, "ETIMEDOUT"),
    ]
    for (errno, number, name) in names {
      #expect(errno.rawValue == number)
      #expect(errno.name == (name == "EOPNOTSUPP" ? errno.name : name))
      #expect(errno.description == "\(errno.text) (\(errno.name))")
    }
    // One number, two names: glibc picks one.
    #expect(["EOPNOTSUPP", "ENOTSUP"].contains(Errno.notSupported.name))
    #expect(Errno.busy.description == "Device or resource busy (EBUSY)")
  }

  @Test(arguments: [-1, 4095, .max, .min] as [Int32])
  func anUnknownNumberIsSpelt(_ number: Int32) {
    #expect(Errno(rawValue: number).name == "errno \(number)")
    #expect(Errno(rawValue: number).text.contains("\(number)"))
  }
}

@Suite struct NetlinkErrorTests {
  @Test func isOneLine() {
    var error = NetlinkError("create veth web0", .fileExists)
    #expect(error.description == "create veth web0: File exists (EEXIST)")
    error.message = "Device is already up."
    error.attribute = "linkinfo/data"
    #expect(
      error.description == "create veth web0: Device is already up at linkinfo/data (EEXIST)")
    error.message = nil
    error.isAttributeMissing = true
    #expect(
      error.description == "create veth web0: File exists (linkinfo/data is missing) (EEXIST)")
    error.hint = "never shown here"
    #expect(!error.description.contains("never"))
  }

  @Test(
    arguments: [
      (.noSpace, .messageTooLong), (.attributeTooLong(AttributeType(1)), .messageTooLong),
      (.embeddedNUL(AttributeType(1)), .invalidArgument), (.truncated(offset: 3), .badMessage),
      (.wrongLength(AttributeType(1), 3), .badMessage), (.notText(AttributeType(1)), .badMessage),
    ] as [(MessageError, Errno)])
  func messageErrorsHaveNumbers(_ error: MessageError, _ errno: Errno) {
    let wrapped = NetlinkError("build it", error)
    #expect(wrapped.errno == errno)
    #expect(wrapped.message == error.description)
    #expect(wrapped.operation == "build it")
  }

  @Test func namesSystemCalls() {
    #expect(throws: NetlinkError("open it", .busy)) {
      try NetlinkError.naming("open it") { () throws(Errno) in throw .busy }
    }
  }
}
