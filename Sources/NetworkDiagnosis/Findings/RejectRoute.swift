internal import Netlink
internal import NetworkWorld
internal import RouteNetlink

let rejectRoute = Rule("reject-route") { scene in
  scene.paths.flatMap { path in
    path.problems.compactMap { problem -> Finding? in
      guard
        case .rejected(let namespace, let address, let error, let decision, let isAnswer) = problem,
        decision == nil || decision?.route != nil
      else { return nil }
      let what = isAnswer ? "the answer to \(address)" : "\(address)"
      guard let route = decision?.route else {
        return Finding(
          .error, scene.label(namespace), [], namespace: namespace,
          evidence: "the kernel rejects \(what) (\(error.errno.name))", fix: nil)
      }
      let words = route.rejectionWords
      let family = route.family == AddressFamily.inet ? "-4" : "-6"
      return Finding(
        .error, scene.label(namespace), [], namespace: namespace,
        evidence: "the route \(words.joined(separator: " ")) rejects \(what)",
        fix: scene.tool(namespace, ["ip", family, "route", "del"] + words))
    }
  }
}
