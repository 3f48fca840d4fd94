import Foundation
import RouteNetlink
import TestSupport
import Testing

/// The pictures: every label is in them, and none lies over another.
@Suite("cnet tree --format svg", .makesNamespaces, .kernelHas(Veth.self))
struct DiagramTests {
  static let few = """
    cnet netns add blue; cnet netns add red
    cnet veth add web0 eth0 --netns blue --address 10.0.0.2/24 --host-address 10.0.0.1/24
    cnet veth add web1 eth0 --netns red --address fd00:1:2:3:4:5:6:7/64
    cnet veth add web2 'eth1<&"' --netns red

    """

  private func picture(_ script: String) throws -> String {
    let output = try Sandbox().runAlone(script + "\ncnet tree --format svg")
    let start = try #require(output.range(of: "<?xml"))
    return String(output[start.lowerBound...])
  }

  @Test(
    "No two labels overlap",
    .enabled(if: Runtimes.missing(["dot"]).isEmpty, "Graphviz is not installed"),
    arguments: [false, true])
  func labels(isLarge: Bool) throws {
    let svg = try picture(isLarge ? Arrangement().script("") : Self.few)
    let labels = Label.all(in: svg)
    let names = Set(labels.map(\.text))
    if isLarge {
      for number in 0..<200 {
        #expect(names.contains("a\(number)") && names.contains("b\(number)"))
      }
    } else {
      #expect(names.contains { $0.hasPrefix("10.0.0.2/24") })
      #expect(names.isSuperset(of: ["blue", "red", "web0", "eth0", "eth1<&\""]))
    }
    let sorted = labels.sorted { $0.bottom < $1.bottom }
    for (number, label) in sorted.enumerated() {
      for other in sorted[(number + 1)...] {
        if other.bottom - other.height >= label.bottom { break }
        #expect(!label.overlaps(other), "\(label) and \(other)")
      }
    }
  }

  @Test(
    "A browser shows it, and finds no overlap either",
    .enabled(if: Runtimes.missing(["dot"]).isEmpty, "Graphviz is not installed"),
    .enabled(if: Runtimes.missing(["chromium"]).isEmpty, "Chromium is not installed"),
    arguments: [false, true])
  func browser(isLarge: Bool) throws {
    let svg = try picture(isLarge ? Arrangement().script("") : Self.few)
    let folder = URL(fileURLWithPath: Sandbox.products).appending(path: "artefacts")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let name = isLarge ? "tree-60" : "tree-3"
    let page = folder.appending(path: "\(name).html")
    try """
    <!DOCTYPE html><meta charset="utf-8"><body>\(svg.dropFirst(svg.distance(
        from: svg.startIndex, to: svg.range(of: "<svg")?.lowerBound ?? svg.startIndex)))
    <script>
      const boxes = [...document.querySelectorAll('text')].filter(t => t.textContent.trim())
        .map(t => t.getBoundingClientRect())
      let overlaps = 0
      boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => {
        if (a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom)
          overlaps++
      }))
      document.title = `${boxes.length} labels, ${overlaps} overlaps`
    </script>
    """.write(to: page, atomically: true, encoding: .utf8)
    let chromium =
      "chromium --headless --no-sandbox --disable-gpu --user-data-dir=$(mktemp -d)"
    let picture = folder.appending(path: "\(name).png").path
    let result = CommandResult(
      running: """
        rm -f '\(picture)'
        \(chromium) --window-size=2000,2000 --screenshot='\(picture)' '\(page.path)' 2>/dev/null
        \(chromium) --dump-dom '\(page.path)' 2>/dev/null
        """)
    let title = try #require(result.output.firstMatch(of: /<title>(\d+) labels, (\d+) overlaps/))
    #expect(Int(title.1) ?? 0 > 15)
    #expect(title.2 == "0")
    let size = try FileManager.default.attributesOfItem(atPath: picture)[.size] as? Int
    #expect(size ?? 0 > 10_000)
  }

  @Test("Without Graphviz, one line says so")
  func missing() throws {
    let outcome = try Sandbox().attempt(
      "mkdir /run/bin; ln -s $(command -v cnet) /run/bin/; PATH=/run/bin cnet tree --format svg")
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    let lines = outcome.errors.split(separator: "\n").filter { !$0.contains("looked into") }
    #expect(
      lines.first
        == "cnet: draw an SVG: Graphviz is not installed: there is no dot on the PATH (ENOENT)")
    #expect(lines.dropFirst().first?.hasPrefix("hint: ") == true)
  }
}

/// A text of an SVG and the room it takes.
private struct Label: CustomStringConvertible {
  var text: String
  var left, bottom, width, height: Double

  static func all(in svg: String) -> [Label] {
    let pattern =
      /<text text-anchor="(start|middle)" x="([-\d.]+)" y="([-\d.]+)"[^>]*font-size="([\d.]+)"[^>]*>([^<]*)</
    return svg.matches(of: pattern).compactMap { match in
      guard let x = Double(match.2), let y = Double(match.3), let size = Double(match.4) else {
        return nil
      }
      var text = String(match.5)
      for (entity, character) in [
        ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&#39;", "'"), ("&#45;", "-"),
        ("&#160;", " "), ("&amp;", "&"),
      ] { text = text.replacingOccurrences(of: entity, with: character) }
      guard !text.allSatisfy(\.isWhitespace) else { return nil }
      // The advance of a monospaced font, in parts of its size.
      let width = Double(text.count) * size * 0.61
      return Label(
        text: text, left: match.1 == "start" ? x : x - width / 2, bottom: y, width: width,
        height: size)
    }
  }

  func overlaps(_ other: Label) -> Bool {
    left < other.left + other.width && other.left < left + width
      && bottom - height < other.bottom && other.bottom - other.height < bottom
  }

  var description: String { "\(text) at \(left), \(bottom)" }
}
