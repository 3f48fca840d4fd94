import AttachmentConfiguration
import ContainerNetwork
@testable import OCI

extension Case {
  /// The state that an OCI runtime gives a hook, with annotations that describe interfaces; and what a
  /// bundle's `config.json` says of network devices.
  static let oci = Case("oci", seeds: "oci") { bytes in
    do {
      let call = try HookCall(state: bytes)
      if case .attach(let pid) = call.action { expect(pid > 0, "the process \(pid)") }
      let ours = try Annotations.joined(call.annotations, settings: [])
      for attachment in try Annotations.attachments(ours) { expectSound(attachment) }
    } catch let error as HookError {
      expectPrintable(error.description)
    } catch {}
    _ = try RuntimeConfiguration.networkDevices(bytes)
  }
}
