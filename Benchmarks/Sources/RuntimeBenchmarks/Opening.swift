// SPDX-License-Identifier: Apache-2.0

import MSFTFormat
import TypeLibrary

/// Opening a large library and binding one name: what a script waits for before its first call. Prints milliseconds; nothing if
/// Debian's libwine is not installed.
func measureOpening() {
    let folder = "/usr/lib/x86_64-linux-gnu/wine/x86_64-windows"
    let name = Array("innerHTML".utf16)
    func bind() throws -> Bool {
        // A loader of its own each time: nothing is remembered.
        let type = try TypeLibraryLoader(folders: [folder]).open(folder + "/mshtml.tlb").typeInfo(named: "IHTMLElement")
        return try name.withUnsafeBufferPointer { try type.members().memberID(named: $0) } != nil
    }
    guard (try? bind()) == true else { return }
    let time = measure(50) { count in
        for _ in 0..<count { _ = try? bind() }
    }
    print("open mshtml.tlb (1.2 MB), bind IHTMLElement.innerHTML: \((time / 1e4).rounded() / 100) ms; aim below 1 ms")
}
