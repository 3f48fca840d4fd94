internal import Netlink
internal import RouteNetlink

extension LinkSettings {
  /// Refuses a new name that the kernel would not take, or not as it is written, before anything is
  /// touched.
  func validateName(_ operation: String) throws(NetlinkError) {
    guard let name, let reason = InterfaceNameRule.reasonAgainst(name) else { return }
    throw NetlinkError(operation, .invalidArgument, message: "'\(name)': \(reason)")
  }
}
