// SPDX-License-Identifier: Apache-2.0
//
// The error information that belongs to a thread: SetErrorInfo and GetErrorInfo, and the object that both pass around.

public import AutomationTypes
public import CAutomation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The thread's error object. A failing method sets it before it returns; its caller takes it, which clears it.
public enum ErrorInfo {
    /// The key of the thread's slot. The slot owns one reference, which the thread's end gives back.
    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        #if canImport(Darwin)
        let status = pthread_key_create(&key) { comRelease($0) }
        #else
        let status = pthread_key_create(&key) { if let pointer = $0 { comRelease(pointer) } }
        #endif
        return status == 0 ? key : nil
    }()

    /// Makes an interface pointer the thread's error object: SetErrorInfo. nil clears it. The thread adds its own reference.
    public static func setRaw(_ pointer: UnsafeMutableRawPointer?) {
        guard let key else { return }
        let old = pthread_getspecific(key)
        if let pointer { comAddRef(pointer) }
        pthread_setspecific(key, pointer)
        if let old { comRelease(old) }
    }

    /// The thread's error object (an IErrorInfo), which is then the caller's, not the thread's: GetErrorInfo.
    public static func takeRaw() -> UnsafeMutableRawPointer? {
        guard let key, let pointer = pthread_getspecific(key) else { return nil }
        pthread_setspecific(key, nil)
        return pointer
    }

    /// Forgets the thread's error object.
    public static func clear() { setRaw(nil) }

    /// Makes `error` the thread's error object.
    /// - Parameter interface: the IID of the interface whose method fails.
    public static func set(_ error: COMError, interface: GUID = .zero) {
        let object = ErrorInfoObject()
        object.fill(error, interface: interface)
        guard let pointer = object.interfacePointer(for: IID_IErrorInfo) else { return }
        setRaw(pointer)
    }

    /// What the thread's error object says, and forgets it; nil if there is none. The object does not hold the HRESULT:
    /// `hresult` is E_FAIL.
    public static func take() -> COMError? {
        guard let pointer = takeRaw() else { return nil }
        defer { comRelease(pointer) }
        guard let info = comQueryInterface(pointer, IID_IErrorInfo) else { return nil }
        defer { comRelease(info) }
        return COMError(.E_FAIL, errorInfo: info.assumingMemoryBound(to: IErrorInfo.self))
    }

    /// Whether the methods of an object's interface set the thread's error object: what the caller has to ask before it takes
    /// one for its call's. ISupportErrorInfo
    public static func isSupported(by object: UnsafeMutableRawPointer, interface: GUID) -> Bool {
        guard let pointer = comQueryInterface(object, IID_ISupportErrorInfo) else { return false }
        defer { comRelease(pointer) }
        let support = pointer.assumingMemoryBound(to: ISupportErrorInfo.self)
        var iid = interface
        return support.pointee.lpVtbl.pointee.InterfaceSupportsErrorInfo(support, &iid) == 0
    }

    /// The error of a call that returned `hresult`: with what the thread's error object says, or else with `message`.
    public static func take(for hresult: HResult, _ message: String? = nil) -> COMError {
        var error = take() ?? COMError(hresult, message)
        error.hresult = hresult
        if error.message == nil { error.message = message }
        return error
    }
}

/// The object that CreateErrorInfo makes: IErrorInfo for who reads it, ICreateErrorInfo for who fills it.
public final class ErrorInfoObject: ComObject, @unchecked Sendable {
    // Unchecked: filled in by the thread that makes it, then handed on; COM's rule is not to write to it any more.
    private var error = COMError(.E_FAIL)
    private var interface = GUID.zero
    private var reader: UnsafeMutableRawPointer?
    private var writer: UnsafeMutableRawPointer?

    public init() {
        super.init()
        reader = addInterface(vtable: ErrorInfoObject.readerVTable)
        writer = addInterface(vtable: ErrorInfoObject.writerVTable)
    }

    public func fill(_ error: COMError, interface: GUID) {
        self.error = error
        self.interface = interface
    }

