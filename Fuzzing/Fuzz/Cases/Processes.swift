@testable import NetworkNamespace
import NetworkWorld

extension Case {
  /// What `/proc` says of processes, and these have a hand in: mounts and control groups.
  static let processes = Case("processes", seeds: "processes") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    for mount in MountedNamespace.all(in: text) {
      expect(!mount.path.isEmpty && mount.path.utf8.count <= 3 * bytes.count, mount.path)
    }
    for line in text.split(separator: "\n") {
      guard let container = Owner.container(controlGroup: line) else { continue }
      expect(!container.isEmpty && line.contains(container), container)
      expect(!container.contains("/"), container)
    }
  }
}
