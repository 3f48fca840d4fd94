internal import Netlink

/// Columns of text, as wide as their contents. Empty columns are left out.
///
/// All text is made printable, wherever it comes from: an alias may hold what would steer the
/// terminal.
struct Table {
  /// One field; ``colour`` counts only on a terminal.
  struct Cell: ExpressibleByStringInterpolation {
    var text: String
    var colour: Colour?

    init(_ text: String, _ colour: Colour? = nil) {
      self.text = text.printable
      self.colour = colour
    }

    init(stringLiteral value: String) { self.init(value) }
  }

  /// Corresponds to the SGR sequences of ECMA-48.
  enum Colour: String {
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
    case bold = "1"
  }

  private let headings: [String]
  private var rows: [[Cell]] = []

  init(_ headings: String...) { self.headings = headings }

  mutating func add(_ cells: Cell...) { rows.append(cells) }

  func print(to output: Output, heading: Bool = true) {
    var widths = [Int](repeating: 0, count: headings.count)
    for row in rows {
      for (column, cell) in row.enumerated() where column < widths.count {
        widths[column] = max(widths[column], cell.text.unicodeScalars.count)
      }
    }
    let columns = widths.indices.filter { widths[$0] > 0 }
    guard !columns.isEmpty else { return }
    for column in columns {
      widths[column] = max(widths[column], headings[column].unicodeScalars.count)
    }
    for row in (heading ? [headings.map { Cell($0, .bold) }] : []) + rows {
      var line = ""
      for column in columns where column < row.count {
        let cell = row[column]
        line += cell.coloured
        if column != columns.last {
          let missing = widths[column] - cell.text.unicodeScalars.count
          line += String(repeating: " ", count: missing + 2)
        }
      }
      output.line(line)
    }
  }
}

extension Table.Cell {
  /// The text in its colour, where standard output is a terminal.
  var coloured: String {
    guard let colour, Output.isColoured, !text.isEmpty else { return text }
    return "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
  }
}

extension String {
  /// The text with what is not printable written as `\x1b` and `\u{202e}`.
  var printable: String {
    guard !unicodeScalars.allSatisfy(\.isPrintable) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      let digits = String(scalar.value, radix: 16)
      switch scalar.value {
      case _ where scalar.isPrintable: result.unicodeScalars.append(scalar)
      case ..<0x10: result += "\\x0\(digits)"
      case ..<0x100: result += "\\x\(digits)"
      default: result += "\\u{\(digits)}"
      }
    }
    return result
  }
}
