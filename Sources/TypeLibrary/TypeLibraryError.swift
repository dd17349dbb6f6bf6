// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes

/// Why a library, a type or a reference cannot be read. `hresult` is what ITypeLib and ITypeInfo return for it.
public struct TypeLibraryError: Error, Hashable, Sendable, CustomStringConvertible {
    public var hresult: HResult
    /// The rule that is broken, in one sentence.
    public var message: String
    /// The file or library, if known.
    public var file: String?
    /// Byte offset in the library's bytes, if there is one.
    public var offset: Int?

    public init(_ hresult: HResult, _ message: String, file: String? = nil, offset: Int? = nil) {
        self.hresult = hresult
        self.message = message
        self.file = file
        self.offset = offset
    }

    /// `scrrun.dll: offset 0x1a4: the name segment ends before the name (TYPE_E_INVDATAREAD (0x80028018))`
    public var description: String {
        var place = ""
        if let file { place += file + ": " }
        if let offset { place += "offset 0x" + String(offset, radix: 16) + ": " }
        return place + message + " [" + hresult.description + "]"
    }
}
