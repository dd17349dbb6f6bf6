// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes
public import TypeLibrary

/// A failed COM call: its HRESULT and what the callee said about it in an EXCEPINFO or an IErrorInfo.
public struct COMError: Error, Hashable, Sendable {
    public var hresult: HResult
    /// What the callee, or the rule that was broken, says; nil if there is only the HRESULT.
    public var message: String?
    /// The component that raised the error: a ProgID or a name.
    public var source: String?
    public var helpFile: String?
    public var helpContext: UInt32
    /// Which argument cannot be coerced: its index in DISPPARAMS.rgvarg (puArgErr), counted from the last argument.
    public var argumentIndex: Int?
    /// EXCEPINFO.wCode, for callees that have error numbers of their own instead of an HRESULT.
    public var code: UInt16

    public init(
        _ hresult: HResult, _ message: String? = nil, source: String? = nil, helpFile: String? = nil,
        helpContext: UInt32 = 0, argumentIndex: Int? = nil, code: UInt16 = 0
    ) {
        self.hresult = hresult
        self.message = message
        self.source = source
        self.helpFile = helpFile
        self.helpContext = helpContext
        self.argumentIndex = argumentIndex
        self.code = code
    }

    public init(_ error: TypeLibraryError) {
        self.init(error.hresult, error.description)
    }

    /// The error that an HRESULT means, with nothing more known.
    public static func check(_ status: Int32) throws(COMError) {
        guard status >= 0 else { throw COMError(HResult(rawValue: status)) }
    }
}

extension COMError: CustomStringConvertible {
    /// The place, then the rule: `Scripting.Dictionary: this key is already in use [0x800A01C9]`.
    public var description: String {
        var text = ""
        if let source, !source.isEmpty { text += source + ": " }
        if let argumentIndex { text += "argument \(argumentIndex): " }
        if let message, !message.isEmpty {
            text += message + " "
        } else if let explanation = hresult.explanation {
            text += explanation + " "
        }
        return text + "[" + hresult.description + "]"
    }
}
