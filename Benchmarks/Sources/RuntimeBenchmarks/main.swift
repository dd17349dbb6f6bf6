// SPDX-License-Identifier: Apache-2.0
//
// What a call costs, each row beside libffi's own cost for it and Wine's in the same run. RuntimeBenchmarks CALC.TLB [WINE.TSV]
// WINE.TSV is what Benchmarks/Wine/run.sh printed.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPeers
import Figures
import Invocation
import Latebind
import TypeLibrary

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Nanoseconds for one turn of `body`: the fastest of many runs, each shorter than a time slice. What else the machine does makes a run
/// slower, never faster.
func measure(_ count: Int, _ body: (Int) throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let turns = min(count, 2000)
    try body(turns)
    var fastest = Double.infinity
    for _ in 0..<max(1, count / turns) { fastest = min(fastest, try clock.nanoseconds { try body(turns) } / Double(turns)) }
    return fastest
}

final class Calc: Sendable {}

func run(_ path: String, _ wine: [String: Double]) throws {
    let library = try TypeLibraries.open(path)
    let type = try library.typeInfo(named: "ICalc")
    guard
        let cObject = peers_calc_object({
            UnsafeMutableRawPointer((try? BString.copy($0?.assumingMemoryBound(to: UInt16.self))) ?? nil)
        })
    else { throw COMError(.E_OUTOFMEMORY) }
    let swiftClass = try ObjectClass<Calc>(
        implementing: type,
        members: [
            .method("Add") { _, call in Variant((call[0].int ?? 0) + (call[1].int ?? 0)) },
            .method("Echo") { _, call in call[0] },
        ])
    let swiftObject = try swiftClass.makeObject(Calc()).reference(type.guid)
    let typeInfo = try TypeInfoObject.object(for: type, invoker: TypeLibraryInvoker()).reference(IID_ITypeInfo)

    // Fewer turns are for instruction counts under a simulator.
    let count = getenv("LATEBIND_BENCHMARK_TURNS").flatMap { Int(String(cString: $0)) } ?? 1_000_000
    let ffiCall = measure(count) { _ = peers_ffi_call(Int64($0)) }
    let ffiClosure = measure(count) { _ = peers_ffi_closure(Int64($0)) }
    // A call that fails is a fast one, so what each gives is looked at.
    let invokeAdd = try typeInfo.withPointer(as: ITypeInfo.self) { typeInfo in
        try measure(count) { count in
            var arguments = [VARIANT(), VARIANT()]
            try arguments.withUnsafeMutableBufferPointer { arguments in
                var parameters = DISPPARAMS()
                parameters.rgvarg = arguments.baseAddress
                parameters.cArgs = 2
                for number in 0..<count {
                    arguments[0].vt = 3
                    arguments[0].lVal = 2
                    arguments[1].vt = 3
                    arguments[1].lVal = Int32(truncatingIfNeeded: number)
                    var result = VARIANT()
                    try COMError.check(
                        typeInfo.pointee.lpVtbl.pointee.Invoke(typeInfo, cObject, 1, 1, &parameters, &result, nil, nil))
                    guard result.lVal == Int32(truncatingIfNeeded: number) &+ 2 else { throw COMError(.E_UNEXPECTED, "a wrong sum") }
                }
            }
        }
    }
    let invokeEcho = try typeInfo.withPointer(as: ITypeInfo.self) { typeInfo in
        try measure(count) { count in
            var argument = VARIANT()
            argument.vt = 8
            argument.bstrVal = BString.allocate("hello world")
            var parameters = DISPPARAMS()
            defer { VariantOps.clear(&argument) }
            try withUnsafeMutablePointer(to: &argument) { argument in
                parameters.rgvarg = argument
                parameters.cArgs = 1
                for _ in 0..<count {
                    var result = VARIANT()
                    try COMError.check(
                        typeInfo.pointee.lpVtbl.pointee.Invoke(typeInfo, cObject, 2, 1, &parameters, &result, nil, nil))
                    VariantOps.clear(&result)
                }
            }
        }
    }
    let names = try typeInfo.withPointer(as: ITypeInfo.self) { typeInfo in
        try measure(count) { count in
            var echo: [UInt16] = Array("Echo".utf16) + [0]
            try echo.withUnsafeMutableBufferPointer { echo in
                var name: UnsafeMutablePointer<UInt16>? = echo.baseAddress
                var id: Int32 = 0
                for _ in 0..<count {
                    try COMError.check(typeInfo.pointee.lpVtbl.pointee.GetIDsOfNames(typeInfo, &name, 1, &id))
                }
                guard id == 2 else { throw COMError(.E_UNEXPECTED, "a wrong DISPID") }
            }
        }
    }
    func calls(_ object: UnsafeMutableRawPointer) throws -> Double {
        try measure(count) { count in
            guard peers_call_add(object, Int64(count)) == Int64(count) * Int64(count + 3) / 2 else {
                throw COMError(.E_UNEXPECTED, "a wrong sum")
            }
        }
    }
    let slot = try calls(swiftObject.pointer)
    let direct = try calls(cObject)
    func row(_ name: String, _ time: Double, _ wineName: String? = nil, floor: (Double, String)? = nil) {
        func rounded(_ value: Double, _ factor: Double) -> String { "\((value * factor).rounded() / factor)" }
        var text = name.padded(44) + (rounded(time, 10) + " ns").padded(12)
        if let wineName, let peer = wine[wineName] {
            text += ("Wine " + rounded(peer, 10) + " ns, " + rounded(time / peer, 100) + " of it").padded(32)
        } else {
            text += "".padded(32)
        }
        if let floor { text += rounded(time / floor.0, 100) + " of \(floor.1)" }
        print(text)
    }
    row("vtable call of Add(long, long), C object", direct)
    row("libffi: ffi_call of Add(long, long)", ffiCall)
    row("libffi: closure of Add(long, long)", ffiClosure)
    row("ITypeInfo::Invoke Add(long, long), C object", invokeAdd, "add", floor: (ffiCall, "ffi_call"))
    row("ITypeInfo::Invoke Echo(BSTR), C object", invokeEcho, "echo", floor: (ffiCall, "ffi_call"))
    row("ITypeInfo::GetIDsOfNames", names, "names", floor: (ffiCall, "ffi_call"))
    row("vtable slot of a Swift object, from C", slot, floor: (ffiClosure, "libffi's closure"))
    func values(_ name: String, _ wineName: String, _ body: (Int64) -> Int32) throws {
        row(name, try measure(count) { try COMError.check(body(Int64($0))) }, wineName)
    }
    try values("VarAdd(VT_I4, VT_I4)", "var_add", peers_var_add)
    try values("VariantChangeType(VT_BSTR to VT_R8)", "change_type", peers_change_type)
    try values("SafeArrayCreate(VT_I4, 16), SafeArrayDestroy", "array", peers_array)
}

do {
    guard CommandLine.arguments.count == 2 || CommandLine.arguments.count == 3 else {
        print("usage: RuntimeBenchmarks CALC.TLB [WINE.TSV]")
        exit(2)
    }
    try run(CommandLine.arguments[1], wineFigures(CommandLine.arguments.dropFirst(2).first))
    try measureOpening()
} catch {
    print("RuntimeBenchmarks: \(error)")
    exit(1)
}
