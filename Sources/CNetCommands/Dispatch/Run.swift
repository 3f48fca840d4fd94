internal import ArgumentParser
internal import AttachmentConfiguration
internal import CLinux
internal import ContainerNetwork
internal import Netlink

extension CNet {
  /// Runs the command line and returns the exit status: 0 done, 1 refused or failed, 64 usage.
  ///
  /// - Parameter arguments: without the program's name.
  public static func run(_ arguments: [String]) -> Int32 {
    let output = Output()
    if let garbled = garbledArgument(arguments) {
      output.failure("'\(garbled)' is not UTF-8")
      return ExitCode.validationFailure.rawValue
    }
    let status = run(arguments, output)
    output.flush()
    guard let error = output.error, status == 0 else { return status }
    // A reader that has seen enough is told nothing.
    if error != .brokenPipe { output.failure("write the output: \(error)") }
    return 1
  }

  /// Says that Swift could not read the arguments, and returns the exit status.
  public static func refuseWithoutArguments() -> Int32 {
    Output().failure("read /proc/self/cmdline, which holds the arguments: is /proc mounted?")
    return 1
  }

  /// Says that the program must not be set-user-ID or set-group-ID, and returns the exit status: with
  /// its rights anybody could run any program (`netns exec`), and read any file.
  public static func refuseSetID() -> Int32 {
    Output().failure("it must not be set-user-ID or set-group-ID; see SECURITY.md")
    return 1
  }

  static func run(_ arguments: [String], _ output: Output) -> Int32 {
    if arguments == ["--version"] {
      output.line("cnet \(version)")
      return 0
    }
    if let command = plainCommand(arguments) { return perform(command, output) }
    let invocation = Invocation(arguments)
    guard let verb = invocation.command as? any NetworkCommand.Type else {
      return describe(invocation, output)
    }
    if invocation.asksForHelp {
      output.line(CNet.helpMessage(for: verb))
      return 0
    }
    return perform(verb, invocation, output)
  }

  private static func perform<Verb: NetworkCommand>(
    _: Verb.Type, _ invocation: Invocation, _ output: Output
  ) -> Int32 {
    let command: Verb
    do {
      command = try Verb.parse(invocation.rest)
    } catch {
      output.failure(usageProblem(Verb.self, error, path: invocation.path))
      return ExitCode.validationFailure.rawValue
    }
    return perform(command, output)
  }

  private static func perform(_ command: some NetworkCommand, _ output: Output) -> Int32 {
    do {
      // The end of whoever reads the output or the trace must not end work that is half done. A
      // program that takes over this process gets its signals as they came.
      if !type(of: command).passesArgumentsThrough { linux_ignore_broken_pipes() }
      let plumber = try command.common.plumber(isDryRun: command.isDryRun, output)
      defer { for warning in plumber.warnings { output.complain("warning: \(warning)") } }
      try command.execute(plumber, output)
      return 0
    } catch {
      return report(error, output)
    }
  }

  /// Prints an error and returns the exit status that goes with it.
  static func report(_ error: any Error, _ output: Output) -> Int32 {
    switch error {
    case let error as NetlinkError:
      output.failure(error.description)
      if let hint = error.hint { output.complain("hint: \(hint)") }
      for item in error.leftBehind { output.complain("left behind: \(item)") }
      return 1
    case let error as ConfigurationError:
      output.failure("configuration: \(error)")
      return ExitCode.validationFailure.rawValue
    case let error as ValidationError:
      output.failure(error.message)
      return ExitCode.validationFailure.rawValue
    case let code as ExitCode: return code.rawValue
    default:
      output.failure("\(error)")
      return 1
    }
  }

  /// Anything that is not a verb: help, completion scripts, and what is misspelt.
  private static func describe(_ invocation: Invocation, _ output: Output) -> Int32 {
    if invocation.asksForHelp || (invocation.rest.isEmpty && invocation.path.isEmpty) {
      output.line(CNet.helpMessage(for: invocation.command))
      return 0
    }
    do {
      _ = try CNet.parseAsRoot(invocation.path + invocation.rest)
    } catch {
      if CNet.exitCode(for: error) == .success {
        output.line(CNet.fullMessage(for: error))
        return 0
      }
      // The parser's own option: what is wrong with its value the parser knows.
      if let word = invocation.unknownWord, word.hasPrefix("--generate-completion-script") {
        output.failure(CNet.message(for: error))
        return ExitCode.validationFailure.rawValue
      }
    }
    output.failure(unknownCommand(invocation))
    return ExitCode.validationFailure.rawValue
  }

  static func unknownCommand(_ invocation: Invocation) -> String {
    let known = invocation.command.configuration.subcommands.compactMap {
      $0.configuration.commandName
    }
    let place = (["cnet"] + invocation.path).joined(separator: " ")
    let problem: String
    switch invocation.unknownWord {
    case "-n", "--namespace":
      return "\(invocation.unknownWord ?? "") needs a namespace and a command"
    case .some(let word) where word.hasPrefix("-"): problem = "unknown option '\(word)'"
    case .some(let word): problem = "unknown command '\(word)'"
    case nil: problem = "no command is given"
    }
    return "\(problem) for '\(place)': it has " + known.joined(separator: ", ")
  }
}
