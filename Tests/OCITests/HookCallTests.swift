import Testing

@testable import OCI

@Suite("What a runtime asks for")
struct HookCallTests {
  private func call(_ state: String) throws -> HookCall { try HookCall(state: Array(state.utf8)) }

  @Test("The states that crun 1.8 and runc 1.1 write")
  func states() throws {
    let crun = try call(
      """
      {"ociVersion":"1.0","id":"web","pid":4711,"root":"/b/rootfs","bundle":"/b","status":"created",\
      "annotations":{"cnet.eth0.kind":"veth"}}
      """)
    #expect(crun.action == .attach(pid: 4711))
    #expect(crun.container == "web")
    #expect(crun.annotations == ["cnet.eth0.kind": "veth"])
    #expect(crun.bundle == "/b")
    let runc = try call(
      #"{"ociVersion":"1.0.2-dev","id":"web","status":"creating","pid":4711,"bundle":"/b"}"#)
    #expect(runc.action == .attach(pid: 4711))
    #expect(runc.annotations.isEmpty)
  }

  @Test(
    "A container that has stopped has no process, or that of number 0",
    arguments: [
      #"{"id":"web","status":"stopped","pid":0,"bundle":"/b"}"#,
      #"{"id":"web","status":"stopped","bundle":"/b"}"#,
      #"{"id":"web","status":"stopped","pid":4711}"#,
    ])
  func stopped(state: String) throws {
    #expect(try call(state).action == .detach(namespace: nil))
  }

  @Test(
    "What is missing or wrong is named",
    arguments: [
      (#"{"status":"created","pid":1}"#, "hook: state.id is missing"),
      (#"{"id":"","status":"created","pid":1}"#, "hook: state.id is missing"),
      (#"{"id":"w"}"#, "hook: state.status is missing"),
      (#"{"id":"w","status":"paused"}"#, "hook: state.status is not one of a container: paused"),
      (
        #"{"id":"w","status":"created"}"#,
        "hook: state.pid is missing, though state.status is created"
      ),
      (
        #"{"id":"w","status":"creating","pid":0}"#,
        "hook: state.pid is missing, though state.status is creating"
      ),
      (
        #"{"id":"w","status":"created","pid":-1}"#,
        "hook: state.pid is not a number from 0 to 2147483647"
      ),
      (
        #"{"id":"w","status":"created","pid":"1"}"#,
        "hook: state.pid is not a number from 0 to 2147483647"
      ),
      (#"{"id":7,"status":"created","pid":1}"#, "hook: state.id is a number, not a string"),
      (#"[]"#, "hook: state is an array, not an object"),
    ])
  func refused(state: String, error: String) {
    #expect { try call(state) } throws: { "\($0)" == error }
  }

  @Test(
    "What is no JSON is refused in one line",
    arguments: ["", "{", "\u{1}", "{\"id\":\n\"a\",}x", "{\"id\":1e999}"])
  func malformed(state: String) {
    #expect { try call(state) } throws: {
      "\($0)".hasPrefix("hook: the container's state is not JSON: ") && !"\($0)".contains("\n")
        && !"\($0)".contains("Swift")
    }
  }

  @Test("What is wrong is said without what would steer a terminal")
  func controlCharacters() {
    let state = #"{"id":"w","status":"\u001b[31mred\n\u009b1m"}"#
    #expect { try call(state) } throws: {
      "\($0)" == "hook: state.status is not one of a container: ?[31mred ?1m"
    }
  }

  private func lxc(_ variables: [String: String], _ words: [String] = []) throws -> HookCall? {
    try HookCall(lxc: variables, words: words)
  }

  @Test("LXC's hooks, of version 1 by their variables and of version 0 by their arguments")
  func lxcHooks() throws {
    let common = ["LXC_NAME": "c1", "LXC_PID": "4711", "PATH": "/bin"]
    let one = common.merging(["LXC_HOOK_VERSION": "1"]) { $1 }
    for type in ["start-host", "up"] {
      let call = try lxc(one.merging(["LXC_HOOK_TYPE": type]) { $1 }, ["empty"])
      #expect(call?.action == .attach(pid: 4711))
      #expect(call?.container == "lxc:c1")
    }
    for type in ["stop", "post-stop", "down"] {
      var variables = one.merging(["LXC_HOOK_TYPE": type]) { $1 }
      #expect(try lxc(variables)?.action == .detach(namespace: nil))
      variables["LXC_NET_NS"] = "/proc/1/fd/9"
      #expect(try lxc(variables)?.action == .detach(namespace: "/proc/1/fd/9"))
    }
    let zero = common.merging(["LXC_HOOK_VERSION": "0"]) { $1 }
    #expect(try lxc(zero, ["c1", "lxc", "start-host"])?.action == .attach(pid: 4711))
    #expect(try lxc(zero, ["c1", "net", "up", "veth", "v1"])?.action == .attach(pid: 4711))
    #expect(try lxc(zero, ["c1", "lxc", "post-stop"])?.action == .detach(namespace: nil))
    #expect(try lxc(["PATH": "/bin", "LXC_PID": "1"]) == nil)
  }

  @Test("LXC's hooks that have no namespace of the container's to work on are refused")
  func otherLXCHooks() {
    let variables = ["LXC_NAME": "c1", "LXC_HOOK_VERSION": "1"]
    for type in ["pre-start", "pre-mount", "mount", "autodev", "start", "clone", "destroy"] {
      #expect { try lxc(variables.merging(["LXC_HOOK_TYPE": type]) { $1 }) } throws: {
        "\($0)".hasSuffix("not as \(type)")
      }
    }
    #expect(throws: HookError.self) { try lxc(variables) }
    for pid in [nil, "", "0", "-1", "x"] {
      var start = variables.merging(["LXC_HOOK_TYPE": "start-host"]) { $1 }
      start["LXC_PID"] = pid
      #expect { try lxc(start) } throws: {
        "\($0)" == "hook: LXC_PID is missing, though LXC_HOOK_TYPE is start-host"
      }
    }
  }

  @Test("The arguments that are the hook's own")
  func options() {
    let options = HookOptions(["--config", "/c", "--set", "eth0.kind=veth", "--set=eth0.mtu=1400"])
    #expect(options?.config == "/c")
    #expect(options?.settings == ["eth0.kind=veth", "eth0.mtu=1400"])
    #expect(HookOptions(["--config=/c", "c1", "lxc", "up"])?.words == ["c1", "lxc", "up"])
    // These are for the argument parser.
    for words in [["--help"], ["--config"], ["--set"], ["-n", "x"], ["--config=a", "--config=b"]] {
      #expect(HookOptions(words) == nil)
    }
  }

  @Test("linux.netDevices of a bundle")
  func networkDevices() throws {
    let bytes = Array(
      #"""
      {"ociVersion":"1.2.1",
       "linux":{"netDevices":{"eth1":{"name":"net1"},"eth2":{},"eth3":{"name":""}},"x":1}}
      """#.utf8)
    let devices = try RuntimeConfiguration.networkDevices(bytes)
    #expect(devices.map(\.host) == ["eth1", "eth2", "eth3"])
    #expect(devices.map(\.container) == ["net1", "eth2", "eth3"])
    #expect(try RuntimeConfiguration.networkDevices(Array(#"{"linux":{}}"#.utf8)).isEmpty)
    #expect(try RuntimeConfiguration.networkDevices(Array(#"{"a":"\"netDevices\""}"#.utf8)).isEmpty)
    #expect {
      try RuntimeConfiguration.networkDevices(Array(#"{"linux":{"netDevices":[]}}"#.utf8))
    } throws: { "\($0)" == "linux.netDevices is an array, not an object" }
  }

  @Test("Bytes in bytes")
  func search() {
    let text = Array("ababac".utf8)
    for (part, isThere) in [
      ("abac", true), ("", true), ("ababac", true), ("abc", false), ("c", true),
    ] {
      #expect(text.contains(Array(part.utf8)) == isThere)
    }
    #expect(![UInt8]().contains([1]))
  }
}
