import CLinux
import TestSupport
import Testing

/// What `cnet explain` said.
struct Explanation {
  var findings: [JSON]
  var status: Int32
  var severities: [String] { findings.compactMap { $0["severity"].string } }
  var codes: [String] {
    findings.compactMap { $0["code"].string }.reduce(into: []) {
      if !$0.contains($1) { $0.append($1) }
    }
  }
}

/// Asks `cnet explain`.
///
/// - Parameter severities: which findings count.
func explain(
  _ sandbox: Sandbox, _ question: String, severities: Set<String> = ["error", "warning"],
  while background: String? = nil
) throws -> Explanation {
  let start = background.map { "python3 -c '\($0)' & trap \"kill $!\" EXIT; sleep 0.2\n" } ?? ""
  let outcome = try sandbox.attempt("\(start)cnet explain \(question) --json")
  let findings = try JSON(parsing: outcome.output)["findings"].array
  for finding in findings {
    let hasAll = ["code", "severity", "subject", "evidence"].allSatisfy {
      finding[$0].string?.isEmpty == false
    }
    #expect(hasAll, "\(finding)")
  }
  return Explanation(
    findings: findings.filter { severities.contains($0["severity"].string ?? "") },
    status: outcome.status)
}

/// Whether an echo request is answered.
///
/// - Parameter attempts: how often to try.
func arrives(_ ping: String, _ sandbox: Sandbox, within attempts: Int = 1) throws -> Bool {
  var words = ping.split(separator: " ").map(String.init)
  var place = ""
  if let first = words.first, ["blue", "red", "lan"].contains(first) {
    place = "ip netns exec \(first) "
    words.removeFirst()
  }
  for attempt in 0..<attempts {
    // It gives up at once while the address is tentative.
    if attempt > 0 { usleep(200_000) }
    if try sandbox.attempt("\(place)ping -c1 -W0.4 \(words.joined(separator: " "))").status == 0 {
      return true
    }
  }
  return false
}
