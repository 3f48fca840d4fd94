import TestSupport
import Testing

/// What the process is given by whoever starts it: arguments, descriptors, `/proc`.
@Suite("The process of cnet", .makesNamespaces)
struct ProcessTests {
  @Test("An argument that is not UTF-8 is refused, not changed")
  func argumentOfOtherBytes() throws {
    let outcome = try Sandbox().attempt(
      #"cnet netns add "$(printf 'a\377')"; echo $?; cnet netns exec x echo "$(printf '\376')""#)
    #expect(outcome.output == "64\n")
    #expect(outcome.status == 64)
    #expect(
      outcome.errors == "cnet: 'a\u{FFFD}' is not UTF-8\ncnet: '\u{FFFD}' is not UTF-8\n")
  }

  @Test("U+FFFD itself is UTF-8")
  func replacementCharacter() throws {
    #expect(try Sandbox().run("cnet netns add '\u{FFFD}'; ls /run/netns") == "\u{FFFD}\n")
  }

  @Test("What is opened takes no closed descriptor's place")
  func closedDescriptors() throws {
    let held = try Sandbox().run(
      """
      cnet netns add blue
      cnet netns exec blue readlink /proc/self/fd/0 /proc/self/fd/2 <&- 2>&-
      cnet netns exec blue sh -c 'readlink /proc/self/fd/3 3>&1 > /run/one' >&-
      cat /run/one
      """)
    #expect(held == "/dev/null\n/dev/null\n/dev/null\n")
  }

  @Test("Without standard output a list is a failure")
  func closedOutput() throws {
    let outcome = try Sandbox().attempt("cnet link list >&-")
    #expect(outcome.status == 1)
    #expect(outcome.errors == "cnet: write the output: Bad file descriptor (EBADF)\n")
  }

  @Test("Without /proc there are no arguments, which is no call for help")
  func withoutProc() throws {
    let outcome = try Sandbox().attempt(
      "unshare -m sh -c 'mount -t tmpfs none /proc; exec cnet veth add a b'")
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(
      outcome.errors
        == "cnet: read /proc/self/cmdline, which holds the arguments: is /proc mounted?\n")
  }
}
