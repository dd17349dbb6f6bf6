// SPDX-License-Identifier: Apache-2.0

import CAutomation
import Testing

@testable import LatebindObservability

/// The context that travels with a call: what is written is read, and what a hostile peer writes harms nobody.
@Suite struct CallContextTests {
    private let access = CallContext.Access()

    private func read(_ text: String) -> CallContext { Array(text.utf8).withUnsafeBytes { CallContext($0) } }

    @Test func whatIsWrittenIsRead() {
        var context = CallContext()
        access.inject("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", forKey: "traceparent", into: &context)
        access.inject("a=1,b:2=ü", forKey: "tracestate", into: &context)
        access.inject("", forKey: "empty", into: &context)
        let read = context.bytes.withUnsafeBytes { CallContext($0) }
        #expect(access.extract(key: "traceparent", from: read) == "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        #expect(access.extract(key: "tracestate", from: read) == "a=1,b:2=ü")
        #expect(access.extract(key: "empty", from: read) == "")
        #expect(access.extract(key: "other", from: read) == nil)
    }

    /// A value must not become a line of its own.
    @Test func whatWouldBecomeAnotherLineIsLeftOut() {
        var context = CallContext()
        access.inject("1\nb:2", forKey: "a", into: &context)
        access.inject("1", forKey: "a:b", into: &context)
        access.inject("1", forKey: "a\n", into: &context)
        access.inject("1", forKey: "", into: &context)
        #expect(context.bytes.isEmpty)
    }

    @Test func aLaterValueReplacesAnEarlierOne() {
        var context = CallContext()
        access.inject("1", forKey: "a", into: &context)
        access.inject("2", forKey: "a", into: &context)
        #expect(String(decoding: context.bytes, as: UTF8.self) == "a:2\n")
    }

    @Test func hostileBytesAreNotThere() {
        #expect(read("no colon\n:no key\na:1\n\n").values.map(\.key) == ["a"])
        let notUTF8: [UInt8] = [0x61, 0x3A, 0xFF, 0x0A, 0xFF, 0x3A, 0x31, 0x0A, 0x62, 0x3A, 0x32]
        #expect(notUTF8.withUnsafeBytes { CallContext($0) }.values.map(\.key) == ["b"])
        let many = (0..<1000).map { "k\($0):v\n" }.joined()
        #expect(read(many).values.count <= 64)
        #expect(read(String(repeating: "x", count: Int(LATEBIND_EXTENSION_MAX)) + ":1\n").values.isEmpty)
    }

    @Test func moreThanACallCarriesIsNotSent() {
        var context = CallContext()
        access.inject(String(repeating: "x", count: Int(LATEBIND_EXTENSION_MAX)), forKey: "a", into: &context)
        #expect(context.bytes.isEmpty)
    }

    @Test func guidsAreToldInRegistryForm() {
        let guid = GUID(Data1: 0x20400, Data2: 0, Data3: 0xA, Data4: (0xC0, 0, 0, 0, 0, 0, 0, 0x46))
        #expect(MethodNames.registryForm(guid) == "{00020400-0000-000A-C000-000000000046}")
    }
}
