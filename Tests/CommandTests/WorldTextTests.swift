import Foundation
import Netlink
import RouteNetlink
import TestSupport
import Testing

@testable import CNetCommands
@testable import NetworkNamespace
@testable import NetworkWorld

@Suite("World as text")
struct WorldTextTests {
  private let home = NamespaceIdentity(device: 1, inode: 1)

  /// A link that stands on another.
  private func interface(_ name: String, _ index: Int32, on parent: Int32?) throws
    -> World.Interface
  {
    let header = [0, 0, 0, 0] + Wire.integer(index) + [UInt8](repeating: 0, count: 8)
    var messages = Messages(Wire.message(16, header + Wire.attribute(3, name)))
    guard let message = try messages.next() else { throw MessageError.truncated(offset: 0) }
    var interface = World.Interface(
      place: LinkPlace(namespace: home, index: index), link: try Link(message))
    interface.other = parent.map { .link(LinkPlace(namespace: home, index: $0)) }
    return interface
  }

  /// The lines below the namespace's.
  private func lines(_ interfaces: [World.Interface]) throws -> ArraySlice<Substring> {
    var namespace = World.Namespace(identity: home, holders: NamespaceHolders(), owners: [])
    namespace.interfaces = interfaces
    let world = World(home: home, namespaces: [namespace], hiddenProcesses: 0, isConsistent: true)
    let pipe = Pipe()
    let output = Output(descriptor: pipe.fileHandleForWriting.fileDescriptor)
    WorldText.print(world, to: output)
    output.flush()
    try pipe.fileHandleForWriting.close()
    let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    return text.split(separator: "\n").dropFirst()
  }

  @Test("A circle of links, each the parent of the other, is shown whole")
  func circle() throws {
    let lines = try lines([
      interface("lo", 1, on: nil), interface("g1", 2, on: 3), interface("mv0", 3, on: 2),
      interface("v0", 4, on: 3),
    ])
    #expect(lines.count == 5, "\(lines)")
    for name in [" lo ", " g1 ", "└ mv0 ", "└ v0 "] {
      #expect(lines.contains { $0.contains(name) }, "\(name): \(lines)")
    }
  }

  @Test("A tower of links is shown whole")
  func tower() throws {
    let lines = try lines(
      (1...200).map { try interface("t\($0)", $0, on: $0 > 1 ? $0 - 1 : nil) })
    for number in 1...200 {
      #expect(lines.contains { $0.contains(" t\(number) ") }, "\(number)")
    }
  }
}
