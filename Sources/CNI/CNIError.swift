internal import AttachmentConfiguration
internal import Netlink

/// Why a call failed, as the CNI specification reports it: a code, a sentence, and more to it.
public struct CNIError: Error, Hashable, Sendable {
  public var code: Code
  public var message: String
  public var details: String

  /// What is wrong. 0 to 99 are the specification's, the others our own.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public var rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }

    public static let incompatibleVersion = Code(rawValue: 1)
    public static let unsupportedField = Code(rawValue: 2)
    /// The container does not exist, and nothing needs cleaning up.
    public static let unknownContainer = Code(rawValue: 3)
    public static let invalidEnvironment = Code(rawValue: 4)
    public static let inputOutput = Code(rawValue: 5)
    public static let undecodable = Code(rawValue: 6)
    public static let invalidConfiguration = Code(rawValue: 7)
    /// The container's namespace is our own.
    public static let invalidNamespace = Code(rawValue: 8)
    public static let tryAgainLater = Code(rawValue: 11)
    public static let notAvailable = Code(rawValue: 50)
    /// The kernel or the system refused a step; all steps were undone.
    public static let refused = Code(rawValue: 100)
    /// No address is free, or not the one that was asked for.
    public static let noAddress = Code(rawValue: 101)
    /// CHECK: what should be there is not, or is different.
    public static let differs = Code(rawValue: 102)
    /// Something has the interface's name already.
    public static let exists = Code(rawValue: 103)
  }

  public init(_ code: Code, _ message: String, _ details: String = "") {
    self.code = code
    self.message = message
    self.details = details
  }

  init(_ error: NetlinkError) {
    let code: Code =
      switch error.errno {
      case .addressNotAvailable: .noAddress
      case .fileExists: .exists
      case .wouldBlock: .tryAgainLater
      default: .refused
      }
    let more = [error.hint].compactMap { $0 } + error.leftBehind.map { "left behind: \($0)" }
    self.init(code, error.description, more.joined(separator: "; "))
  }

  init(_ error: ConfigurationError) { self.init(.invalidConfiguration, error.description) }

  func json(version: String) -> JSONValue {
    var members: JSONObject = [
      "cniVersion": .string(version), "code": .integer(code.rawValue), "msg": .string(message),
    ]
    if !details.isEmpty { members["details"] = .string(details) }
    return .object(members)
  }
}

extension CNIError {
  /// Runs what reads configurations.
  static func reading<Value>(_ body: () throws(ConfigurationError) -> Value)
    throws(CNIError) -> Value
  {
    do throws(ConfigurationError) { return try body() } catch { throw CNIError(error) }
  }

  /// Runs work that speaks to the kernel.
  static func working<Value>(_ body: () throws(NetlinkError) -> Value) throws(CNIError) -> Value {
    do throws(NetlinkError) { return try body() } catch { throw CNIError(error) }
  }
}
