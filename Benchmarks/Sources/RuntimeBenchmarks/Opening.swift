// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import Figures
import MSFTFormat
import TypeLibrary

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Opening a large library and binding one name: what a script waits for before its first call. Prints milliseconds, or that
/// Debian's libwine is not installed.
func measureOpening() throws {
    let folder = "/usr/lib/x86_64-linux-gnu/wine/x86_64-windows"
    guard access(folder + "/mshtml.tlb", R_OK) == 0 else { return print("open mshtml.tlb: Debian's libwine is not installed") }
    let name = Array("innerHTML".utf16)
    let time = try measure(50) { count in
        for _ in 0..<count {
            // A loader of its own each time: nothing is remembered.
            let type = try TypeLibraryLoader(folders: [folder]).open(folder + "/mshtml.tlb").typeInfo(named: "IHTMLElement")
            guard try name.withUnsafeBufferPointer({ try type.members().memberID(named: $0) }) != nil else {
                throw COMError(.DISP_E_UNKNOWNNAME, "IHTMLElement.innerHTML")
            }
        }
    }
    print("open mshtml.tlb (1.2 MB), bind IHTMLElement.innerHTML: \(hundredths(time / 1e6)) ms; aim below 1 ms")
}
