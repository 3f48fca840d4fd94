internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink
internal import RouteNetlink
internal import SystemCalls

struct DecodeCommand: NetworkCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode",
    abstract: "Print recorded netlink messages attribute by attribute.",
    discussion: """
      The messages are hexadecimal digits, raw bytes, a pcap file of an nlmon device, or what \
      strace -e trace=network -xx -e write=all -e read=all wrote; which, shows by itself.
      """)

  @Argument(help: "What to read; - or nothing is standard input.")
  var file = "-"

  @OptionGroup var common: CommonOptions

  func execute(_ plumber: Plumber, _ output: Output) throws {
    let capture = try Capture(Self.contents(file))
    for datagram in capture.datagrams {
      let schema = datagram.family == 0 ? ProtocolSchema.route : nil
      let arrow =
        switch datagram.direction {
        case .unknown: ""
        case .toKernel: "> "
        case .fromKernel: "< "
        }
      for line in MessagePrinter.lines(datagram.bytes.span.raw, schema: schema) {
        output.line(arrow + line)
      }
    }
    for remark in capture.remarks { output.complain(remark) }
  }

  private static func contents(_ file: String) throws(NetlinkError) -> [UInt8] {
    try NetlinkError.naming(file == "-" ? "read standard input" : "read \(file)") {
      () throws(Errno) in
      let descriptor = file == "-" ? 0 : try openForReading(file)
      defer { if file != "-" { Files.close(descriptor) } }
      return try Files.read(descriptor, limit: .max)
    }
  }
}
