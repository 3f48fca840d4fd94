public import Netlink
public import NetworkNamespace
internal import RouteNetlink

extension Plumber {
  /// Moves a link into another namespace, and renames it on the way when asked. It arrives down and
  /// without its addresses, as the kernel does it.
  ///
  /// The kernel, asked for a name that is taken there, answers `EEXIST` **and moves the link all
  /// the same**, under its old name. So the names are looked at before, and a move that happened
  /// nevertheless is taken back, with the up state and the addresses.
  ///
  /// - Throws: ``NetlinkError``, `EEXIST` when the name is taken there.
  public func moveLink(_ name: String, to reference: NamespaceReference, newName: String? = nil)
    throws(NetlinkError)
  {
    let target = try connect(to: reference)
    let operation = "move \(name) to \(target.name)"
    try LinkSettings(name: newName).validateName(operation)
    try moveLink(existingLink(name, operation), to: target, newName: newName)
  }

  /// - Parameters:
  ///   - link: whatever it is called by now.
  ///   - parameters: its own, as ``Sysctl/own(of:in:)`` returns them, where they are known.
  /// - Returns: Its index there; nil in a dry run.
  @discardableResult
  func moveLink(
    _ link: Link, to target: Connection, newName: String?, parameters: [String: String]? = nil
  ) throws(NetlinkError) -> Int32? {
    let operation = "move \(link.name) to \(target.name)"
    guard target !== home else {
      throw NetlinkError(
        operation, .invalidArgument, message: "it is in that namespace already",
        hint: newName.map { "to rename it: cnet link set \(link.name) --name \($0)" })
    }
    // Before the names: every namespace has a lo.
    guard !link.flags.contains(.loopback) else {
      throw explainMove(NetlinkError(operation, .invalidArgument), link)
    }
    let wanted = newName ?? link.name
    for taken in [wanted] + link.alternativeNames where exists(taken, target) {
      throw NetlinkError(
        operation, .fileExists, message: "the name \(taken) is taken there",
        hint: taken == wanted ? "choose another name with --name" : nil)
    }
    let parameters =
      if let parameters { parameters } else { try Sysctl.own(of: link.name, in: home) }
    let before = try LinkSnapshot(link, home, parameters: parameters)
    let source = home
    let settings = LinkSettings.move(link, to: target, name: newName)
    if isDryRun {
      do throws(NetlinkError) {
        try source.socket.changeLink(settings, operation)
      } catch {
        throw explainMove(error, link)
      }
      source.plan.remove(link.name)
      target.plan.add(link, as: wanted)
      return nil
    }
    // The kernel may move what it does not rename. A name that somebody has there says nothing.
    let names = wanted == link.name || exists(link.name, target) ? [wanted] : [wanted, link.name]
    /// Its index there; nil when it has not gone.
    func arrival(_ departure: inout Departure) throws(NetlinkError) -> Int32? {
      if let index = try? departure.newIndex() { return index }
      // Where that was lost, or cannot be heard, the name says it, unless somebody there was quick.
      do throws(NetlinkError) {
        _ = try source.socket.link(.index(link.index))
        return nil
      } catch {
        guard error.errno == .noSuchDevice else { throw error }
      }
      let number = try target.socket.namespaceID(of: source.namespace.fileDescriptor)
      for name in names {
        if let there = try target.linkIfThere(name),
          MovedDevice(link).is(there, isMarked: true, home: number)
        {
          return there.index
        }
      }
      throw NetlinkError(
        operation, .noSuchDevice, message: "it went there, and has a name by now that is not known")
    }
    func bringBack(_ index: Int32) throws(NetlinkError) -> [NetlinkError] {
      let arrived = try target.socket.link(.index(index))
      guard MovedDevice(link).resembles(arrived) else {
        throw NetlinkError(
          "move \(link.name) back", .noSuchDevice,
          message: "\(arrived.name)\(target.suffix) is another link by now")
      }
      return try before.moveBack(arrived, from: target, to: source)
    }
    return try transaction { () throws(NetlinkError) in
      var departure = try Departure(of: link.index, from: source)
      let index: Int32
      do throws(NetlinkError) {
        try source.move(link, by: settings, to: target, operation)
        guard let arrived = try arrival(&departure) else {
          throw NetlinkError(operation, .noSuchDevice, message: "it did not go there")
        }
        index = arrived
      } catch {
        var error = error
        // Has it gone although refused?
        do throws(NetlinkError) {
          if let index = try arrival(&departure) {
            error.leftBehind += try bringBack(index).map(\.description)
          }
        } catch let failure {
          error.leftBehind.append("\(link.name)\(target.suffix): \(failure)")
        }
        throw explainMove(error, link)
      }
      onFailure("move \(link.name) back") { () throws(NetlinkError) in
        self.warnings += try bringBack(index)
      }
      return index
    }
  }
}

extension LinkSettings {
  /// What moves a link, under another name where one is given.
  static func move(_ link: Link, to target: Plumber.Connection, name: String?) -> LinkSettings {
    var settings = LinkSettings(name: name, index: link.index)
    settings.namespace = target.namespace.fileDescriptor
    return settings
  }
}
