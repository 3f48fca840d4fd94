internal import RouteNetlink

/// What is known of a device that was moved into a container, and that root there cannot give to another
/// link. It can name links, write any alias, and make links with any index that is free.
struct MovedDevice: Hashable, Sendable {
  /// Nil for hardware, which nobody makes.
  var kind: String?
  /// Of hardware alone, and not of all.
  var permanentAddress: String?
  /// Nil until it is there.
  var place: Place?

  /// Where it is, and what hangs together with it: the index is free for another link only when the device
  /// has left the namespace, and another's other end is not where this one's is.
  struct Place: Hashable, Sendable {
    var index: Int32
    var parent: Int32?
    var parentNamespaceID: Int32?
  }

  init(_ link: Link) {
    kind = link.kind
    permanentAddress = link.permanentAddress?.description
  }

  /// Whether a link may be the device, wherever it is.
  func resembles(_ link: Link) -> Bool {
    kind == link.kind && permanentAddress == link.permanentAddress?.description
  }

  /// Whether a link of the container's is the device.
  ///
  /// - Parameter alias: what ours has, unless somebody took it away.
  func `is`(_ link: Link, alias: String) -> Bool {
    // The loopback is of no kind either, but nobody's device.
    guard resembles(link), !link.flags.contains(.loopback) else { return false }
    if place == Place(link) { return true }
    // Cut short before it was known where it is; or hardware that has been elsewhere meanwhile.
    return link.alias == alias && (place == nil || kind == nil)
  }
}

extension MovedDevice.Place {
  init(_ link: Link) {
    self.init(
      index: link.index, parent: link.parent, parentNamespaceID: link.parentNamespaceID)
  }
}

extension MovedDevice {
  /// `veth - 7 8 0`: kind, permanent address, index, parent and the number of its namespace.
  var text: String {
    let place = [place?.index, place?.parent, place?.parentNamespaceID].map { $0.map(String.init) }
    return ([kind, permanentAddress] + place).map { $0 ?? "-" }.joined(separator: " ")
  }

  /// Reads ``text``; nil when it is damaged.
  init?(text: String) {
    let parts = text.split(separator: " ").map { $0 == "-" ? nil : String($0) }
    guard parts.count == 5 else { return nil }
    kind = parts[0]
    permanentAddress = parts[1]
    let numbers = parts[2...].map { $0.flatMap { Int32($0) } }
    if let index = numbers[0] {
      place = Place(index: index, parent: numbers[1], parentNamespaceID: numbers[2])
    }
  }
}
