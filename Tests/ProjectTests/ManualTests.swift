import Foundation
import Testing

/// The manual, the README and the help of the command say the same.
struct ManualTests {
  let root: HelpTree.Command
  let nouns: [String]

  init() throws {
    root = try HelpTree.load()
    nouns = (root.subcommands ?? []).map(\.commandName).filter { $0 != "help" }
  }

  @Test func everyNounHasAPageWithTheHelpsOwnSummary() throws {
    #expect(nouns.contains("veth") && nouns.contains("macvlan"))
    for noun in root.subcommands ?? [] where noun.commandName != "help" {
      let page = try ManualPage("cnet-\(noun.commandName)")
      #expect(page.summary.lowercased() + "." == noun.abstract?.lowercased())
    }
  }

  @Test func everyPageIsANouns() throws {
    let pages = Set(try Project.run("cd man && ls *.1").lines)
    let nouns = Set(nouns.map { "cnet-\($0).1" }).subtracting(["cnet-hook.1"])
    #expect(pages == nouns.union(["cnet.1"]))
    #expect(Project.exists(Project.root.appending(path: "man/cnet-hook.7").path))
  }

  @Test func theCommandsPageAndTheReadmeNameEveryPage() throws {
    let main = try Project.text("man/cnet.1")
    let readme = try Project.text("README.md")
    for file in try Project.run("cd man && ls *.[17]").lines where file != "cnet.1" {
      let name = String(file.dropLast(2))
      let references = main.split(separator: "\n").filter { $0.contains("Xr \(name) ") }
      #expect(references.count >= 2, "\(name) in the text and under SEE ALSO")
      #expect(readme.contains("(man/\(file))"))
    }
  }

  @Test func theReadmesLayoutNamesEveryModule() throws {
    let readme = try Project.text("README.md")
    for module in try Project.run("cd Sources && ls").lines {
      #expect(readme.contains("\n      \(module)/ ") || module == "cnet")
    }
  }

  @Test func aVerbAndItsPageHaveTheSameOptions() throws {
    let common = commonOptions
    for (path, verb) in root.verbs() {
      let name = path.joined(separator: " ")
      let page = try ManualPage("cnet-\(path[0])")
      let own = verb.optionNames.subtracting(common)
      let described = page.described[name] ?? [:]
      #expect(Set(described.keys) == own, "the list of options of \(name)")
      #expect(page.synopsis[name] == own, "the synopsis of \(name)")
      for option in verb.options {
        for spelling in option.allNames where own.contains(spelling) {
          #expect(described[spelling] == (option.kind == "option"), "the value of \(spelling)")
        }
      }
      let operands = verb.visibleArguments.filter { $0.kind == "positional" }
        .compactMap(\.valueName)
      #expect(
        page.operands[name, default: []].isSuperset(of: operands), "the operands of \(name)")
    }
  }

  @Test func thePageOfTheCommandHasTheOptionsOfEveryVerb() throws {
    let page = try ManualPage("cnet")
    #expect(Set(page.described["Options of every verb", default: [:]].keys) == commonOptions)
  }

  @Test func noPageMentionsAnOptionThatDoesNotExist() throws {
    let known = root.verbs().reduce(into: root.optionNames) { $0.formUnion($1.verb.optionNames) }
    for name in ["cnet"] + nouns.map({ "cnet-\($0)" }) {
      let unknown = try ManualPage(name).mentioned.subtracting(known)
        .subtracting(["--generate-completion-script"])
      #expect(unknown.isEmpty, "in \(name)")
    }
  }

  @Test func namespacesAndExitStatusesAreTheSameEverywhere() throws {
    let help = try Project.run("cnet --help").output
    let readme = try Project.text("README.md")
    let manual = try Project.run("man -l man/cnet.1 2>/dev/null || mandoc man/cnet.1 | col -b")
      .output
    for text in [help, readme, manual] {
      for form in ["NAME", "pid:PID", "/path", "fd:N"] { #expect(text.contains(form)) }
    }
    for text in [readme, manual] {
      #expect(text.contains("64"))
    }
  }

  @Test func theReadmeLinksEveryPage() throws {
    let readme = try Project.text("README.md")
    for page in try Project.run("ls man/*.[17]").lines { #expect(readme.contains("](\(page))")) }
    for (_, path) in readme.matches(of: /\]\(([^):]+)\)/).map(\.output) {
      #expect(Project.exists(Project.root.path + "/\(path)"), "\(path)")
    }
  }

  /// What all verbs take.
  private var commonOptions: Set<String> {
    let verbs = root.verbs().map(\.verb.optionNames)
    return verbs.dropFirst().reduce(verbs.first ?? []) { $0.intersection($1) }
  }
}
