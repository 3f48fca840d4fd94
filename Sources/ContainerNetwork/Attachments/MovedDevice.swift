internal import RouteNetlink

/// What is known of a link that was made in a container or moved there, and that root there cannot give to
/// another link. It can name links, write any alias, and make links with any index that is free.
struct MovedDevice: Hashable, Sendable {
  /// Nil for hardware, which nobody makes.
  var kind: String?
  /// Of hardware alone, and not of all.
  var permanentAddress: String?
  /// What its other end, or the link that it is on, was before: where it is does not change when the device
  /// moves. Nil in the record of an older version.
  var origin: Place?
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
    origin = Place(link)
  }

  /// Whether a link may be the device, wherever it is.
  func resembles(_ link: Link) -> Bool {
    kind == link.kind && permanentAddress == link.permanentAddress?.description
  }

  /// Whether a link of the container's is the device.
  ///
  /// - Parameters:
  ///   - isMarked: whether it has the alias of ours, unless somebody took it away, or gave it to another.
  ///   - home: the number that the container's namespace has for the one that the device came from.
  func `is`(_ link: Link, isMarked: Bool, home: Int32?) -> Bool {
    // The loopback is of no kind either, but nobody's device.
    guard resembles(link), !link.flags.contains(.loopback) else { return false }
    if place == Place(link) { return true }
    // Hardware may have been elsewhere meanwhile, and nobody makes any.
    if kind == nil { return permanentAddress != nil || isMarked }
    // Cut short before it was known where it is.
    guard place == nil, isMarked else { return false }
    guard let origin, origin.parent != nil else { return true }
    let isAtHome = origin.parentNamespaceID == nil
    return link.parent == origin.parent && (!isAtHome || link.parentNamespaceID == home)
  }
}

extension MovedDevice {
  /// One that is made, and not there yet.
  init(kind: String) { self.kind = kind }

  func isPlace(of link: Link) -> Bool { place == Place(link) }
}

extension MovedDevice.Place {
  init(_ link: Link) {
    self.init(
      index: link.index, parent: link.parent, parentNamespaceID: link.parentNamespaceID)
  }
}

extension MovedDevice {
  /// `veth - 7 8 0 3 8 -`: kind, permanent address; index, parent and the number of its namespace, now and
  /// before.
  var text: String {
    let places = [place, origin].flatMap { [$0?.index, $0?.parent, $0?.parentNamespaceID] }
    let words = [kind, permanentAddress] + places.map { $0.map(String.init) }
    return words.map { $0 ?? "-" }.joined(separator: " ")
  }

  /// Reads ``text``; nil when it is damaged.
  init?(text: String) {
    let parts = text.split(separator: " ").map { $0 == "-" ? nil : String($0) }
    // That of an older version lacks the last three.
    guard parts.count == 5 || parts.count == 8 else { return nil }
    kind = parts[0]
    permanentAddress = parts[1]
    let numbers = parts[2...].map { $0.flatMap { Int32($0) } }
    place = Place(numbers[..<3])
    origin = Place(numbers[3...])
  }
}

extension MovedDevice.Place {
  /// nil without an index.
  fileprivate init?(_ numbers: ArraySlice<Int32?>) {
    guard numbers.count == 3, let index = numbers[numbers.startIndex] else { return nil }
    self.init(
      index: index, parent: numbers[numbers.startIndex + 1],
      parentNamespaceID: numbers[numbers.startIndex + 2])
  }
}
