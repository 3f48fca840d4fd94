internal import Netlink
internal import RouteNetlink

func printVRF(
  _ data: borrowing AttributeTable, _ json: inout JSONWriter, _: inout LinkNameResolver
) throws(MessageError) {
  try json.unsigned("table", data[VRF.Info.table])
}

func printVRFPort(
  _ data: borrowing AttributeTable, _ json: inout JSONWriter, _: inout LinkNameResolver
) throws(MessageError) {
  try json.unsigned("table", data[VRFPort.Info.table])
}
