import Foundation
import TestSupport
import Testing

/// The completion scripts that the command writes.
struct CompletionTests {
  @Test func bashCompletesNounsVerbsAndOptions() throws {
    #expect(try completions(of: "cnet ma").isSuperset(of: ["macvlan"]))
    #expect(try completions(of: "cnet veth ").contains("add"))
    #expect(try completions(of: "cnet veth add --host-").isSuperset(of: ["--host-address"]))
  }

  @Test(
    "Names of links and namespaces are those that are there",
    .enabled(if: Kernel.mayMakeNamespaces, "needs CAP_SYS_ADMIN"))
  func bashCompletesWhatIsThere() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      "ip netns add blue; ip link add web0 type veth peer name web1; ip -n blue link set lo name in0"
    )
    for (line, expected) in [
      ("cnet link show ", ["lo", "web0", "web1"]), ("cnet link show we", ["web0", "web1"]),
      ("cnet link show -n blue ", ["in0"]),
      ("cnet address list --dev w", ["web0", "web1"]), ("cnet peer --netns blue i", ["in0"]),
      ("cnet macvlan add web", ["web0", "web1"]),
      ("cnet link set web0 --master ", ["lo", "web0", "web1"]),
      ("cnet link move web0 --netns ", ["blue"]), ("cnet netns delete b", ["blue"]),
      ("cnet explain ", ["lo", "web0", "web1", "blue"]), ("cnet link list -n ", ["blue"]),
      ("cnet link show -n nowhere ", []), ("cnet -n ", ["blue"]),
      ("cnet -n blue link show ", ["in0"]), ("cnet -n blue link sho", ["show"]),
    ] {
      let offered = try sandbox.run(Self.script(line)).split(separator: "\n").map {
        $0.trimmingCharacters(in: .whitespaces)
      }.filter { !$0.isEmpty && !$0.hasPrefix("-") }
      #expect(Set(offered) == Set(expected), "\(line)")
    }
  }

  /// Bash expands once more what it is to choose from.
  @Test(
    "A name that holds a command is not offered, nor run",
    .enabled(if: Kernel.mayMakeNamespaces, "needs CAP_SYS_ADMIN"))
  func hostileNames() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip netns add evil; ip netns add '$(>b)'; mkdir /run/here; cd /run/here
      ip -n evil link add 'x$(>a)' type veth peer name '`>c`'; ip -n evil link add y type bridge
      """)
    for line in ["cnet link show -n evil ", "cnet -n evil link show ", "cnet netns delete "] {
      let offered = try sandbox.run("cd /run/here\n" + Self.script(line)).split(separator: "\n")
      let names = offered.filter { !$0.hasPrefix("-") && !$0.isEmpty }
      #expect(Set(names) == (line.contains("netns") ? ["evil"] : ["lo", "y"]), "\(line)")
    }
    #expect(try sandbox.run("ls /run/here") == "")
  }

  @Test func scriptsForZshAndFishNameTheCommand() throws {
    let zsh = try Project.run("cnet --generate-completion-script zsh")
    #expect(zsh.status == 0)
    #expect(zsh.output.hasPrefix("#compdef cnet\n"))
    #expect(zsh.output.contains("--host-address"))
    let fish = try Project.run("cnet --generate-completion-script fish")
    #expect(fish.status == 0)
    #expect(fish.output.contains("complete -c 'cnet'"))
    #expect(fish.output.contains("host-address"))
  }

  /// What bash offers for a line that ends at the cursor.
  private func completions(of line: String) throws -> Set<String> {
    Set(
      try Project.run(Self.script(line)).lines.map { $0.trimmingCharacters(in: .whitespaces) })
  }

  private static func script(_ line: String) -> String {
    """
    bash -c '
    eval "$(cnet --generate-completion-script bash)" || exit
    COMP_LINE="\(line)" COMP_POINT=${#COMP_LINE} COMP_TYPE=9
    read -ra COMP_WORDS <<<"$COMP_LINE"
    if [[ $COMP_LINE == *" " ]]; then COMP_WORDS+=(""); fi
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _cnet cnet "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>/dev/null
    printf "%s\\n" "${COMPREPLY[@]}"
    '
    """
  }
}
