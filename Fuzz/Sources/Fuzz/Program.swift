// SPDX-License-Identifier: Apache-2.0

import CFuzzer

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `Fuzz TARGET [libFuzzer's arguments]` runs a target; `Fuzz seeds FOLDER IDL…` writes the seed corpora.
@main enum Program {
    static func main() throws {
        let arguments = CommandLine.arguments
        let target = arguments.dropFirst().first ?? ""
        Targets.warmUp()
        if WireTargets.names.contains(target) { WireTargets.warmUp(target) }
        switch target {
        case "msft": run { data, size in Targets.msft(Program.bytes(data, size)) }
        case "sltg": run { data, size in Targets.sltg(Program.bytes(data, size)) }
        case "pe": run { data, size in Targets.pe(Program.bytes(data, size)) }
        case "idl": run { data, size in Targets.idl(Program.bytes(data, size)) }
        case "stub": run { data, size in WireTargets.stub(Program.bytes(data, size)) }
        case "proxy": run { data, size in WireTargets.proxy(Program.bytes(data, size)) }
        case "pdu": run { data, size in WireTargets.pdu(Program.bytes(data, size)) }
        case "seeds" where arguments.count > 3: try Seeds.write(to: arguments[2], idl: Array(arguments[3...]))
        default:
            print("usage: Fuzz msft|sltg|pe|idl|stub|proxy|pdu [libFuzzer's arguments], or Fuzz seeds FOLDER IDL…")
            exit(2)
        }
    }

    private typealias Callback = @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32

    /// Hands the process to libFuzzer, which ends it.
    private static func run(_ callback: Callback) {
        // libFuzzer keeps the strings.
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(CommandLine.arguments[0])]
        arguments += CommandLine.arguments.dropFirst(2).map { strdup($0) }
        var count = Int32(arguments.count)
        arguments.append(nil)
        arguments.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            exit(LLVMFuzzerRunDriver(&count, &start, callback))
        }
    }

    /// A copy, so that what a library keeps of its bytes outlives the callback.
    private static func bytes(_ data: UnsafePointer<UInt8>?, _ size: Int) -> [UInt8] {
        Array(UnsafeBufferPointer(start: data, count: size))
    }
}
