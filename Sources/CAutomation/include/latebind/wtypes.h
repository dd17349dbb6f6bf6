// SPDX-License-Identifier: Apache-2.0
//
// The value types that Automation shares with the rest of COM: VARENUM, BSTR, CY, DECIMAL, SAFEARRAY and the like.
// Byte offsets are those of a 64-bit platform.
#ifndef LATEBIND_WTYPES_H
#define LATEBIND_WTYPES_H

#include <latebind/basetyps.h>
#include <latebind/winerror.h>

typedef struct IRecordInfo IRecordInfo;

// ---- Types of a VARIANT and of a type description: [MS-OAUT] 2.2.7 ------------------------------------------------
// V: may stand in a VARIANT. T: in a TYPEDESC. P: in an OLE property set. S: in a SAFEARRAY.

enum VARENUM {
    VT_EMPTY = 0,               // V    P    nothing
    VT_NULL = 1,                // V    P    SQL's null
    VT_I2 = 2,                  // V T P S
    VT_I4 = 3,                  // V T P S
    VT_R4 = 4,                  // V T P S
    VT_R8 = 5,                  // V T P S
    VT_CY = 6,                  // V T P S   currency
    VT_DATE = 7,                // V T P S
    VT_BSTR = 8,                // V T P S
    VT_DISPATCH = 9,            // V T   S   IDispatch *
    VT_ERROR = 10,              // V T P S   SCODE
    VT_BOOL = 11,               // V T P S   VARIANT_BOOL
    VT_VARIANT = 12,            // V T P S   VARIANT *
    VT_UNKNOWN = 13,            // V T   S   IUnknown *
    VT_DECIMAL = 14,            // V T   S
    VT_I1 = 16,                 // V T P S
    VT_UI1 = 17,                // V T P S
    VT_UI2 = 18,                // V T P S
    VT_UI4 = 19,                // V T P S
    VT_I8 = 20,                 // V T P S
    VT_UI8 = 21,                // V T P S
    VT_INT = 22,                // V T   S   32 bits
    VT_UINT = 23,               // V T   S   32 bits
    VT_VOID = 24,               //   T
    VT_HRESULT = 25,            //   T
    VT_PTR = 26,                //   T       to TYPEDESC.lptdesc
    VT_SAFEARRAY = 27,          //   T       of TYPEDESC.lptdesc; VT_ARRAY in a VARIANT
    VT_CARRAY = 28,             //   T       TYPEDESC.lpadesc
    VT_USERDEFINED = 29,        //   T       TYPEDESC.hreftype
    VT_LPSTR = 30,              //   T P
    VT_LPWSTR = 31,             //   T P
    VT_RECORD = 36,             // V   P S   a structure with its IRecordInfo
    VT_INT_PTR = 37,            //   T
    VT_UINT_PTR = 38,           //   T
    VT_FILETIME = 64,           //     P
    VT_BLOB = 65,               //     P
    VT_STREAM = 66,             //     P
    VT_STORAGE = 67,            //     P
    VT_STREAMED_OBJECT = 68,    //     P
    VT_STORED_OBJECT = 69,      //     P
    VT_BLOB_OBJECT = 70,        //     P
    VT_CF = 71,                 //     P
    VT_CLSID = 72,              //     P
    VT_VERSIONED_STREAM = 73,   //     P
    VT_BSTR_BLOB = 0x0fff,      // reserved
    VT_VECTOR = 0x1000,         //     P     a counted array
    VT_ARRAY = 0x2000,          // V         SAFEARRAY *
    VT_BYREF = 0x4000,          // V         a pointer to the value
    VT_RESERVED = 0x8000,
    VT_ILLEGAL = 0xffff,
    VT_ILLEGALMASKED = 0x0fff,
    VT_TYPEMASK = 0x0fff
};

#define VARIANT_TRUE ((VARIANT_BOOL)-1)
#define VARIANT_FALSE ((VARIANT_BOOL)0)

// ---- Strings and bytes -------------------------------------------------------------------------------------------

// UTF-16 text behind a 32-bit count of its bytes, which stands just before the first character; a zero character
// follows the last. A null BSTR is an empty string. [MS-OAUT] 2.2.23
typedef OLECHAR *BSTR;
typedef BSTR *LPBSTR;

