import Foundation
import Testing

/// What `make` builds and `make install` puts into place.
@Suite(
  .enabled(
    if: Project.exists(Project.releaseBinary) && Project.exists(Project.completions),
    "there is no release binary: run make"))
struct InstallationTests {
  @Test func theBinaryNeedsOnlyTheCLibraryAndLibmnl() throws {
    let libraries = try Project.run("ldd '\(Project.releaseBinary)'").lines.map {
      $0.split(separator: "/").last.map(String.init) ?? $0
    }.map { $0.trimmingCharacters(in: .whitespaces).prefix { $0 != "." && $0 != " " } }
    #expect(libraries.contains("libmnl"))
    let allowed: Set = [
      "linux-vdso", "libc", "libm", "libmnl", "ld-linux-x86-64", "ld-linux-aarch64",
    ]
    #expect(Set(libraries.map(String.init)).subtracting(allowed).isEmpty)
  }

  @Test func theBinaryIsStrippedAndRunsAlone() throws {
    let binary = Project.releaseBinary
    let sections = try Project.run("readelf --section-headers --wide '\(binary)'")
    #expect(sections.status == 0)
    #expect(!sections.output.contains(".symtab") && !sections.output.contains(".debug_info"))
    let version = try Project.run("env -i '\(binary)' --version")
    #expect(version.status == 0)
    #expect(version.output.hasPrefix("cnet "))
  }

  @Test func installPutsEverythingIntoPlaceAndUninstallTakesItAway() throws {
    let directory = FileManager.default.temporaryDirectory.appending(
      path: "cnet-install-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: directory) }
    let place = "make --silent DESTDIR='\(directory.path)' PREFIX=/usr"
    let installed = try Project.run("\(place) install")
    #expect(installed.status == 0, "\(installed)")

    let files = Set(try Project.run("cd '\(directory.path)' && find . -type f").lines)
    let pages = try Project.run("cd man && ls *.1").lines
    let overviews = try Project.run("cd man && ls *.7").lines
    #expect(
      files
        == Set(
          pages.map { "./usr/share/man/man1/\($0)" }
            + overviews.map { "./usr/share/man/man7/\($0)" } + [
              "./usr/share/cnet/attachments.schema.json",
              "./usr/bin/cnet",
              "./usr/share/bash-completion/completions/cnet",
              "./usr/share/zsh/site-functions/_cnet",
              "./usr/share/fish/vendor_completions.d/cnet.fish",
            ]))
    #expect(try Project.run("'\(directory.path)/usr/bin/cnet' --version").status == 0)

    #expect(try Project.run("\(place) uninstall").status == 0)
    #expect(try Project.run("cd '\(directory.path)' && find . -type f").output.isEmpty)
  }
}
