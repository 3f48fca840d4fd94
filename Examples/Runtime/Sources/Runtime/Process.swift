import Glibc
import Netlink

/// Starts a command, found on the `PATH`, and returns its process ID.
func start(_ command: [String]) throws(NetlinkError) -> pid_t {
  var child: pid_t = 0
  var arguments: [UnsafeMutablePointer<CChar>?] = unsafe command.map { unsafe strdup($0) }
  unsafe arguments.append(nil)
  let status = unsafe posix_spawnp(&child, command[0], nil, nil, arguments, environ)
  unsafe arguments.forEach { unsafe free($0) }
  guard status == 0 else {
    throw NetlinkError("start \(command[0])", Errno(rawValue: status))
  }
  return child
}

/// Waits for a process to end and returns its exit status; 128 and the number of the signal that
/// ended it.
func wait(for child: pid_t) -> Int32 {
  var status: Int32 = 0
  while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
  return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
}
