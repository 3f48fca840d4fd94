import AttachmentConfiguration
import Testing

@testable import CNI

/// A call as the runtime makes it.
func call(
  _ command: String = "ADD", id: String = "abc", interface: String = "eth0", arguments: String = "",
  path: String = ""
) throws -> Call {
  let values = [
    "CNI_COMMAND": command, "CNI_CONTAINERID": id, "CNI_NETNS": "/run/netns/c1",
    "CNI_IFNAME": interface, "CNI_ARGS": arguments, "CNI_PATH": path,
  ]
  return try Call { values[$0] }
}

/// A configuration with `members` besides a version and a name.
func network(_ members: String = "", version: String = "1.0.0", call: Call? = nil) throws -> Network
{
  let text = #"{"cniVersion": "\#(version)", "name": "net", "type": "x"\#(members)}"#
  let bytes = Array(text.utf8)
  return try Network(bytes, try JSONValue(parsing: bytes, "test"), call ?? CNITests.call())
}

/// The error that `body` throws.
func failure(_ body: () throws -> Void) -> CNIError? {
  do {
    try body()
    return nil
  } catch {
    return error as? CNIError
  }
}

func plugin<Plugin: InterfacePlugin>(_: Plugin.Type, _ members: String, call: Call? = nil) throws
  -> Plugin
{
  let network = try network(members, call: call)
  var fields = network.own
  let plugin = try Plugin(&fields, network, call ?? CNITests.call())
  try fields.refuseRest()
  return plugin
}

func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8), "test") }
