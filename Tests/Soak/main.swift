// Attaches and detaches containers from several processes at once, kills some of those in the middle,
// and looks after every so many cycles whether anything is left.
//
//   Soak CNET CYCLES|SECONDSs PROCESSES
//
// Run by Scripts/soak, in namespaces of its own. Ends in a table, and with status 1 when something was
// left, failed, or grew.

import Foundation

let words = CommandLine.arguments
guard words.count == 4, let extent = Extent(words[2]), let processes = Int(words[3]), processes > 0
else {
  print("usage: Soak CNET CYCLES|SECONDSs PROCESSES")
  exit(64)
}
exit(try soak(extent, processes: processes) ? 0 : 1)
