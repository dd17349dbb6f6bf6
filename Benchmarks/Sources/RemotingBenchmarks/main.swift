// SPDX-License-Identifier: Apache-2.0
//
// What a call to another process and to another thread costs, each row beside the bare exchange of the same bytes, or a peer, in the
// same run.
//     RemotingBenchmarks CALC.TLB [WINE.TSV]     the table; WINE.TSV is what Benchmarks/Wine/run.sh printed
//     RemotingBenchmarks serve FOLDER            (its own server processes)
//     RemotingBenchmarks object CALC.TLB

import Figures

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

do {
    let arguments = CommandLine.arguments.dropFirst()
    switch (arguments.first, arguments.count) {
    case ("serve", 2): try serveBareProtocol(CommandLine.arguments[2])
    case ("object", 2): try serveExchange(CommandLine.arguments[2])
    case (let library?, 1...2):
        // The bare exchange's processes are forks: before there are threads.
        let pingPong = PingPong()
        try measureBareProtocol(pingPong)
        try measureProcess(pingPong, library)
        try await measureApartment(library, wine: wineFigures(arguments.dropFirst().first)["apartment"])
        pingPong.end()
    default:
        print("usage: RemotingBenchmarks CALC.TLB [WINE.TSV]")
        exit(2)
    }
} catch {
    print("RemotingBenchmarks: \(error)")
    exit(1)
}
