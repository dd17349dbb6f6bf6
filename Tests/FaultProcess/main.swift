// SPDX-License-Identifier: Apache-2.0
//
// A process for tests of death: it obeys lines of input, and lives until its input ends or it is killed.
//
//     object        makes an object, answers with its OBJREF
//     take OBJREF   unmarshals an object and holds it; answers "taken" or the HRESULT
//     call          calls Echo(7) on what it holds; answers with the result or the HRESULT
//     give          gives itself to what it holds (Keep)
//     drift N       makes an object of IDrift as version N describes it, answers with its OBJREF
//     alive         what is alive
//     counts        how many objects it has exported

import AutomationRuntime
import FaultSupport
import Remoting

let faults = try Faults()
var held: ComReference?
var drift: Drift?

func answer(_ body: () throws -> String) {
    do {
        say(try body())
    } catch let error as COMError {
        say("\(error.hresult)")
    } catch {
        say("\(error)")
    }
}

while let line = readLine() {
    let words = line.split(separator: " ")
    switch words.first {
    case "object": answer { hexadecimal(try Marshaling.marshaled(faults.object())) }
    case "take":
        answer {
            held = try Marshaling.unmarshaled(bytes(hexadecimal: String(words[1])))
            return "taken"
        }
    case "call":
        answer {
            guard let held else { return "nothing" }
            return try DispatchReference(held).call("Echo", 7).string ?? "?"
        }
    case "give":
        answer {
            guard let held else { return "nothing" }
            _ = try DispatchReference(held).call("Keep", Variant(faults.object()))
            return "given"
        }
    case "drift":
        answer {
            let made = try Drift(version: Int(words[1]) ?? 1)
            drift = made
            return hexadecimal(try Marshaling.marshaled(made.object(), made.type.guid))
        }
    case "alive": say("\(LiveObjects.snapshot())")
    case "counts": say("\(Exporter.shared.counts.objects)")
    default: say("what?")
    }
}
