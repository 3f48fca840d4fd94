// Usage: Fuzz [CASE [libFuzzer's options, files and directories]]
//
// Feeds a case with bytes that libFuzzer makes up. Without a case: lists them, each with the folder
// of its seeds.

if CommandLine.arguments.count < 2 {
  for known in Case.all { print(known.name, known.seeds) }
} else {
  runDriver()
}
