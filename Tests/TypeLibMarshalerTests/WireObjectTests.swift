// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import CWireObject
import TestSupport
import Testing
import TypeLibMarshaler
import TypeLibrary
import WireHarness

/// Arrays, strings, pointers, records, unions and native results: a C program's calls of a C object, directly and through a proxy.
@Suite(.noLeaks) struct WireObjectTests {
    @Test func theObjectItselfPasses() {
        let object = ComReference(adopting: UnsafeMutableRawPointer(wire_object_create()))
        #expect(WireSubject.check(object) == nil)
    }

    @Test func everyCallIsTheSameThroughAProxy() throws {
        do {
            let subject = try WireSubject()
            let proxy = try subject.loopback.proxy(subject.iid)
            let failure = WireSubject.check(proxy)
            #expect(failure == nil, "\(String(describing: ErrorInfo.take()))")
            #expect(subject.loopback.waitingInterfaces == 0)
        }
        #expect(wire_object_count() == 0)
    }

    @Test func itIsTheSameAgain() throws {
        let subject = try WireSubject()
        let proxy = try subject.loopback.proxy(subject.iid)
        for _ in 0..<3 { #expect(WireSubject.check(proxy) == nil) }
    }
}
