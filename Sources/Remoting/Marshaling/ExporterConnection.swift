// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation

/// The way from the proxies of one apartment to the exporter of their objects: in another apartment of this process, or in another
/// process.
protocol ExporterConnection: AnyObject, Sendable {
    /// The channel of an interface proxy: an IRpcChannelBuffer.
    func makeChannel(ipid: GUID, iid: GUID) throws(COMError) -> ComReference

    /// Other interfaces of the object that has `ipid`: one answer for each.
    func queryInterfaces(ipid: GUID, references: UInt32, iids: [GUID]) throws(COMError) -> [(HResult, StandardObjectReference)]

    func addReferences(_ ipid: GUID, _ count: UInt32) throws(COMError)

    /// Gives references back; does not wait for the exporter and does not fail: a dead one has forgotten them.
    func releaseReferences(_ references: [InterfaceReferences])

    /// Makes references that travel in an OBJREF of unknown origin the caller's own.
    func claim(_ ipid: GUID, _ count: UInt32) throws(COMError)

    /// Lets own references travel to somebody else than the exporter.
    func transfer(_ ipid: GUID, _ count: UInt32) throws(COMError)

    /// False once the exporter is known to be gone.
    var isConnected: Bool { get }
}

/// The exporter of this process, for objects of another apartment.
final class LocalExporter: ExporterConnection {
    private let exporter = Exporter.shared
    private let apartment: UInt16

    init(apartment: UInt16) { self.apartment = apartment }

    func makeChannel(ipid: GUID, iid: GUID) throws(COMError) -> ComReference {
        try ApartmentChannel(ipid: ipid, iid: iid, caller: Apartment.current).reference(IID_IRpcChannelBuffer)
    }

    func queryInterfaces(ipid: GUID, references: UInt32, iids: [GUID]) throws(COMError) -> [(HResult, StandardObjectReference)] {
        try exporter.queryInterfaces(ipid: ipid, references: references, iids: iids, holder: .process)
    }

    func addReferences(_ ipid: GUID, _ count: UInt32) throws(COMError) {
        try COMError.check(exporter.addReferences(ipid, Int(count), to: .process).rawValue)
    }

    func releaseReferences(_ references: [InterfaceReferences]) {
        for reference in references { exporter.release(reference.ipid, reference.total, of: .process) }
    }

    func claim(_ ipid: GUID, _ count: UInt32) throws(COMError) {
        try COMError.check(exporter.move(ipid, Int(count), from: .inFlight, to: .process).rawValue)
    }

    func transfer(_ ipid: GUID, _ count: UInt32) throws(COMError) {
        try COMError.check(exporter.move(ipid, Int(count), from: .process, to: .inFlight).rawValue)
    }

    var isConnected: Bool { Apartment.numbered(apartment) != nil }
}
