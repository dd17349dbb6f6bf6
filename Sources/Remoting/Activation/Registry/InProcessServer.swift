// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A shared object with class objects in it. Loaded for the rest of the process's life: objects' vtables are in it.
struct InProcessServer: @unchecked Sendable {
    // Unchecked: a function's address, valid for ever.
    private typealias GetClassObject =
        @convention(c) (
            UnsafePointer<GUID>?, UnsafePointer<GUID>?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        ) -> Int32
    private let getClassObject: GetClassObject
    private let path: String

    private static let loaded = Mutex<[String: InProcessServer]>([:])

    /// The server at a path, loaded when it is first asked for.
    /// - Throws: CO_E_DLLNOTFOUND, CO_E_ERRORINDLL
    static func at(_ path: String) throws(COMError) -> InProcessServer {
        if let known = loaded.withLock({ $0[path] }) { return known }
        // Loading runs the component's initialisers: without the lock. dlopen itself loads a file once.
        let server = try InProcessServer(path: path)
        return loaded.withLock { loaded in
            if let known = loaded[path] { return known }
            loaded[path] = server
            return server
        }
    }

    private init(path: String) throws(COMError) {
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
            let reason = dlerror().map { String(cString: $0) } ?? "dlopen failed"
            throw COMError(.CO_E_DLLNOTFOUND, reason.hasPrefix(path) ? reason : "\(path): \(reason)")
        }
        guard let symbol = dlsym(handle, "DllGetClassObject") else {
            throw COMError(.CO_E_ERRORINDLL, "\(path): does not export DllGetClassObject")
        }
        getClassObject = unsafeBitCast(symbol, to: GetClassObject.self)
        self.path = path
    }

    /// - Parameter iid: IID_IUnknown for a class object that is no IClassFactory.
    func classObject(_ clsid: GUID, iid: GUID = IID_IClassFactory) throws(COMError) -> ComReference {
        var clsid = clsid
        var iid = iid
        var object: UnsafeMutableRawPointer?
        ErrorInfo.clear()
        let status = getClassObject(&clsid, &iid, &object)
        guard status >= 0, let object else {
            throw ErrorInfo.take(
                for: status < 0 ? HResult(rawValue: status) : .CLASS_E_CLASSNOTAVAILABLE,
                "\(path): DllGetClassObject has no class \(clsid)")
        }
        return ComReference(adopting: object)
    }
}
