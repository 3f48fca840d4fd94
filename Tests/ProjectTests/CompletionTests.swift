import Foundation
import Testing

/// The completion scripts that the command writes.
struct CompletionTests {
  @Test func bashCompletesNounsVerbsAndOptions() throws {
    #expect(try completions(of: "cnet ma").isSuperset(of: ["macvlan"]))
    #expect(try completions(of: "cnet veth ").contains("add"))
    #expect(try completions(of: "cnet veth add --host-").isSuperset(of: ["--host-address"]))
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
    let outcome = try Project.run(
      """
      set +e
      eval "$(cnet --generate-completion-script bash)" || exit
      COMP_LINE='\(line)' COMP_POINT=${#COMP_LINE} COMP_TYPE=9
      read -ra COMP_WORDS <<<"$COMP_LINE"
      if [[ $COMP_LINE == *' ' ]]; then COMP_WORDS+=(''); fi
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _cnet cnet "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>/dev/null
      printf '%s\\n' "${COMPREPLY[@]}"
      """)
    return Set(outcome.lines.map { $0.trimmingCharacters(in: .whitespaces) })
  }
}
