internal import ContainerNetwork
internal import NetworkNamespace
internal import NetworkWorld
internal import RouteNetlink

extension JSONWriter {
  /// All of it, as `cnet tree --json` prints it.
  mutating func write(_ world: World) {
    beginObject()
    begin(array: "namespaces")
    for namespace in world.namespaces {
      beginObject()
      writeIdentity(namespace)
      begin(array: "links")
      for interface in namespace.interfaces {
        beginObject()
        writeLink(interface)
        if let other = interface.other {
          name(interface.isPair ? "peer" : "parent")
          write(other, world)
        }
        if let master = interface.master {
          name("master")
          write(.link(master), world)
        }
        endObject()
      }
      endArray()
      if let refusal = namespace.refusal { field("error", text: "\(refusal)") }
      endObject()
    }
    endArray()
    field("hidden_processes", world.hiddenProcesses)
    field("consistent", world.isConsistent)
    endObject()
  }

  /// One end of a relation, as `cnet peer --json` prints it.
  mutating func write(end other: World.Relation, of here: World.Interface, in world: World) {
    beginObject()
    field("relation", here.isPair ? "peer" : "parent")
    switch other {
    case .link(let place):
      if let interface = world[place] {
        writeLink(interface)
      } else {
        field("ifindex", place.index)
      }
      if let namespace = world[place.namespace] {
        begin(object: "namespace")
        writeIdentity(namespace)
        endObject()
      }
    case .hidden(let id, let index):
      field("ifindex", index)
      field("nsid", id)
    }
    endObject()
  }

  private mutating func writeIdentity(_ namespace: World.Namespace) {
    let holders = namespace.holders
    field("inode", namespace.identity.inode)
    field("device", namespace.identity.device)
    begin(array: "names")
    for name in holders.names { value(text: name) }
    endArray()
    begin(array: "pids")
    for pid in holders.pids { value(pid) }
    endArray()
    begin(array: "threads")
    for thread in holders.threads {
      beginObject()
      field("pid", thread.pid)
      field("tid", thread.tid)
      endObject()
    }
    endArray()
    begin(array: "descriptors")
    for descriptor in holders.descriptors {
      beginObject()
      field("pid", descriptor.pid)
      field("fd", descriptor.number)
      endObject()
    }
    endArray()
    begin(array: "mounts")
    for mount in holders.mounts {
      beginObject()
      field("pid", mount.pid)
      field("path", text: mount.path)
      endObject()
    }
    endArray()
    begin(array: "owners")
    for owner in namespace.owners {
      beginObject()
      switch owner {
      case .container(let id):
        field("source", "cgroup")
        field("container", text: id)
      case .hostname(let name):
        field("source", "hostname")
        field("hostname", text: name)
      case .attachment(let owner):
        field("source", "ifalias")
        field("container", text: owner.container)
        field("interface", text: owner.interface)
      }
      endObject()
    }
    endArray()
  }

  private mutating func writeLink(_ interface: World.Interface) {
    let link = interface.link
    field("ifindex", link.index)
    field("ifname", text: link.name)
    if let kind = link.kindWord { field("kind", text: kind) } else { null("kind") }
    field("state", text: link.stateCell.text)
    if let mac = link.address, !mac.bytes.isEmpty { field("address", text: mac.description) }
    begin(array: "addresses")
    for address in interface.addresses { value(text: address.prefix.description) }
    endArray()
  }

  private mutating func write(_ relation: World.Relation, _ world: World) {
    beginObject()
    switch relation {
    case .link(let place):
      field("inode", place.namespace.inode)
      field("ifindex", place.index)
      if let interface = world[place] { field("ifname", text: interface.link.name) }
    case .hidden(let id, let index):
      field("nsid", id)
      field("ifindex", index)
    }
    endObject()
  }
}

extension Link {
  /// The kind; `loopback` for what has none and is one.
  var kindWord: String? { kind ?? (flags.contains(.loopback) ? "loopback" : nil) }
}
