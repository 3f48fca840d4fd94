import Foundation
import Testing

/// What SECURITY.md says, as far as a program can look at it.
struct SecurityTests {
  @Test func namesEveryDependency() throws {
    let text = try Project.text("SECURITY.md")
    let package = try Project.text("Package.swift")
    let locations = package.matches(of: /\.package\(url: "([^"]*)"/).map { String($0.1) }
    #expect(!locations.isEmpty)
    for location in locations { #expect(text.contains("(\(location))"), "\(location)") }
    // Nor is anything built of what nobody wrote down.
    let resolved = try Project.text("Package.resolved")
    let built = resolved.matches(of: /"location" : "([^"]*)"/).map { String($0.1) }
    #expect(built == locations, "\(resolved)")
    for library in package.matches(of: /pkgConfig: "([^"]*)"/) {
      #expect(text.contains("| \(library.1) |"), "\(library.1)")
    }
  }

  @Test func namesTargetsThatThereAre() throws {
    let makefile = try Project.text("Makefile")
    for page in ["SECURITY.md", "README.md"] {
      for target in try Project.text(page).matches(of: /`make ([a-z-]+)/) {
        #expect(makefile.contains("\n\(target.1):"), "\(page): make \(target.1)")
      }
    }
  }
}
