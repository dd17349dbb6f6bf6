// SPDX-License-Identifier: Apache-2.0

/// The words that the compiler itself looks for, so that it compares numbers and not texts. A `NameTable` knows them from the
/// start, under their raw values.
///
/// Which of them is reserved depends on the place, as in MIDL: most are names wherever a name may stand.
enum Keyword: UInt16, CaseIterable {
    // MARK: Attributes: these stand first, so that a set of them is a set of bits.
    case helpstring, helpcontext, helpstringcontext, hidden, restricted, id, source, `default`, defaultvtable, uuid, version, lcid
    case helpfile, helpstringdll, control, custom, dual, oleautomation, nonextensible, proxy, `public`, appobject, licensed
    case noncreatable, aggregatable, predeclid, requestedit, replaceable, dllname, entry, vararg, propget, propput, propputref
    case usesgetlasterror, bindable, displaybind, defaultbind, defaultcollelem, uidefault, nonbrowsable, immediatebind, readonly
    case `in`, out, retval, optional, defaultvalue
    case size_is, length_is, max_is, min_is, first_is, last_is, iid_is, switch_is, range, string, unique, ref, ptr, switch_type
    case context_handle, ignore, handle, v1_enum, flags, wire_marshal, user_marshal, transmit_as, represent_as, encode, decode
    case `case`, force_allocate, partial_ignore, disable_consistency_check, comm_status, fault_status, annotation
    case local, call_as, idempotent, broadcast, maybe, message, async, input_sync, inputsync, callback, enable_allocate, code
    case nocode, optimize, overload, notify, notify_flag, eventadd, eventremove
    case object, odl, pointer_default, async_uuid, endpoint, auto_handle, implicit_handle, explicit_handle
    case strict_context_handle, ms_union, progid, vi_progid, threading
    case contract, contractversion, activatable, `static`, exclusive_to, marshaling_behavior, composable, deprecated
    case default_overload, protected

    // MARK: Statements and blocks
    case `import`, importlib, interface, dispinterface, coclass, module, library, typedef, namespace, runtimeclass, delegate
    case apicontract, declare, cpp_quote, midl_echo, pragma_pack, midl_pragma, properties, methods, requires

    // MARK: Types
    case `struct`, union, `enum`, `switch`, const, __const, void, boolean, byte, char, small, short, int, long, hyper, float
    case double, signed, unsigned, __signed, __unsigned, wchar_t, __int8, __int16, __int32, __int64, __int3264, handle_t
    case error_status_t, _Bool, SAFEARRAY, pipe
    case BSTR, CURRENCY, CY, DATE, DECIMAL, HRESULT, LPSTR, LPWSTR, SCODE, VARIANT, VARIANT_BOOL
    case IUnknown, IDispatch

    // MARK: Words of C that say nothing to a type library, and calling conventions
    case volatile, extern, inline, __inline, register, __restrict, _In_, _Out_, __unaligned
    case __stdcall, _stdcall, stdcall, __cdecl, _cdecl, cdecl, __fastcall, _fastcall, __pascal, _pascal, pascal
    case STDMETHODCALLTYPE, WINAPI, CALLBACK, APIENTRY, __RPC_USER, __RPC_STUB

    // MARK: Expressions
    case sizeof, `true`, TRUE, `false`, FALSE, NULL

    // MARK: The preprocessor
    case `if`, ifdef, ifndef, elif, `else`, endif, include, define, undef, error, warning, line, pragma, ident, once, pack, push
    case pop, defined, __LINE__, __FILE__, __VA_ARGS__, latebind_order, latebind_name
    case latebind_alignment, latebind_optional

    /// How many of them name attributes.
    static let attributeCount = Int(Keyword.protected.rawValue) + 1

    /// The word as it is written.
    var spelling: String { Keyword.spellings[Int(rawValue)] }

    static let spellings: [String] = allCases.map { String(describing: $0) }
}

extension Keyword {
    /// A word that begins or continues a type and cannot be anything else in an expression.
    var isTypeWord: Bool {
        switch self {
        case .unsigned, .signed, .long, .short, .int, .char, .small, .hyper, .byte, .boolean, .wchar_t, .float, .double, .void,
            .__int8, .__int16, .__int32, .__int64, .__int3264, .const, .struct, .union, .enum:
            true
        default: automationType != nil
        }
    }

    /// A word of C or of a header that says nothing to a type library.
    var isIgnored: Bool {
        switch self {
        case .volatile, .static, .extern, .inline, .__inline, .register, .__restrict, ._In_, ._Out_, .__unaligned: true
        default: false
        }
    }

    var isCallingConvention: Bool {
        switch self {
        case .__stdcall, ._stdcall, .stdcall, .__cdecl, ._cdecl, .cdecl, .__fastcall, ._fastcall, .__pascal, ._pascal, .pascal,
            .STDMETHODCALLTYPE, .WINAPI, .CALLBACK, .APIENTRY, .__RPC_USER, .__RPC_STUB:
            true
        default: false
        }
    }
}

/// A set of attributes.
struct AttributeSet: ExpressibleByArrayLiteral {
    private var low: UInt64 = 0
    private var middle: UInt64 = 0
    private var high: UInt64 = 0

    init() {}
    init(arrayLiteral elements: Keyword...) { self.init(elements) }
    init(_ elements: [Keyword]) { for element in elements { insert(element) } }

    var isEmpty: Bool { low | middle | high == 0 }

    func contains(_ keyword: Keyword) -> Bool {
        let bit = UInt64(1) << (keyword.rawValue & 63)
        switch keyword.rawValue >> 6 {
        case 0: return low & bit != 0
        case 1: return middle & bit != 0
        case 2: return high & bit != 0
        default: return false
        }
    }

    /// Adds a keyword; one that names no attribute is left out.
    mutating func insert(_ keyword: Keyword) {
        guard Int(keyword.rawValue) < Keyword.attributeCount else { return }
        let bit = UInt64(1) << (keyword.rawValue & 63)
        switch keyword.rawValue >> 6 {
        case 0: low |= bit
        case 1: middle |= bit
        default: high |= bit
        }
    }

    func isDisjoint(with other: AttributeSet) -> Bool {
        low & other.low | middle & other.middle | high & other.high == 0
    }

    func union(_ other: AttributeSet) -> AttributeSet {
        var result = self
        result.low |= other.low
        result.middle |= other.middle
        result.high |= other.high
        return result
    }
}
