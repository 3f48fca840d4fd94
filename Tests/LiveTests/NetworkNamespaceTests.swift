import Foundation
import Netlink
import NetworkNamespace
import TestSupport
import Testing

@Suite(.makesNamespaces) struct NetworkNamespaceTests {
  private var own: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self/ns/net")) ?? ""
  }

  @Test func runningInsideLeavesTheCallerWhereItIs() throws {
    let before = own
    let namespace = try NetworkNamespace.anonymous()
    let inside = try namespace.run { () throws(NetlinkError) in
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self/ns/net")) ?? ""
    }
    #expect(own == before)
    #expect(inside == "net:[\(namespace.identity.inode)]")
    #expect(inside != before)
  }

  /// Another file may have the number by then.
  @Test func aNamespaceThatIsLetGoIsClosed() throws {
    func openAndLetGo() throws -> (descriptor: Int32, inode: UInt64) {
      let namespace = try NetworkNamespace.anonymous()
      return (namespace.fileDescriptor, namespace.identity.inode)
    }
    let (descriptor, inode) = try openAndLetGo()
    let file = try? FileManager.default.destinationOfSymbolicLink(
      atPath: "/proc/self/fd/\(descriptor)")
    #expect(file != "net:[\(inode)]")
  }

  @Test func whatIsThrownInsideArrives() throws {
    let namespace = try NetworkNamespace.anonymous()
    #expect(throws: NetlinkError("inside", .busy)) {
      try namespace.run { () throws(NetlinkError) in throw NetlinkError("inside", .busy) }
    }
  }

  @Test func aSocketBelongsToTheNamespaceThatItWasOpenedIn() throws {
    let fixture = try NamespaceFixture()
    try fixture.run("ip link add only-here type veth peer name other")
    var socket = try fixture.namespace.openSocket(.route)
    var names: [String] = []
    names = try socket.dump("list", MessageType(18)) { (m) throws(MessageError) in
      try m.put(header: (UInt64(0), UInt64(0)).0)
      try m.put(header: UInt64(0))
    } decode: { (message) throws(MessageError) in
      var attributes = message.attributes(after: 16)
      while let attribute = try attributes.next() {
        if attribute.type == AttributeType(3) { return try attribute.string() }
      }
      return nil
    }
    #expect(names.contains("only-here"))
  }

  @Test func opensByPidPathAndDescriptor() throws {
    let current = try NetworkNamespace.current()
    let pid = ProcessInfo.processInfo.processIdentifier
    #expect(try NetworkNamespace(pid: pid).identity == current.identity)
    #expect(try NetworkNamespace(path: "/proc/self/ns/net").identity == current.identity)
    #expect(
      try NetworkNamespace(fileDescriptor: current.fileDescriptor).identity == current.identity)
    let other = try NetworkNamespace.anonymous()
    #expect(other.identity != current.identity)
    #expect(
      try NetworkNamespace(path: "/proc/self/fd/\(other.fileDescriptor)").identity
        == other.identity)
  }

  @Test(arguments: [
    ("/etc/passwd", Errno.invalidArgument), ("/proc/self/ns/mnt", .invalidArgument),
    ("/nosuch", .noSuchFileOrDirectory), ("/proc/self/ns/net\0", .invalidArgument),
  ])
  func refusesWhatIsNoNetworkNamespace(path: String, errno: Errno) {
    #expect {
      _ = try NetworkNamespace(path: path)
    } throws: { ($0 as? NetlinkError)?.errno == errno }
  }

  /// To open a FIFO waits for its writer, and to open a device may set it going.
  @Test func waitsForNoFIFOAndOpensNoDevice() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      "mkfifo /run/fifo /run/netns/fifo; mknod /run/tty c 5 0 || ln -s /dev/tty /run/tty")
    for reference in ["/run/fifo", "fifo", "/run/tty", "/dev/null"] {
      let outcome = try sandbox.attempt("timeout 5 cnet -n \(reference) link list")
      #expect(outcome.status == 1)
      #expect(outcome.errors.hasPrefix("cnet: open namespace "), "\(outcome.errors)")
      #expect(outcome.errors.hasSuffix(" (EINVAL)\n"), "\(outcome.errors)")
    }
  }

  /// What a name points to is somebody else's.
  @Test func deletingANameFollowsNoSymbolicLink() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      mkdir /run/elsewhere; mount -t tmpfs x /run/elsewhere; touch /run/elsewhere/file
      ln -s /run/elsewhere /run/netns/link
      cnet netns delete link
      test -e /run/elsewhere/file; test ! -L /run/netns/link
      """)
    for name in ["../elsewhere", "..", "./link", "/run/elsewhere"] {
      #expect(try sandbox.attempt("cnet netns delete \(name)").status != 0)
    }
    try sandbox.run("mountpoint -q /run/elsewhere")
  }

  @Test func refusesProcessesAndDescriptorsThatAreNot() {
    for pid: Int32 in [0, -1, 999_999_999] {
      #expect {
        _ = try NetworkNamespace(pid: pid)
      } throws: { ($0 as? NetlinkError)?.errno == .noSuchProcess }
    }
    #expect {
      _ = try NetworkNamespace(fileDescriptor: 9999)
    } throws: { ($0 as? NetlinkError)?.errno == .badFileDescriptor }
  }

  @Test func aProcessThatHasEndedIsNotPlumbed() throws {
    let child = try Subprocess(["true"])
    _ = child.wait()
    #expect {
      _ = try NetworkNamespace(pid: child.pid)
    } throws: { ($0 as? NetlinkError)?.errno == .noSuchProcess }
  }

  @Test(arguments: ["", ".", "..", "a/b", "/etc", "a\0b", String(repeating: "x", count: 256)])
  func namesStayInTheirDirectory(name: String) {
    #expect(!NetworkNamespace.isName(name))
    for attempt: () throws -> Void in [
      { _ = try NetworkNamespace(named: name) }, { _ = try NetworkNamespace.create(named: name) },
      { try NetworkNamespace.delete(named: name) },
    ] {
      #expect(throws: NetlinkError.self) { try attempt() }
    }
  }

  @Test(arguments: [
    ("blue", NamespaceReference.name("blue")), ("pid:12", .process(12)),
    ("/proc/1/ns/net", .path("/proc/1/ns/net")), ("fd:3", .fileDescriptor(3)),
  ])
  func referencesHaveATextForm(text: String, reference: NamespaceReference) {
    #expect(NamespaceReference(text) == reference)
    #expect(reference.description == text)
  }

  @Test(arguments: ["", "pid:", "pid:x", "pid:-1", "pid:0", "fd:", "fd:-1", "a/b", "..", "/a\0b"])
  func otherTextsAreNoReference(text: String) {
    #expect(NamespaceReference(text) == nil)
  }

  @Test func findsTheProcessesInside() throws {
    let namespace = try NetworkNamespace.anonymous()
    let path = "/proc/\(ProcessInfo.processInfo.processIdentifier)/fd/\(namespace.fileDescriptor)"
    let child = try Subprocess(
      ["nsenter", "--net=\(path)", "sh", "-c", "echo in; read x"], keepsInput: true)
    #expect(child.readSome() == "in\n")
    #expect(try namespace.holders().pids.contains(child.pid))
    child.closeInput()
    _ = child.wait()
    #expect(try !namespace.holders().pids.contains(child.pid))
  }
}
