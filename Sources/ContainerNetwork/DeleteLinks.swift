public import Netlink
internal import RouteNetlink

extension Plumber {
  /// Deletes links. Two and more go by one message: the kernel then waits once for all that it has
  /// to wait for, and not for each (91 ms in place of 4.4 s for 200 veth pairs).
  ///
  /// For that the links are put into a group that no other link is in, and back into their old ones
  /// when the deletion is refused. All names are looked up before anything is touched.
  ///
  /// - Throws: ``NetlinkError``; `ENODEV` when there is no such link, `EOPNOTSUPP` when one of them
  ///   cannot be deleted. Nothing was deleted then.
  public func deleteLinks(_ names: [String]) throws(NetlinkError) {
    if names.count == 1, let name = names.first {
      return try deleteOne(name)
    }
    if isDryRun, home.plan.isBegun {
      for name in names { try deleteOne(name) }
      return
    }
    let operation = "delete \(names.joined(separator: ", "))\(home.suffix)"
    let all = try groupedLinks()
    let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    var links: [Int32: GroupedLink] = [:]
    for name in names {
      // What the list does not know by its name may go by an alternative one.
      let link = if let known = byName[name] { known } else { try groupedLink(name, operation) }
      links[link.index] = link
    }
    let chosen = links.values.sorted { $0.index < $1.index }
    if chosen.count == 1, let only = chosen.first { return try deleteOne(only.name) }

    var group: UInt32
    let taken = Set(all.map(\.group))
    // ip reads a group as a signed number.
    repeat { group = .random(in: 0x4000_0000...0x7FFF_FFFF) } while taken.contains(group)

    // Its undo is here and not on the list, since what is deleted stays so.
    try transaction { () throws(NetlinkError) in
      do throws(NetlinkError) {
        try setGroups(chosen.map { ($0, group) })
        try home.socket.deleteLinks(inGroup: group)
        if isDryRun { for link in chosen { home.plan.remove(link.name) } }
      } catch {
        var error = NetlinkError(
          operation, error.errno, message: error.message, attribute: error.attribute,
          hint: error.hint)
        explain(&error, chosen)
        do throws(NetlinkError) {
          try setGroups(chosen.map { ($0, $0.group) })
        } catch let failure {
          error.leftBehind.append("links in group \(group): \(failure)")
        }
        throw error
      }
    }
  }

  /// Deletes **everything** in a group. Corresponds to `RTM_DELLINK` with `IFLA_GROUP`.
  ///
  /// - Throws: ``NetlinkError``; `ENODEV` when the group is empty, `EPERM` for group 0.
  public func deleteLinks(inGroup group: UInt32) throws(NetlinkError) {
    do throws(NetlinkError) {
      try home.socket.deleteLinks(inGroup: group)
    } catch {
      var error = NetlinkError(
        "delete group \(group)\(home.suffix)", error.errno, hint: error.hint)
      switch error.errno {
      case .noSuchDevice: error.message = "no link is in that group"
      case .notPermitted where group == 0:
        error.hint = "all links are in group 0 unless put into another; name the links instead"
      case .notSupported: explain(&error, try groupedLinks().filter { $0.group == group })
      default: break
      }
      throw error
    }
  }

  private func deleteOne(_ name: String) throws(NetlinkError) {
    let operation = "delete \(name)\(home.suffix)"
    if isDryRun {
      _ = try existingLink(name, operation)
      home.plan.remove(name)
    }
    do throws(NetlinkError) {
      try home.socket.deleteLink(.name(name))
    } catch {
      var error = NetlinkError(
        operation, error.errno, message: error.message, hint: error.hint)
      if error.errno == .noSuchDevice { error.message = "there is no link \(name)" }
      if error.errno == .notSupported { explain(&error, [try groupedLink(name, operation)]) }
      throw error
    }
  }

  /// A bare `EOPNOTSUPP`: only what `RTM_NEWLINK` can make can be deleted.
  private func explain(_ error: inout NetlinkError, _ links: [GroupedLink]) {
    guard error.errno == .notSupported, error.hint == nil else { return }
    let fixed = links.filter { !$0.isVirtual }.map(\.name).joined(separator: ", ")
    if !fixed.isEmpty { error.hint = "\(fixed): hardware or the loopback, which cannot be deleted" }
  }

  /// What a deletion has to know of a link.
  private struct GroupedLink {
    var index: Int32
    var name = ""
    var group: UInt32 = 0
    /// Whether it has a kind.
    var isVirtual = false

    init(_ message: MessageView) throws(MessageError) {
      index = try message.familyHeader(as: LinkHeader.self).index
      var attributes = message.attributes(after: LinkHeader.size)
      while let attribute = try attributes.next() {
        switch attribute.type {
        case IFLA.ifname: name = attribute.text
        case IFLA.group: group = try attribute.integer()
        case IFLA.linkinfo:
          var info = attribute.attributes()
          while let item = try info.next() {
            if item.type == IFLA.Info.kind { isVirtual = true }
          }
        default: break
        }
      }
    }
  }

  private func groupedLinks() throws(NetlinkError) -> [GroupedLink] {
    var store = MessageStore()
    try home.socket.links(into: &store)
    return try decode(store)
  }

  private func groupedLink(_ name: String, _ operation: String) throws(NetlinkError)
    -> GroupedLink
  {
    var store = MessageStore()
    do throws(NetlinkError) {
      try home.socket.link(.name(name), into: &store)
    } catch {
      guard error.errno == .noSuchDevice else { throw error }
      throw NetlinkError(operation, .noSuchDevice, message: "there is no link \(name)")
    }
    guard let link = try decode(store).first else {
      throw NetlinkError(operation, .noSuchDevice, message: "there is no link \(name)")
    }
    return link
  }

  private func decode(_ store: borrowing MessageStore) throws(NetlinkError) -> [GroupedLink] {
    var links: [GroupedLink] = []
    links.reserveCapacity(store.messageCount)
    do throws(MessageError) {
      var messages = store.messages
      while let message = try messages.next() { links.append(try GroupedLink(message)) }
    } catch {
      throw NetlinkError("list links", error)
    }
    return links
  }

  /// One send a hundred links.
  private func setGroups(_ links: [(link: GroupedLink, group: UInt32)]) throws(NetlinkError) {
    var rest = links[...]
    while !rest.isEmpty {
      let part = Array(rest.prefix(NetlinkSocket.batchLimit))
      rest = rest.dropFirst(part.count)
      home.socket.netlink.beginBatch()
      do throws(MessageError) {
        for (link, group) in part {
          try home.socket.netlink.queue(RTM.newlink) { (m) throws(MessageError) in
            try m.put(header: LinkHeader(index: link.index))
            try m.put(IFLA.group, group)
          }
        }
      } catch {
        throw NetlinkError("put links into a group", error)
      }
      let refusals = try home.socket.netlink.commit { "put \(part[$0].link.name) into a group" }
      if let first = refusals.first { throw first.error }
    }
  }
}
