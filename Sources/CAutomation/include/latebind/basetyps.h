// SPDX-License-Identifier: Apache-2.0
//
// The Windows names of the basic types, with the same widths on every platform (LONG is 32 bits although `long` here
// has 64), GUID, and the macros that declare an interface once for C, C++ and Swift. [MS-DTYP] 2.2, [MS-OAUT] 2.2.
#ifndef LATEBIND_BASETYPS_H
#define LATEBIND_BASETYPS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

// ---- Calls -------------------------------------------------------------------------------------------------------
// A COM method uses the platform's own C calling convention, so the Windows keywords expand to nothing.

#define STDMETHODCALLTYPE
#define STDMETHODVCALLTYPE
#define STDAPICALLTYPE
#define STDAPIVCALLTYPE
#define WINAPI
#define CALLBACK

#ifdef __cplusplus
#define EXTERN_C extern "C"
#else
#define EXTERN_C extern
#endif

// ---- Integers and floating point ---------------------------------------------------------------------------------

typedef uint8_t BYTE;
typedef uint8_t UCHAR;
typedef char CHAR;
typedef uint16_t WORD;
typedef uint32_t DWORD;
typedef int16_t SHORT;
typedef uint16_t USHORT;
typedef int32_t INT;
typedef uint32_t UINT;
typedef int32_t LONG;
typedef uint32_t ULONG;
typedef int64_t LONGLONG;
typedef uint64_t ULONGLONG;
typedef int64_t INT64;
typedef uint64_t UINT64;
typedef int64_t LONG64;
typedef uint64_t ULONG64;
typedef uint64_t DWORDLONG;
typedef intptr_t INT_PTR;
typedef uintptr_t UINT_PTR;
typedef intptr_t LONG_PTR;
typedef uintptr_t ULONG_PTR;
typedef uintptr_t DWORD_PTR;
typedef size_t SIZE_T;
typedef float FLOAT;
typedef double DOUBLE;

// A C truth value of 32 bits; Automation's own is VARIANT_BOOL. Objective-C (and so Swift's importer on macOS) has
// another BOOL of one byte, so these headers say WINBOOL.
typedef int32_t WINBOOL;
#ifndef __OBJC__
typedef WINBOOL BOOL;
#endif
#ifndef TRUE
#define TRUE 1
#endif
#ifndef FALSE
#define FALSE 0
#endif

// ---- Pointers ----------------------------------------------------------------------------------------------------

typedef void *PVOID;
typedef void *LPVOID;
typedef const void *LPCVOID;
typedef void *HANDLE;
typedef HANDLE HGLOBAL;          // here the address of a block of CoTaskMemAlloc's
typedef CHAR *LPSTR;
typedef const CHAR *LPCSTR;
typedef BYTE *LPBYTE;
typedef DWORD *LPDWORD;

// ---- Characters --------------------------------------------------------------------------------------------------
// OLECHAR is one UTF-16 code unit, always 16 bits: uint16_t in C (and in Swift, where it is UInt16), char16_t in C++.
// With a wchar_t of 16 bits (-fshort-wchar) it is wchar_t in both, so that L"text" serves. OLESTR("text") is right in
// every case.

#if defined(__SIZEOF_WCHAR_T__) && __SIZEOF_WCHAR_T__ == 2
typedef wchar_t OLECHAR;
#define OLESTR(text) L##text
#elif defined(__cplusplus)
typedef char16_t OLECHAR;
#define OLESTR(text) u##text
#else
typedef uint16_t OLECHAR;
#define OLESTR(text) u##text
#endif

typedef OLECHAR WCHAR;
typedef OLECHAR *LPOLESTR;
typedef const OLECHAR *LPCOLESTR;
typedef OLECHAR *LPWSTR;
typedef const OLECHAR *LPCWSTR;

// ---- Automation's scalars ----------------------------------------------------------------------------------------

typedef int32_t HRESULT;        // [MS-ERREF] 2.1, see winerror.h
typedef LONG SCODE;             // the same value, under its name in VARIANT and EXCEPINFO
typedef DWORD LCID;             // a locale, [MS-LCID]
typedef WORD LANGID;
typedef LONG DISPID;            // a member, as IDispatch names it: [MS-OAUT] 2.2.32
typedef DISPID MEMBERID;        // the same number, as a type library names it
typedef DWORD HREFTYPE;         // a type referred to by a type info: [MS-OAUT] 2.2.28
typedef uint16_t VARTYPE;       // a VARENUM value with its flags: [MS-OAUT] 2.2.7
typedef int16_t VARIANT_BOOL;   // 0 or -1: [MS-OAUT] 2.2.27
typedef VARIANT_BOOL _VARIANT_BOOL;
typedef double DATE;            // days since 30 December 1899: [MS-OAUT] 2.2.25

// ---- GUID --------------------------------------------------------------------------------------------------------

// 16 bytes: Data1 at 0, Data2 at 4, Data3 at 6, Data4 at 8. [MS-DTYP] 2.3.4
typedef struct _GUID {
    uint32_t Data1;
    uint16_t Data2;
    uint16_t Data3;
    uint8_t Data4[8];
} GUID;