typedef struct tagBLOB {
    ULONG cbSize;
    BYTE *pBlobData;
} BLOB, *LPBLOB;

typedef struct tagBSTRBLOB {
    ULONG cbSize;
    BYTE *pData;
} BSTRBLOB, *LPBSTRBLOB;

// ---- Numbers -----------------------------------------------------------------------------------------------------

// A 64-bit integer, scaled by 10,000. 8 bytes. [MS-OAUT] 2.2.24
typedef union tagCY {
    LATEBIND_EXTENSION struct {
        ULONG Lo;               // 0
        LONG Hi;                // 4
    };
    LONGLONG int64;             // 0
} CY;
typedef CY CURRENCY;

// A 96-bit integer, scaled by a power of ten from 0 to 28. 16 bytes. In a VARIANT it covers the whole first 16 bytes
// and wReserved is the VARIANT's vt. [MS-OAUT] 2.2.26
typedef struct tagDEC {
    USHORT wReserved;           // 0
    LATEBIND_EXTENSION union {
        LATEBIND_EXTENSION struct {
            BYTE scale;         // 2
            BYTE sign;          // 3: 0 or DECIMAL_NEG
        };
        USHORT signscale;       // 2
    };
    ULONG Hi32;                 // 4
    LATEBIND_EXTENSION union {
        LATEBIND_EXTENSION struct {
            ULONG Lo32;         // 8
            ULONG Mid32;        // 12
        };
        ULONGLONG Lo64;         // 8
    };
} DECIMAL, *LPDECIMAL;

#define DECIMAL_NEG 0x80

