// Events [COUNT]
//
// Prints the links of the namespace that it is run from as they come, change and go; ends after
// COUNT events.

import Glibc
import Netlink
import RouteNetlink

/// One line, which is seen at once whoever reads it.
func line(_ text: String) {
  print(text)
  fflush(nil)
}

func describe(_ event: RouteEvent) -> String? {
  switch event {
  case .linkChanged(let link):
    "changed \(link.name) \(link.kind ?? "") \(link.flags.contains(.up) ? "up" : "down")"
  case .linkDeleted(let link): "deleted \(link.name) \(link.kind ?? "")"
  default: nil
  }
}

func follow(_ count: Int) throws(NetlinkError) {
  var socket = try RouteSocket()
  try socket.subscribe(to: [.link])
  line("following")
  var left = count
  while left > 0 {
    do throws(NetlinkError) {
      _ = try socket.events { event in
        guard left > 0, let text = describe(event) else { return }
        line(text)
        left -= 1
      }
    } catch {
      // The kernel dropped events that did not fit the socket: what is true now has to be read.
      guard error.errno == .noBufferSpace else { throw error }
      for link in try socket.links() { line("found \(link.name) \(link.kind ?? "")") }
    }
  }
}

do throws(NetlinkError) {
  try follow(CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? .max)
} catch {
  print(error)
  exit(1)
}