    public override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        switch iid {
        case IID_IErrorInfo: reader
        case IID_ICreateErrorInfo: writer
        default: nil
        }
    }

    /// Gives the caller a BSTR of a text, NULL if there is none.
    private static func give(
        _ this: UnsafeMutablePointer<IErrorInfo>?, _ result: UnsafeMutablePointer<BSTR?>?,
        _ text: (ErrorInfoObject) -> String?
    ) -> Int32 {
        guard let result else { return HResult.E_INVALIDARG.rawValue }
        result.pointee = nil
        return ComCall.run(this, ErrorInfoObject.self) { object in
            guard let text = text(object) else { return .S_OK }
            guard let made = BString.allocate(text) else { return .E_OUTOFMEMORY }
            result.pointee = made
            return .S_OK
        }
    }

    nonisolated(unsafe) private static let readerVTable: UnsafeRawPointer = {
        var table = IErrorInfoVtbl()
        table.GetGUID = { this, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, ErrorInfoObject.self) { object in
                result.pointee = object.interface
                return .S_OK
            }
        }
        table.GetSource = { ErrorInfoObject.give($0, $1) { $0.error.source } }
        table.GetDescription = { ErrorInfoObject.give($0, $1) { $0.error.message } }
        table.GetHelpFile = { ErrorInfoObject.give($0, $1) { $0.error.helpFile } }
        table.GetHelpContext = { this, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, ErrorInfoObject.self) { object in
                result.pointee = object.error.helpContext
                return .S_OK
            }
        }
        return makeVTable(table)
    }()

    nonisolated(unsafe) private static let writerVTable: UnsafeRawPointer = {
        var table = ICreateErrorInfoVtbl()
        table.SetGUID = { this, guid in
            guard let guid else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, ErrorInfoObject.self) { object in
                object.interface = guid.pointee
                return .S_OK
            }
        }
        table.SetSource = { this, text in
            ComCall.run(this, ErrorInfoObject.self) { object in
                object.error.source = text.map { string(fromTerminated: $0) }
                return .S_OK
            }
        }
        table.SetDescription = { this, text in
            ComCall.run(this, ErrorInfoObject.self) { object in
                object.error.message = text.map { string(fromTerminated: $0) }
                return .S_OK
            }
        }
        table.SetHelpFile = { this, text in
            ComCall.run(this, ErrorInfoObject.self) { object in
                object.error.helpFile = text.map { string(fromTerminated: $0) }
                return .S_OK
            }
        }
        table.SetHelpContext = { this, context in
            ComCall.run(this, ErrorInfoObject.self) { object in
                object.error.helpContext = context
                return .S_OK
            }
        }
        return makeVTable(table)
    }()
}

// MARK: - COMError from and to the structures of COM

extension COMError {
    /// What an IErrorInfo says. The caller keeps its reference.
    public init(_ hresult: HResult, errorInfo: UnsafeMutablePointer<IErrorInfo>) {
        let functions = errorInfo.pointee.lpVtbl.pointee
        func text(_ get: (UnsafeMutablePointer<IErrorInfo>?, UnsafeMutablePointer<BSTR?>?) -> Int32) -> String? {
            var result: BSTR?
            guard get(errorInfo, &result) >= 0, result != nil else { return nil }
            return BString.take(result)
        }
        self.init(
            hresult, text(functions.GetDescription), source: text(functions.GetSource),
            helpFile: text(functions.GetHelpFile))
        var context: UInt32 = 0
        if functions.GetHelpContext(errorInfo, &context) >= 0 { helpContext = context }
    }

    /// What an EXCEPINFO says after a call that ended with `status`; its strings are consumed. After DISP_E_EXCEPTION its deferred
    /// fill-in is called, once, and the HRESULT is what it tells; another failure keeps its own HRESULT.
    public init(consuming exception: UnsafeMutablePointer<EXCEPINFO>, after status: HResult = .DISP_E_EXCEPTION) {
        if status == .DISP_E_EXCEPTION, let fillIn = exception.pointee.pfnDeferredFillIn {
            exception.pointee.pfnDeferredFillIn = nil
            _ = fillIn(exception)
        }
        func take(_ text: BSTR?) -> String? { text == nil ? nil : BString.take(text) }
        let scode = exception.pointee.scode
        self.init(
            status == .DISP_E_EXCEPTION && scode < 0 ? HResult(rawValue: scode) : status, take(exception.pointee.bstrDescription),
            source: take(exception.pointee.bstrSource), helpFile: take(exception.pointee.bstrHelpFile),
            helpContext: exception.pointee.dwHelpContext, code: exception.pointee.wCode)
        exception.initialize(to: EXCEPINFO())
    }

    /// Writes the error to an EXCEPINFO, whatever is in it; its strings are the caller's to free.
    public func fill(_ exception: UnsafeMutablePointer<EXCEPINFO>) {
        exception.initialize(to: EXCEPINFO())
        // One of the two numbers, never both.
        if code != 0 { exception.pointee.wCode = code } else { exception.pointee.scode = hresult.rawValue }
        exception.pointee.bstrSource = source.flatMap { BString.allocate($0) }
        exception.pointee.bstrDescription = (message ?? hresult.explanation).flatMap { BString.allocate($0) }
        exception.pointee.bstrHelpFile = helpFile.flatMap { BString.allocate($0) }
        exception.pointee.dwHelpContext = helpContext
    }
}
