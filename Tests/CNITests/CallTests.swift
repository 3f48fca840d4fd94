import Testing

@testable import CNI

@Suite("What the runtime says in the environment")
struct CallTests {
  @Test("What is missing is named, with code 4")
  func missing() {
    #expect(failure { _ = try Call { _ in nil } }?.message == "CNI_COMMAND is missing")
    let add = failure { _ = try Call { $0 == "CNI_COMMAND" ? "ADD" : nil } }
    #expect(add?.code == .invalidEnvironment)
    #expect(add?.message == "ADD needs CNI_CONTAINERID, CNI_IFNAME, CNI_NETNS")
    let delete = failure { _ = try Call { $0 == "CNI_COMMAND" ? "DEL" : nil } }
    #expect(delete?.message == "DEL needs CNI_CONTAINERID, CNI_IFNAME")
    #expect(failure { _ = try Call { $0 == "CNI_COMMAND" ? "GC" : nil } } == nil)
  }

  @Test(
    "What is wrong is refused",
    arguments: [
      ("../x", "eth0"), ("-x", "eth0"), ("a b", "eth0"), ("a", "eth/0"), ("a", ".."),
      ("a", "net%d"),
    ])
  func wrong(id: String, interface: String) {
    #expect(failure { _ = try call(id: id, interface: interface) }?.code == .invalidEnvironment)
  }

  @Test("What an ID may hold is said")
  func identifier() {
    let error = failure { _ = try call(id: "a b", interface: "eth0") }
    #expect(
      error?.message
        == "CNI_CONTAINERID begins with a letter or digit, and holds only these, _, . and -")
    #expect(error?.details == "a b")
  }

  @Test("CNI_ARGS: known keys, and unknown ones that may be ignored or not")
  func arguments() throws {
    let some = try ExtraArguments(
      "IgnoreUnknown=1;K8S_POD_NAME=p;MAC=02:00:00:00:00:01;IP=10.0.0.7")
    #expect(some.mac == "02:00:00:00:00:01")
    #expect(some.addresses == ["10.0.0.7"])
    #expect(
      try ExtraArguments("IP=10.0.0.1/24, fd00::1/64").addresses == ["10.0.0.1/24", "fd00::1/64"])
    let unknown = failure { _ = try ExtraArguments("K8S_POD_NAME=p;IgnoreUnknown=false") }
    #expect(unknown?.message == "CNI_ARGS holds unknown keys: K8S_POD_NAME")
    #expect(failure { _ = try ExtraArguments("IP") }?.code == .invalidEnvironment)
    #expect(failure { _ = try ExtraArguments("IP=1=2") }?.code == .invalidEnvironment)
    #expect(failure { _ = try ExtraArguments("IgnoreUnknown=yes") }?.code == .invalidEnvironment)
  }

  @Test("The type is the program's name, and nothing else's")
  func names() {
    #expect(CNI.name(ofProgram: "/usr/lib/cni/cnet-ptp") == "cnet-ptp")
    #expect(CNI.name(ofProgram: "cnet-host-device") == "cnet-host-device")
    #expect(CNI.name(ofProgram: "/usr/bin/cnet") == nil)
    #expect(CNI.name(ofProgram: "/cnet-ptp/cnet") == nil)
    #expect(CNI.name(ofProgram: "cnet-tap") == nil)
  }
}
