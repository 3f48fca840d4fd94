// How the words of the command line become values.

public import ArgumentParser
internal import AttachmentConfiguration
internal import ContainerNetwork
public import NetworkNamespace
public import RouteNetlink

extension NamespaceReference: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }

  public static var defaultCompletionKind: CompletionKind { .namespaces }
}

extension IPPrefix: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension IPAddress: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

/// The names of interfaces as arguments.
enum InterfaceName {
  /// For `@Argument(transform:)`, which prints the reason.
  static func parse(_ text: String) throws -> String {
    if let reason = InterfaceNameRule.reasonAgainst(text) { throw ValidationError(reason) }
    return text
  }

  /// The same for a link that is there, which may be named by an alternative name (`ALTIFNAMSIZ`).
  static func parseAny(_ text: String) throws -> String {
    if let reason = InterfaceNameRule.reasonAgainst(text, limit: 127) {
      throw ValidationError(reason)
    }
    return text
  }
}

/// The MAC of an interface: not a group's, and not all zero.
func parseMAC(_ text: String) throws -> MACAddress {
  guard let mac = MACAddress(text) else {
    throw ValidationError("a MAC is written 02:00:5e:10:00:01")
  }
  if mac.isMulticast { throw ValidationError("this is a multicast address") }
  if mac.isZero { throw ValidationError("the MAC is all zero") }
  return mac
}

/// What the kernel takes as an MTU: 68 (IPv4's least) to 65535 bytes.
func parseMTU(_ text: String) throws -> UInt32 {
  guard let mtu = UInt32(text), (68...65535).contains(mtu) else {
    throw ValidationError("an MTU is a number of bytes from 68 to 65535")
  }
  return mtu
}

/// `DST[,via=IP][,metric=N]`.
func parseRoute(_ text: String) throws -> InterfaceConfiguration.RouteSpecification {
  do throws(ConfigurationError) {
    return try RouteSpecification(text)
  } catch {
    throw ValidationError(error.description)
  }
}
