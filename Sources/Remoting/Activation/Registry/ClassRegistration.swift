// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes

/// A class object that this process registered: CoRegisterClassObject.
struct ClassRegistration: Sendable {
    let clsid: GUID
    let progID: String?
    let classObject: ComReference
    let apartment: Apartment
    /// For this process.
    let isInProcess: Bool
    /// For other processes.
    let isLocalServer: Bool
    let isSingleUse: Bool
    var isSuspended: Bool
    /// Whether the one process that a single-use class object is for has it.
    var isTaken = false

    init(
        _ clsid: GUID, progID: String?, classObject: ComReference, apartment: Apartment, context: ClassContext, use: ClassUse
    ) {
        self.clsid = clsid
        self.progID = progID
        self.classObject = classObject
        self.apartment = apartment
        // A multiple-use class object for other processes serves its own as well.
        isInProcess = context.contains(.inProcess) || use.kind == .multiple
        isLocalServer = context.contains(.localServer)
        isSingleUse = use.kind == .single
        isSuspended = use.isSuspended
    }

    /// Whether another process that asks now gets it.
    var isServed: Bool { isLocalServer && !isSuspended && !isTaken }
}
