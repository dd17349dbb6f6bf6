// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import Foundation
import MSFTFormat
import TestSupport
import Testing
import TypeLibrary

@Suite(.noLeaks)
struct WineLibraryTests {
    /// Everything that ITypeLib2 and ITypeInfo2 tell of real libraries, and all of it given back.
    @Test func everyLibraryAskedThroughItsInterfacesTellsWhatTheModelSays() throws {
        _ = try WineLibraries.path("stdole2.tlb")
        // One loader, so that stdole2.tlb is decoded once.
        let loader = TypeLibraryLoader(folders: [WineLibraries.folder])
        let files = try FileManager.default.contentsOfDirectory(atPath: WineLibraries.folder).sorted()
        var count = 0
        for file in files {
            for resource in 1...3 {
                let isLibrary = file.hasSuffix(".tlb")
                if isLibrary && resource > 1 { break }
                let path = WineLibraries.folder + "/" + file + (isLibrary ? "" : "\\\(resource)")
                guard let library = try? loader.open(path) else { break }
                count += 1
                let asked = try ComDump.document(TypeLibObject.object(for: library))
                let model = try library.jsonDump()
                let isEqual = asked == model
                #expect(isEqual, "\(path): \(difference(asked, model))")
            }
        }
        #expect(count == 51)
    }

    /// The first line that differs.
    private func difference(_ a: [UInt8], _ b: [UInt8]) -> String {
        let (left, right) = (a.split(separator: 10), b.split(separator: 10))
        for (index, pair) in zip(left, right).enumerated() where pair.0 != pair.1 {
            let before = left[max(0, index - 6)..<index].map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
            return before + "\nline \(index + 1): " + String(decoding: pair.0, as: UTF8.self).prefix(600) + "\nmodel:  "
                + String(decoding: pair.1, as: UTF8.self).prefix(600)
        }
        return "\(left.count) lines against \(right.count)"
    }
}
