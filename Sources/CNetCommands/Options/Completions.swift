// What shells offer for a word: names that are there at that moment. Nothing is changed by looking, and
// what cannot be read is not offered. Neither is a name that is more than letters, digits and `._@:+-`: a
// container chooses names, and bash runs a `$(command)` that is among the words it chooses from.

public import ArgumentParser
internal import Netlink
internal import NetworkNamespace
internal import RouteNetlink

extension CompletionKind {
  /// The links of the namespace that the line speaks of (`-n NS`, else ours).
  static var links: CompletionKind {
    .custom { words, _, _ in names(of: namespace(in: words, ["-n", "--namespace"])) }
  }

  /// The links of the namespace after `--netns`, where the line has that.
  static var linksThere: CompletionKind {
    .custom { words, _, _ in
      names(
        of: namespace(in: words, ["--netns"]) ?? namespace(in: words, ["-n", "--namespace"]))
    }
  }

  public static var namespaces: CompletionKind {
    .custom { _, _, _ in namespaceNames }
  }

  static var linksAndNamespaces: CompletionKind {
    .custom { words, _, _ in
      names(of: namespace(in: words, ["-n", "--namespace"])) + namespaceNames
    }
  }

  private static func namespace(in words: [String], _ options: [String]) -> NamespaceReference? {
    for (place, word) in words.enumerated() {
      if options.contains(word), place + 1 < words.count {
        return NamespaceReference(words[place + 1])
      }
      for option in options where word.hasPrefix("\(option)=") {
        return NamespaceReference(String(word.dropFirst(option.count + 1)))
      }
    }
    return nil
  }

  private static func names(of reference: NamespaceReference?) -> [String] {
    guard let namespace = try? reference?.open() ?? NetworkNamespace.current(),
      let socket = try? namespace.openSocket(.route)
    else { return [] }
    var route = RouteSocket(socket)
    return ((try? route.links()) ?? []).map(\.name).filter(isPlain)
  }

  private static var namespaceNames: [String] {
    ((try? NetworkNamespace.names()) ?? []).filter(isPlain)
  }

  private static func isPlain(_ name: String) -> Bool {
    name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"):
        true
      default: "._@:+-".utf8.contains(byte)
      }
    }
  }
}