typedef GUID UUID;
typedef GUID IID;
typedef GUID CLSID;
typedef GUID FMTID;
typedef GUID *LPGUID;
typedef IID *LPIID;
typedef CLSID *LPCLSID;

// A GUID parameter: a pointer in C and a reference in C++, one and the same to the callee.
#ifdef __cplusplus
typedef const GUID &REFGUID;
typedef const IID &REFIID;
typedef const CLSID &REFCLSID;
#else
typedef const GUID *REFGUID;
typedef const IID *REFIID;
typedef const CLSID *REFCLSID;
#endif

#if defined(__GNUC__) || defined(__clang__)
#define LATEBIND_UNUSED __attribute__((unused))
#define LATEBIND_EXTENSION __extension__   // an anonymous struct: C11 has it, C++ compilers have it as an extension
#else
#define LATEBIND_UNUSED
#define LATEBIND_EXTENSION
#endif

// Every GUID constant is defined where it is declared, private to the file that includes it: there is no library to
// link and INITGUID means nothing.
#define DEFINE_GUID(name, d1, d2, d3, b0, b1, b2, b3, b4, b5, b6, b7) \
    static const GUID name LATEBIND_UNUSED = {d1, d2, d3, {b0, b1, b2, b3, b4, b5, b6, b7}}

// The GUIDs of OLE itself: d1-d2-d3-C000-000000000046.
#define DEFINE_OLEGUID(name, d1, d2, d3) DEFINE_GUID(name, d1, d2, d3, 0xC0, 0, 0, 0, 0, 0, 0, 0x46)

DEFINE_GUID(GUID_NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
DEFINE_GUID(IID_NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
DEFINE_GUID(CLSID_NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

// Comparison works on whatever REFGUID is.
#ifdef __cplusplus
#define IsEqualGUID(a, b) (memcmp(&(a), &(b), sizeof(GUID)) == 0)
inline bool operator==(REFGUID a, REFGUID b) { return IsEqualGUID(a, b); }
inline bool operator!=(REFGUID a, REFGUID b) { return !IsEqualGUID(a, b); }
#else
#define IsEqualGUID(a, b) (memcmp((a), (b), sizeof(GUID)) == 0)
#endif
#define IsEqualIID(a, b) IsEqualGUID(a, b)
#define IsEqualCLSID(a, b) IsEqualGUID(a, b)

// ---- Declaring an interface --------------------------------------------------------------------------------------
// An interface is written once:
//
//     #define INTERFACE IGreeter
//     DECLARE_INTERFACE_(IGreeter, IUnknown)
//     {
//         LATEBIND_INHERIT(IUnknown_METHODS)
//         STDMETHOD(Greet)(THIS_ BSTR name, BSTR *greeting) PURE;
//     };
//     #undef INTERFACE
//
// In C (and in C++ with CINTERFACE) this declares struct IGreeterVtbl { HRESULT (*QueryInterface)(IGreeter *This, …);
// … } and struct IGreeter { const IGreeterVtbl *lpVtbl; }. In C++ it declares struct IGreeter : IUnknown with pure
// virtual methods. Both are one pointer to the same table; the inherited methods, which C must list again, come first.

#if defined(__cplusplus) && !defined(CINTERFACE)
#define LATEBIND_CXX_INTERFACES 1
#endif

#ifdef LATEBIND_CXX_INTERFACES
#define DECLARE_INTERFACE(iface) struct iface
#define DECLARE_INTERFACE_(iface, base) struct iface : public base
#define STDMETHOD(method) virtual HRESULT STDMETHODCALLTYPE method
#define STDMETHOD_(type, method) virtual type STDMETHODCALLTYPE method
#define THIS_
#define THIS void
#define PURE = 0
#define LATEBIND_INHERIT(methods)
#else
#define DECLARE_INTERFACE(iface)                   \
    typedef struct iface iface;                    \
    typedef struct iface##Vtbl iface##Vtbl;        \
    struct iface { const iface##Vtbl *lpVtbl; };   \
    struct iface##Vtbl
#define DECLARE_INTERFACE_(iface, base) DECLARE_INTERFACE(iface)
#define STDMETHOD(method) HRESULT (STDMETHODCALLTYPE *method)
#define STDMETHOD_(type, method) type (STDMETHODCALLTYPE *method)
#define THIS_ INTERFACE *This,
#define THIS INTERFACE *This
#define PURE
#define LATEBIND_INHERIT(methods) methods
#endif

// What an implementation in C++ writes.
#define STDMETHODIMP HRESULT STDMETHODCALLTYPE
#define STDMETHODIMP_(type) type STDMETHODCALLTYPE

// With COBJMACROS defined, C can write IUnknown_AddRef(p) for p->lpVtbl->AddRef(p).
#if defined(COBJMACROS) && !defined(LATEBIND_CXX_INTERFACES)
#include <latebind/cobjmacros.h>
#endif

#endif
