/// `1 process`, `2 processes`.
///
/// - Parameter many: by default `one` with an s.
func counted(_ count: some BinaryInteger, _ one: String, _ many: String? = nil) -> String {
  "\(count) \(count == 1 ? one : many ?? one + "s")"
}
