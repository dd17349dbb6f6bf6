// SPDX-License-Identifier: Apache-2.0
//
// A process for tests of faults: it obeys lines of input, each with a line of output, and lives until its input ends or it is killed. One
// is observed (it tells what it holds), others are killed.
//
//     configure NAME=NUMBER …   limits, before anything else: connections, fragment (milliseconds)
//     object          makes an object, answers with its OBJREF; the object's end is counted
//     drift NUMBER    makes an object of IDrift as that version describes it, answers with its OBJREF
//     take OBJREF     unmarshals an object and holds it; answers "taken" or the HRESULT
//     call            calls Echo(7) on what it holds; answers with the result or the HRESULT
//     die, block      calls Die or Block; answers with the HRESULT when that has ended
//     give            gives an object of its own to what it holds (Keep)
//     drop            lets go of what it holds
//     keep            goes on to hold what it holds, beside what it will hold
//     socket          where it listens
//     alive           its live objects, as LiveObjects counts them
//     counts          what it holds: `Counts`
//     settle COUNTS   waits until it holds that again, for half a minute at most; answers with what it holds then
//     resident        KiB of memory, 0 if they say nothing
//     leave NUMBER    so many descriptors more can be opened; answers with the number that are open
//     limit NUMBER    descriptors from this number on cannot be opened
//     rest NUMBER     waits so many milliseconds; answers with those of processor time that all threads used meanwhile

import AutomationRuntime
import AutomationTypes
import FaultSupport
import Remoting

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

let faults = try Faults()
let ended = EndedObjects()
var held: ComReference?
var drift: Drift?
var kept: [ComReference] = []

@MainActor func answer(_ body: @MainActor () throws -> String) {
    do {
        say(try body())
    } catch let error as COMError {
        say("\(error.hresult)")
    } catch {
        say("\(error)")
    }
}

func configure(_ words: some Sequence<Substring>) throws {
    var options = RPCOptions()
    for word in words {
        let parts = word.split(separator: "=")
        let number = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
        switch parts[0] {
        case "connections": options.maximumConnections = number
        case "fragment": options.fragmentTimeout = UInt32(number)
        default: throw COMError(.E_INVALIDARG)
        }
    }
    try Exporter.configure(options)
}

@MainActor func settle(_ wanted: Counts) -> Counts {
    var now = Counts(ended: ended.count)
    let deadline = time(nil) + 30
    while !now.isBack(at: wanted), time(nil) < deadline {
        poll(nil, 0, 2)
        now = Counts(ended: ended.count)
    }
    return now
}

@MainActor func obey(_ command: Substring, _ words: ArraySlice<Substring>) throws -> String {
    let number = words.first.flatMap { Int($0) } ?? 0
    switch command {
    case "configure":
        try configure(words)
        return "configured"
    case "object": return hexadecimal(try Marshaling.marshaled(faults.object { ended.add() }))
    case "drift":
        let made = try Drift(version: number)
        drift = made
        return hexadecimal(try Marshaling.marshaled(made.object(), made.type.guid))
    case "take":
        held = try Marshaling.unmarshaled(bytes(hexadecimal: String(words.first ?? "")))
        return "taken"
    case "keep":
        if let object = held { kept.append(object) }
        held = nil
        return "kept"
    case "drop":
        held = nil
        return "dropped"
    case "alive": return "\(LiveObjects.snapshot())"
    case "counts": return "\(Counts(ended: ended.count))"
    case "settle": return "\(Counts(words.joined(separator: " ")).map { settle($0) }.map { "\($0)" } ?? "what?")"
    case "resident": return "\(Counts.resident())"
    case "socket": return "\(try RuntimeFolder.current().socket(process: Exporter.process))"
    case "leave":
        Counts.leaveDescriptors(number)
        return "\(Counts.openDescriptors(below: Int32.max).count)"
    case "limit": return "\(Counts.allowDescriptors(number))"
    case "rest":
        let before = Counts.processorTime()
        poll(nil, 0, Int32(number))
        return "\(Counts.processorTime() - before)"
    default: break
    }
    guard let held else { return "nothing" }
    let object = try DispatchReference(held)
    switch command {
    case "call": return try object.call("Echo", 7).string ?? "?"
    case "die": return try object.call("Die").string ?? "?"
    case "block": return try object.call("Block").string ?? "?"
    case "give":
        _ = try object.call("Keep", Variant(faults.object()))
        return "given"
    default: return "what?"
    }
}

Counts.allowDescriptors(8192)
while let line = readLine() {
    let words = line.split(separator: " ")
    guard let command = words.first else { continue }
    answer { try obey(command, words.dropFirst()) }
}
