// System calls and the raw pointers that they take.

internal import CLinux

func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = unsafe rest.withUnsafeBytes {
      unsafe write(descriptor, $0.baseAddress, $0.count)
    }
    if written > 0 {
      rest.removeFirst(written)
    } else if linux_errno() != EINTR {
      return false
    }
  }
  return true
}

func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

/// Whether an environment variable is there and not empty.
func isSet(_ name: String) -> Bool {
  guard let value = unsafe getenv(name) else { return false }
  return unsafe value.pointee != 0
}
