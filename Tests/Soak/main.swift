// Attaches and detaches containers from several processes at once, kills some of those in the middle,
// and looks after every so many cycles whether anything is left.
//
//   Soak CNET CYCLES PROCESSES
//
// Run by Scripts/soak, in namespaces of its own. Ends in a table, and with status 1 when something was
// left, failed, or grew.

import Foundation

let words = CommandLine.arguments
guard words.count == 4, let cycles = Int(words[2]), let processes = Int(words[3]), processes > 0
else {
  print("usage: Soak CNET CYCLES PROCESSES")
  exit(64)
}
exit(try soak(cycles: cycles, processes: processes) ? 0 : 1)
