import RouteNetlink
import Testing

@testable import CNI

@Suite("Configurations")
struct NetworkTests {
  @Test("Every version of the specification, and no other")
  func versions() throws {
    for version in ["0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"] {
      #expect(try network(version: version).version.description == version)
    }
    #expect(try network(version: "").version.description == "0.1.0")
    for version in ["0.5.0", "1.2.0", "1.0", "2.0.0", "x"] {
      let error = failure { _ = try network(version: version) }
      #expect(error?.code == .incompatibleVersion)
      #expect(error?.message == "the CNI version \(version) is not supported")
    }
  }

  @Test("A name that cannot be a directory is refused")
  func names() throws {
    for text in [#"{}"#, #"{"name": ""}"#, #"{"name": "../x"}"#, #"{"name": "a/b"}"#] {
      let error = failure { _ = try Network([], try json(text), try call()) }
      #expect(error?.code == .invalidConfiguration)
    }
  }

  @Test(
    "What is of another type than it has to be is code 7",
    arguments: [
      #","ipam": 1"#, #","dns": []"#, #","ipMasq": "yes""#, #","ipMasqBackend": "iptables""#,
      #","dns": {"servers": []}"#, #","args": 3"#, #","cni.dev/valid-attachments": [{}]"#,
      #","args": {"cni": "x"}"#, #","runtimeConfig": []"#, #","ipam": {"type": 1}"#,
    ])
  func types(members: String) {
    #expect(failure { _ = try network(members) }?.code == .invalidConfiguration)
  }

  @Test("Keys that nobody knows are refused by name and value, with code 2")
  func unknown() throws {
    let error = failure { _ = try plugin(PointToPoint.self, #","colour": "red""#) }
    #expect(error?.code == .unsupportedField)
    #expect(error?.message == #"unsupported field colour: "red""#)
    _ = try plugin(
      PointToPoint.self,
      #","mtu": 1400, "capabilities": {"ips": true}, "args": {"cni": {}}, "cni.dev/x": 1"#)
  }

  @Test("Keys of the reference that are not supported, unless they are off")
  func unsupported() throws {
    let error = failure { _ = try plugin(BridgePlugin.self, #","vlan": 100"#) }
    #expect(error?.code == .unsupportedField)
    #expect(error?.message == "unsupported field vlan: 100")
    #expect(
      failure { _ = try plugin(BridgePlugin.self, #","macspoofchk": true"#) }?.message
        == "unsupported field macspoofchk: true")
    _ = try plugin(BridgePlugin.self, #","vlan": 0, "macspoofchk": false, "vlanTrunk": []"#)
    let both = failure {
      _ = try plugin(BridgePlugin.self, #","hairpinMode": true, "promiscMode": true"#)
    }
    #expect(both?.code == .invalidConfiguration)
    #expect(
      failure { _ = try plugin(MacvlanPlugin.self, #","linkInContainer": true"#) }?.code
        == .unsupportedField)
  }

  @Test(
    "Modes, MTUs and devices",
    arguments: [
      #","mode": "sideways""#, #","mtu": -1"#, #","mtu": 70000"#, #","master": "a/b""#,
      #","bcqueuelen": -1"#, #","mac": "01:00:00:00:00:00""#,
    ])
  func macvlan(members: String) {
    #expect(failure { _ = try plugin(MacvlanPlugin.self, members) }?.code == .invalidConfiguration)
  }

  @Test("A device is named in one of four ways")
  func devices() throws {
    _ = try plugin(HostDevice.self, #","device": "nic0""#)
    _ = try plugin(HostDevice.self, #","hwaddr": "02:00:00:00:00:01""#)
    _ = try plugin(HostDevice.self, #","kernelpath": "/sys/devices/pci0000:00/0000:00:03.0""#)
    _ = try plugin(HostDevice.self, #","pciBusID": "0000:00:03.0""#)
    for members in [
      "", #","runtimeConfig": {"deviceID": 1}"#, #","hwaddr": "x""#, #","kernelpath": "/etc""#,
      #","kernelpath": "/sys/devices/../x""#,
      #","pciBusID": "../x""#,
    ] {
      #expect(failure { _ = try plugin(HostDevice.self, members) }?.code == .invalidConfiguration)
    }
  }

  @Test("Whose MAC counts: the runtime's, args.cni's, CNI_ARGS', the configuration's")
  func precedence() throws {
    let environment = try call(arguments: "MAC=02:00:00:00:00:01")
    let first = #","args": {"cni": {"mac": "02:00:00:00:00:02"}}"#
    let second = first + #","runtimeConfig": {"mac": "02:00:00:00:00:03"}"#
    let configured = "02:00:00:00:00:00"
    #expect(try network().mac(configured: configured) == MACAddress(configured))
    #expect(
      try network(call: environment).mac(configured: configured) == MACAddress("02:00:00:00:00:01"))
    #expect(try network(first, call: environment).mac() == MACAddress("02:00:00:00:00:02"))
    #expect(try network(second, call: environment).mac() == MACAddress("02:00:00:00:00:03"))
    for members in [
      #","runtimeConfig": {"mac": "x"}"#, #","runtimeConfig": {"mac": 1}"#,
      #","args": {"cni": {"mac": ["02:00:00:00:00:02"]}}"#,
    ] {
      #expect(failure { _ = try network(members).mac() }?.code == .invalidConfiguration)
    }
  }

  @Test("A DEL does not look at what an ADD would refuse")
  func lenientDelete() throws {
    _ = try network(
      #","prevResult": {"cniVersion": "9.9.9"}, "colour": 1, "args": 1, "runtimeConfig": 1"#,
      call: try call("DEL", arguments: "junk"))
  }
}
