import Foundation
import TestSupport
import Testing

/// What else than a small file may be in the directory of host-local.
@Suite("CNI, reservations that are none", .makesNamespaces, .runsCNI)
struct CNIReservationTests {
  private static let directory = "/var/lib/cni/networks/net"
  private static let irregular = ["mkfifo", "ln -s /etc/passwd", "ln -s nowhere", "mkdir"]
  private static let long = "truncate -s 2M"

  private let members = #""ipam": {"type": "host-local", "subnet": "10.2.0.0/24"}"#

  /// A call that may not wait.
  private func call(_ host: CNIHost, _ command: String, arguments: String = "") throws
    -> Sandbox.Outcome
  {
    let more = command == "GC" ? #", "cni.dev/valid-attachments": []"# : ""
    return try host.sandbox.attempt(
      """
      export ARGS='\(arguments)'
      timeout -s KILL 5 /run/call /run/plugins/cnet-ptp \(command) <<'EOF'
      \(configuration("cnet-ptp", members + more, version: "1.1.0"))
      EOF
      """)
  }

  private func expectRefused(_ outcome: Sandbox.Outcome, _ file: String) {
    #expect(outcome.status == 1, "\(outcome)")
    let error = (try? JSON(parsing: outcome.output))?["msg"].string ?? ""
    #expect(error.contains("\(Self.directory)/\(file): "), "\(outcome)")
    #expect(error.contains("it is not a regular file"), "\(outcome)")
  }

  private func host(with file: String, _ make: String) throws -> CNIHost {
    let host = try CNIHost()
    try host.sandbox.run("mkdir -p \(Self.directory); \(make) \(Self.directory)/\(file)")
    return host
  }

  @Test("Whatever is there reserves an address, and is nobody's", arguments: irregular + [long])
  func address(make: String) throws {
    let host = try self.host(with: "10.2.0.2", make)
    let look = "stat -c '%F %i' \(Self.directory)/10.2.0.2"
    let (before, file) = (try host.state(), try host.sandbox.run(look))
    let asked = try call(host, "ADD", arguments: "IP=10.2.0.2")
    #expect(try JSON(parsing: asked.output)["code"].int == 101, "\(asked)")
    #expect(try host.state() == before)
    let added = try call(host, "ADD")
    #expect(added.status == 0 && added.output.contains("10.2.0.3/24"), "\(added)")
    #expect(try call(host, "DEL").status == 0)
    #expect(try host.state() == before)
    #expect(try call(host, "ADD").status == 0)
    #expect(try call(host, "GC").status == 0)
    #expect(try host.state() == before)
    #expect(try host.sandbox.run(look) == file)
  }

  @Test("Where the last address is kept", arguments: irregular)
  func last(make: String) throws {
    let host = try self.host(with: "last_reserved_ip.0", make)
    let before = try host.state()
    expectRefused(try call(host, "ADD"), "last_reserved_ip.0")
    expectRefused(try call(host, "ADD", arguments: "IP=10.2.0.9"), "last_reserved_ip.0")
    #expect(try host.state() == before)
    for command in ["DEL", "GC"] { #expect(try call(host, command).status == 0) }
    // Nothing is held.
    try host.sandbox.run("rm -r \(Self.directory)/last_reserved_ip.0")
    #expect(try call(host, "ADD").status == 0)
  }

  @Test("In place of the lock", arguments: irregular)
  func lock(make: String) throws {
    let host = try self.host(with: "lock", make)
    let before = try host.state()
    for command in ["ADD", "DEL", "GC"] { expectRefused(try call(host, command), "lock") }
    #expect(try host.state() == before)
    // A DEL that could not give the address back is done by the next one.
    let lock = "\(Self.directory)/lock"
    try host.sandbox.run("rm -r \(lock)")
    #expect(try call(host, "ADD").status == 0)
    try host.sandbox.run("rm \(lock); \(make) \(lock)")
    expectRefused(try call(host, "DEL"), "lock")
    try host.sandbox.run("rm -r \(lock)")
    #expect(try call(host, "DEL").status == 0)
    #expect(try host.state() == before)
  }

  @Test("Long files in their place serve", arguments: ["last_reserved_ip.0", "lock"])
  func longFile(file: String) throws {
    let host = try self.host(with: file, Self.long)
    let before = try host.state()
    #expect(try call(host, "ADD").output.contains("10.2.0.2/24"))
    #expect(try host.sandbox.run("cat \(Self.directory)/last_reserved_ip.0") == "10.2.0.2")
    #expect(try call(host, "DEL").status == 0)
    #expect(try host.state() == before)
  }
}
