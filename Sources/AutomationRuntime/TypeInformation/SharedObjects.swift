// SPDX-License-Identifier: Apache-2.0
//
// The DLLs that a type library names (help strings, the functions of modules), as shared objects of this platform.

public import AutomationTypes
import CAutomation
import Synchronization
public import TypeLibrary

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Finds the code that a library names. `NAME.dll` is looked for under three names: itself, `NAME.so` (`.dylib` on macOS) and
/// `libNAME.so`; folders in the stored name are those of another machine and are dropped.
///
/// Loading runs the code's initializers, so it happens only when a caller asks for what is inside: never when a library is
/// opened or described.
enum SharedObjects {
    #if canImport(Darwin)
    private static let suffix = ".dylib"
    #else
    private static let suffix = ".so"
    #endif

    /// Handles stay open: their code may be in use.
    private static let opened = Mutex<[String: UInt]>([:])

    /// The names under which the DLL is looked for.
    static func names(of dll: String) -> [String] {
        let file = dll.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        guard !file.isEmpty, file != "..", file != "." else { return [] }
        var stem = file
        if let point = file.lastIndex(of: "."), file[point...].lowercased() == ".dll" { stem = String(file[..<point]) }
        return [file, stem + suffix, stem.hasPrefix("lib") ? stem : "lib" + stem + suffix]
    }

    /// The address of a symbol in a DLL that lies beside a library's file.
    /// - Parameter isOnSystem: whether the dynamic loader's own search path counts as well.
    /// - Returns: nil if there is no such file or it has no such symbol.
    static func address(
        of symbol: String, in dll: String, beside library: TypeLibrary, isOnSystem: Bool
    ) -> (isLoaded: Bool, address: UnsafeMutableRawPointer?) {
        let folder = library.path.map { path in
            path.lastIndex(of: "/").map { String(path[..<$0]) + "/" } ?? "./"
        }
        var isLoaded = false
        let names = names(of: dll)
        for path in (folder.map { folder in names.map { folder + $0 } } ?? []) + (isOnSystem ? names : []) {
            guard let handle = open(path) else { continue }
            isLoaded = true
            if let found = dlsym(handle, symbol) { return (true, found) }
        }
        return (isLoaded, nil)
    }

    private static func open(_ path: String) -> UnsafeMutableRawPointer? {
        if let known = opened.withLock({ $0[path] }) { return UnsafeMutableRawPointer(bitPattern: known) }
        // Outside the lock: initializers run in here.
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else { return nil }
        opened.withLock { $0[path] = UInt(bitPattern: handle) }
        return handle
    }
}

// MARK: Help strings

/// Help strings in several languages: GetDocumentation2 asks the library's help-string DLL.
///
/// The DLL exports
///
///     HRESULT DLLGetDocumentation(ITypeLib *, ITypeInfo *, LCID, DWORD helpStringContext, BSTR *helpString)
///
/// and lies in the folder of the library's file. If it is not there, or fails, the string in the library itself serves.
enum HelpStrings {
    private typealias Function = @convention(c) (
        UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UInt32, UInt32, UnsafeMutablePointer<BSTR?>?
    ) -> Int32

    /// The string that the DLL gives; nil for the library's own.
    static func string(
        of documentation: Documentation, in library: TypeLibObject, _ type: TypeInfoObject?, lcid: UInt32
    ) -> String? {
        guard let dll = library.library.attributes.helpStringDLL, documentation.helpStringContext != 0,
            let address = SharedObjects.address(
                of: "DLLGetDocumentation", in: dll, beside: library.library, isOnSystem: false
            ).address
        else { return nil }
        let function = unsafeBitCast(address, to: Function.self)
        let typeLib = library.retainedInterface(IID_ITypeLib)
        let typeInfo = type?.retainedInterface(IID_ITypeInfo)
        defer {
            if let typeLib { comRelease(typeLib) }
            if let typeInfo { comRelease(typeInfo) }
        }
        var text: BSTR?
        let status = function(typeLib, typeInfo, lcid, documentation.helpStringContext, &text)
        guard status >= 0, text != nil else {
            BString.free(text)
            return nil
        }
        return BString.take(text)
    }

    /// GetDocumentation2's results.
    static func give(
        _ documentation: Documentation, of library: TypeLibObject, _ type: TypeInfoObject?, lcid: UInt32,
        _ text: UnsafeMutablePointer<BSTR?>?, _ context: UnsafeMutablePointer<UInt32>?, _ dll: UnsafeMutablePointer<BSTR?>?
    ) throws {
        var shown = documentation
        if text != nil, let found = string(of: documentation, in: library, type, lcid: lcid) { shown.helpString = found }
        shown.helpContext = documentation.helpStringContext
        try giveDocumentation(
            name: nil, shown, helpFile: library.library.attributes.helpStringDLL, nil, text, context, dll)
    }
}

// MARK: Modules

extension TypeInfo {
    /// ITypeInfo::AddressOfMember: the code of a module's function, or where its variable is.
    ///
    /// The DLL is looked for beside the library's file, then as the dynamic loader finds shared objects.
    /// - Throws: TYPE_E_BADMODULEKIND for a type that is no module, TYPE_E_ELEMENTNOTFOUND, TYPE_E_CANTLOADLIBRARY if there is
    ///   no such DLL, TYPE_E_DLLFUNCTIONNOTFOUND if it has no such entry; shared objects have no ordinals.
    public func address(of memberID: Int32, _ kinds: InvokeKind) throws(COMError) -> UnsafeMutableRawPointer {
        guard kind == .module else { throw COMError(.TYPE_E_BADMODULEKIND, "\(name) is no module") }
        let symbol: String
        if let function = definition.functions.first(where: {
            $0.memberID == memberID && !$0.invokeKind.isDisjoint(with: kinds)
        }) {
            switch function.entry {
            case .name(let entry): symbol = entry
            case .ordinal(let number):
                throw COMError(
                    .TYPE_E_DLLFUNCTIONNOTFOUND,
                    "\(name).\(function.name ?? ""): shared objects have no ordinals, such as \(number)")
            case nil: throw COMError(.TYPE_E_DLLFUNCTIONNOTFOUND, "\(function.name ?? "the function") has no entry")
            }
        } else if let variable = variables.first(where: { $0.memberID == memberID && $0.kind == .static }) {
            symbol = variable.name ?? ""
        } else {
            throw COMError(.TYPE_E_ELEMENTNOTFOUND, "\(name) has no code or variable with MEMBERID \(memberID)")
        }
        guard let dll = definition.dllName else {
            throw COMError(.TYPE_E_CANTLOADLIBRARY, "\(name) names no DLL")
        }
        let found = SharedObjects.address(of: symbol, in: dll, beside: library, isOnSystem: true)
        guard let address = found.address else {
            throw found.isLoaded
                ? COMError(.TYPE_E_DLLFUNCTIONNOTFOUND, "\(dll) has no entry \(symbol)")
                : COMError(
                    .TYPE_E_CANTLOADLIBRARY,
                    "\(dll) was not found as \(SharedObjects.names(of: dll).joined(separator: ", "))")
        }
        return address
    }
}