typedef union _LARGE_INTEGER {
    LATEBIND_EXTENSION struct {
        DWORD LowPart;
        LONG HighPart;
    };
    struct {
        DWORD LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER;

typedef union _ULARGE_INTEGER {
    LATEBIND_EXTENSION struct {
        DWORD LowPart;
        DWORD HighPart;
    };
    struct {
        DWORD LowPart;
        DWORD HighPart;
    } u;
    ULONGLONG QuadPart;
} ULARGE_INTEGER;

// ---- Times -------------------------------------------------------------------------------------------------------

// Units of 100 ns since 1 January 1601, UTC. [MS-DTYP] 2.3.3
typedef struct _FILETIME {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME, *LPFILETIME;

// [MS-DTYP] 2.3.13
typedef struct _SYSTEMTIME {
    WORD wYear;
    WORD wMonth;                // 1 is January
    WORD wDayOfWeek;            // 0 is Sunday
    WORD wDay;
    WORD wHour;
    WORD wMinute;
    WORD wSecond;
    WORD wMilliseconds;
} SYSTEMTIME, *LPSYSTEMTIME;

// ---- SAFEARRAY: [MS-OAUT] 2.2.30 ---------------------------------------------------------------------------------

typedef struct tagSAFEARRAYBOUND {
    ULONG cElements;            // 0
    LONG lLbound;               // 4
} SAFEARRAYBOUND, *LPSAFEARRAYBOUND;

// 24 bytes and 8 for each dimension; the bounds stand in reverse order, the last (rightmost) dimension first. The 16
// bytes before the descriptor hold the IID (FADF_HAVEIID), or in their last 8 the IRecordInfo (FADF_RECORD), or in
// their last 4 the VARTYPE (FADF_HAVEVARTYPE).
typedef struct tagSAFEARRAY {
    USHORT cDims;               // 0
    USHORT fFeatures;           // 2: FADF_…
    ULONG cbElements;           // 4
    ULONG cLocks;               // 8
    PVOID pvData;               // 16
    SAFEARRAYBOUND rgsabound[1];  // 24
} SAFEARRAY, *LPSAFEARRAY;

#define FADF_AUTO 0x1           // on the stack
#define FADF_STATIC 0x2         // in static storage
#define FADF_EMBEDDED 0x4       // inside a structure
#define FADF_FIXEDSIZE 0x10     // may not be resized
#define FADF_RECORD 0x20        // of records
#define FADF_HAVEIID 0x40       // of interfaces whose IID is stored
#define FADF_HAVEVARTYPE 0x80   // the VARTYPE is stored
#define FADF_BSTR 0x100
#define FADF_UNKNOWN 0x200
#define FADF_DISPATCH 0x400
#define FADF_VARIANT 0x800
#define FADF_RESERVED 0xf008

// A VT_RECORD: the structure's bytes and what describes them. 16 bytes.
typedef struct __tagBRECORD {
    PVOID pvRecord;             // 0
    IRecordInfo *pRecInfo;      // 8
} BRECORD;

// ---- Where an object runs ----------------------------------------------------------------------------------------

typedef enum tagCLSCTX {
    CLSCTX_INPROC_SERVER = 0x1,
    CLSCTX_INPROC_HANDLER = 0x2,
    CLSCTX_LOCAL_SERVER = 0x4,
    CLSCTX_INPROC_SERVER16 = 0x8,
    CLSCTX_REMOTE_SERVER = 0x10,
    CLSCTX_INPROC_HANDLER16 = 0x20,
    CLSCTX_NO_CODE_DOWNLOAD = 0x400,
    CLSCTX_NO_CUSTOM_MARSHAL = 0x1000,
    CLSCTX_ENABLE_CODE_DOWNLOAD = 0x2000,
    CLSCTX_NO_FAILURE_LOG = 0x4000,
    CLSCTX_DISABLE_AAA = 0x8000,
    CLSCTX_ENABLE_AAA = 0x10000,
    CLSCTX_FROM_DEFAULT_CONTEXT = 0x20000
} CLSCTX;

#define CLSCTX_INPROC (CLSCTX_INPROC_SERVER | CLSCTX_INPROC_HANDLER)
#define CLSCTX_SERVER (CLSCTX_INPROC_SERVER | CLSCTX_LOCAL_SERVER | CLSCTX_REMOTE_SERVER)
#define CLSCTX_ALL (CLSCTX_SERVER | CLSCTX_INPROC_HANDLER)

// The apartment that CoInitializeEx enters.
typedef enum tagCOINIT {
    COINIT_MULTITHREADED = 0x0,
    COINIT_APARTMENTTHREADED = 0x2,
    COINIT_DISABLE_OLE1DDE = 0x4,
    COINIT_SPEED_OVER_MEMORY = 0x8
} COINIT;

// How CoRegisterClassObject's class object may be used.
typedef enum tagREGCLS {
    REGCLS_SINGLEUSE = 0,
    REGCLS_MULTIPLEUSE = 1,
    REGCLS_MULTI_SEPARATE = 2,
    REGCLS_SUSPENDED = 4,
    REGCLS_SURROGATE = 8
} REGCLS;

// The destination of a marshaled interface, and what its marshaled form is for.
typedef enum tagMSHCTX {
    MSHCTX_LOCAL = 0,
    MSHCTX_NOSHAREDMEM = 1,
    MSHCTX_DIFFERENTMACHINE = 2,
    MSHCTX_INPROC = 3,
    MSHCTX_CROSSCTX = 4
} MSHCTX;

typedef enum tagMSHLFLAGS {
    MSHLFLAGS_NORMAL = 0,
    MSHLFLAGS_TABLESTRONG = 1,
    MSHLFLAGS_TABLEWEAK = 2,
    MSHLFLAGS_NOPING = 4
} MSHLFLAGS;

// ---- Locales: [MS-LCID] 2.1 --------------------------------------------------------------------------------------

#define MAKELANGID(primary, sub) ((LANGID)(((WORD)(sub) << 10) | (WORD)(primary)))
#define MAKELCID(langid, sort) ((LCID)(((DWORD)(WORD)(sort) << 16) | (DWORD)(WORD)(langid)))
#define LANGIDFROMLCID(lcid) ((LANGID)(lcid))
#define LANG_NEUTRAL 0x00
#define LANG_ENGLISH 0x09
#define SUBLANG_NEUTRAL 0x00
#define SUBLANG_DEFAULT 0x01
#define SUBLANG_ENGLISH_US 0x01
#define SORT_DEFAULT 0x0
#define LOCALE_NEUTRAL 0x0000
#define LOCALE_INVARIANT 0x007f
#define LOCALE_USER_DEFAULT 0x0400
#define LOCALE_SYSTEM_DEFAULT 0x0800

#endif
