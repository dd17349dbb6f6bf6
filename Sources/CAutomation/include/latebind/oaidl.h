// SPDX-License-Identifier: Apache-2.0
//
// Automation: VARIANT, the descriptions that a type library holds, and the interfaces over both. [MS-OAUT] 2.2, 3.1.
// Byte offsets are those of a 64-bit platform.
#ifndef LATEBIND_OAIDL_H
#define LATEBIND_OAIDL_H

#include <latebind/unknwn.h>

typedef struct IDispatch IDispatch;
typedef IDispatch *LPDISPATCH;
typedef struct IEnumVARIANT IEnumVARIANT;
typedef IEnumVARIANT *LPENUMVARIANT;
typedef struct ITypeComp ITypeComp;
typedef ITypeComp *LPTYPECOMP;
typedef struct ITypeInfo ITypeInfo;
typedef ITypeInfo *LPTYPEINFO;
typedef struct ITypeInfo2 ITypeInfo2;
typedef ITypeInfo2 *LPTYPEINFO2;
typedef struct ITypeLib ITypeLib;
typedef ITypeLib *LPTYPELIB;
typedef struct ITypeLib2 ITypeLib2;
typedef ITypeLib2 *LPTYPELIB2;
typedef struct ICreateTypeInfo ICreateTypeInfo;
typedef ICreateTypeInfo *LPCREATETYPEINFO;
typedef struct ICreateTypeInfo2 ICreateTypeInfo2;
typedef ICreateTypeInfo2 *LPCREATETYPEINFO2;
typedef struct ICreateTypeLib ICreateTypeLib;
typedef ICreateTypeLib *LPCREATETYPELIB;
typedef struct ICreateTypeLib2 ICreateTypeLib2;
typedef ICreateTypeLib2 *LPCREATETYPELIB2;
typedef struct IErrorInfo IErrorInfo;
typedef IErrorInfo *LPERRORINFO;
typedef struct ICreateErrorInfo ICreateErrorInfo;
typedef ICreateErrorInfo *LPCREATEERRORINFO;
typedef struct ISupportErrorInfo ISupportErrorInfo;
typedef ISupportErrorInfo *LPSUPPORTERRORINFO;
typedef IRecordInfo *LPRECORDINFO;

// ---- VARIANT: [MS-OAUT] 2.2.29 -----------------------------------------------------------------------------------

typedef struct tagVARIANT VARIANT;
typedef VARIANT *LPVARIANT;
typedef VARIANT VARIANTARG;
typedef VARIANTARG *LPVARIANTARG;

// 24 bytes: the type at 0, the value at 8. A DECIMAL lies over the first 16 bytes.
struct tagVARIANT {
    LATEBIND_EXTENSION union {
        LATEBIND_EXTENSION struct {
            VARTYPE vt;                         // 0
            WORD wReserved1;                    // 2
            WORD wReserved2;                    // 4
            WORD wReserved3;                    // 6
            union {                             // 8
                int8_t cVal;                    // VT_I1: not CHAR, which has no sign on Linux/aarch64
                BYTE bVal;                      // VT_UI1
                SHORT iVal;                     // VT_I2
                USHORT uiVal;                   // VT_UI2
                LONG lVal;                      // VT_I4
                ULONG ulVal;                    // VT_UI4
                INT intVal;                     // VT_INT
                UINT uintVal;                   // VT_UINT
                LONGLONG llVal;                 // VT_I8
                ULONGLONG ullVal;               // VT_UI8
                FLOAT fltVal;                   // VT_R4
                DOUBLE dblVal;                  // VT_R8
                VARIANT_BOOL boolVal;           // VT_BOOL
                SCODE scode;                    // VT_ERROR
                CY cyVal;                       // VT_CY
                DATE date;                      // VT_DATE
                BSTR bstrVal;                   // VT_BSTR
                IUnknown *punkVal;              // VT_UNKNOWN
                IDispatch *pdispVal;            // VT_DISPATCH
                SAFEARRAY *parray;              // VT_ARRAY | type
                int8_t *pcVal;                  // VT_BYREF | VT_I1, and so on
                BYTE *pbVal;
                SHORT *piVal;
                USHORT *puiVal;
                LONG *plVal;
                ULONG *pulVal;
                INT *pintVal;
                UINT *puintVal;
                LONGLONG *pllVal;
                ULONGLONG *pullVal;
                FLOAT *pfltVal;
                DOUBLE *pdblVal;
                VARIANT_BOOL *pboolVal;
                SCODE *pscode;
                CY *pcyVal;
                DATE *pdate;
                BSTR *pbstrVal;
                IUnknown **ppunkVal;
                IDispatch **ppdispVal;
                SAFEARRAY **pparray;            // VT_BYREF | VT_ARRAY | type
                VARIANT *pvarVal;               // VT_BYREF | VT_VARIANT
                DECIMAL *pdecVal;               // VT_BYREF | VT_DECIMAL
                PVOID byref;                    // VT_BYREF, whatever the type
                LATEBIND_EXTENSION struct {     // VT_RECORD: a BRECORD
                    PVOID pvRecord;             // 8
                    IRecordInfo *pRecInfo;      // 16
                };
            };
        };
        DECIMAL decVal;                         // 0: VT_DECIMAL
    };
};

// Access by macro, for sources that also serve compilers without anonymous members.
#define V_UNION(v, member) ((v)->member)
#define V_VT(v) ((v)->vt)
#define V_ISBYREF(v) (V_VT(v) & VT_BYREF)
#define V_ISARRAY(v) (V_VT(v) & VT_ARRAY)
#define V_ISVECTOR(v) (V_VT(v) & VT_VECTOR)
#define V_NONE(v) V_I2(v)
#define V_I1(v) V_UNION(v, cVal)
#define V_UI1(v) V_UNION(v, bVal)
#define V_I2(v) V_UNION(v, iVal)
#define V_UI2(v) V_UNION(v, uiVal)
#define V_I4(v) V_UNION(v, lVal)
#define V_UI4(v) V_UNION(v, ulVal)
#define V_I8(v) V_UNION(v, llVal)
#define V_UI8(v) V_UNION(v, ullVal)
#define V_INT(v) V_UNION(v, intVal)
#define V_UINT(v) V_UNION(v, uintVal)
#define V_INT_PTR(v) V_UNION(v, llVal)
#define V_UINT_PTR(v) V_UNION(v, ullVal)
#define V_R4(v) V_UNION(v, fltVal)
#define V_R8(v) V_UNION(v, dblVal)
#define V_BOOL(v) V_UNION(v, boolVal)
#define V_ERROR(v) V_UNION(v, scode)
#define V_CY(v) V_UNION(v, cyVal)
#define V_DATE(v) V_UNION(v, date)
#define V_BSTR(v) V_UNION(v, bstrVal)
#define V_UNKNOWN(v) V_UNION(v, punkVal)
#define V_DISPATCH(v) V_UNION(v, pdispVal)
#define V_ARRAY(v) V_UNION(v, parray)
#define V_DECIMAL(v) V_UNION(v, decVal)
#define V_RECORD(v) V_UNION(v, pvRecord)
#define V_RECORDINFO(v) V_UNION(v, pRecInfo)
#define V_BYREF(v) V_UNION(v, byref)
#define V_I1REF(v) V_UNION(v, pcVal)
#define V_UI1REF(v) V_UNION(v, pbVal)
#define V_I2REF(v) V_UNION(v, piVal)
#define V_UI2REF(v) V_UNION(v, puiVal)
#define V_I4REF(v) V_UNION(v, plVal)
#define V_UI4REF(v) V_UNION(v, pulVal)
#define V_I8REF(v) V_UNION(v, pllVal)
#define V_UI8REF(v) V_UNION(v, pullVal)
#define V_INTREF(v) V_UNION(v, pintVal)
#define V_UINTREF(v) V_UNION(v, puintVal)
#define V_R4REF(v) V_UNION(v, pfltVal)
#define V_R8REF(v) V_UNION(v, pdblVal)
#define V_BOOLREF(v) V_UNION(v, pboolVal)
#define V_ERRORREF(v) V_UNION(v, pscode)
#define V_CYREF(v) V_UNION(v, pcyVal)
#define V_DATEREF(v) V_UNION(v, pdate)
#define V_BSTRREF(v) V_UNION(v, pbstrVal)
#define V_UNKNOWNREF(v) V_UNION(v, ppunkVal)
#define V_DISPATCHREF(v) V_UNION(v, ppdispVal)
#define V_ARRAYREF(v) V_UNION(v, pparray)
#define V_VARIANTREF(v) V_UNION(v, pvarVal)
#define V_DECIMALREF(v) V_UNION(v, pdecVal)

// ---- Descriptions of types: [MS-OAUT] 2.2.36-2.2.46 --------------------------------------------------------------

typedef struct tagTYPEDESC TYPEDESC;
typedef struct tagARRAYDESC ARRAYDESC;

// 16 bytes.
struct tagTYPEDESC {
    union {                             // 0
        TYPEDESC *lptdesc;              // VT_PTR, VT_SAFEARRAY: of what
        ARRAYDESC *lpadesc;             // VT_CARRAY
        HREFTYPE hreftype;              // VT_USERDEFINED
    };
    VARTYPE vt;                         // 8
};

// 32 bytes with one dimension, 8 more for each further one.
struct tagARRAYDESC {
    TYPEDESC tdescElem;                 // 0
    USHORT cDims;                       // 16
    SAFEARRAYBOUND rgbounds[1];         // 20
};

// 32 bytes.
typedef struct tagPARAMDESCEX {
    ULONG cBytes;                       // 0: the size of this structure
    VARIANTARG varDefaultValue;         // 8
} PARAMDESCEX, *LPPARAMDESCEX;

// 16 bytes.
typedef struct tagPARAMDESC {
    LPPARAMDESCEX pparamdescex;         // 0: null without PARAMFLAG_FHASDEFAULT
    USHORT wParamFlags;                 // 8
} PARAMDESC, *LPPARAMDESC;

#define PARAMFLAG_NONE 0x0
#define PARAMFLAG_FIN 0x1
#define PARAMFLAG_FOUT 0x2
#define PARAMFLAG_FLCID 0x4
#define PARAMFLAG_FRETVAL 0x8
#define PARAMFLAG_FOPT 0x10
#define PARAMFLAG_FHASDEFAULT 0x20
#define PARAMFLAG_FHASCUSTDATA 0x40

// 16 bytes: the same place and flags as PARAMDESC's.
typedef struct tagIDLDESC {
    ULONG_PTR dwReserved;               // 0
    USHORT wIDLFlags;                   // 8
} IDLDESC, *LPIDLDESC;

#define IDLFLAG_NONE PARAMFLAG_NONE
#define IDLFLAG_FIN PARAMFLAG_FIN
#define IDLFLAG_FOUT PARAMFLAG_FOUT
#define IDLFLAG_FLCID PARAMFLAG_FLCID
#define IDLFLAG_FRETVAL PARAMFLAG_FRETVAL

// The type of a parameter, a result or a variable. 32 bytes.
typedef struct tagELEMDESC {
    TYPEDESC tdesc;                     // 0
    union {                             // 16
        IDLDESC idldesc;
        PARAMDESC paramdesc;
    };
} ELEMDESC, *LPELEMDESC;

typedef enum tagTYPEKIND {
    TKIND_ENUM = 0,
    TKIND_RECORD = 1,
    TKIND_MODULE = 2,
    TKIND_INTERFACE = 3,
    TKIND_DISPATCH = 4,
    TKIND_COCLASS = 5,
    TKIND_ALIAS = 6,
    TKIND_UNION = 7,
    TKIND_MAX = 8
} TYPEKIND;

// 96 bytes.
typedef struct tagTYPEATTR {
    GUID guid;                          // 0
    LCID lcid;                          // 16
    DWORD dwReserved;                   // 20
    MEMBERID memidConstructor;          // 24: MEMBERID_NIL
    MEMBERID memidDestructor;           // 28: MEMBERID_NIL
    LPOLESTR lpstrSchema;               // 32
    ULONG cbSizeInstance;               // 40
    TYPEKIND typekind;                  // 44
    WORD cFuncs;                        // 48
    WORD cVars;                         // 50
    WORD cImplTypes;                    // 52
    WORD cbSizeVft;                     // 54
    WORD cbAlignment;                   // 56
    WORD wTypeFlags;                    // 58: TYPEFLAGS
    WORD wMajorVerNum;                  // 60
    WORD wMinorVerNum;                  // 62
    TYPEDESC tdescAlias;                // 64: TKIND_ALIAS
    IDLDESC idldescType;                // 80
} TYPEATTR, *LPTYPEATTR;

typedef enum tagTYPEFLAGS {
    TYPEFLAG_FAPPOBJECT = 0x1,
    TYPEFLAG_FCANCREATE = 0x2,
    TYPEFLAG_FLICENSED = 0x4,
    TYPEFLAG_FPREDECLID = 0x8,
    TYPEFLAG_FHIDDEN = 0x10,
    TYPEFLAG_FCONTROL = 0x20,
    TYPEFLAG_FDUAL = 0x40,
    TYPEFLAG_FNONEXTENSIBLE = 0x80,
    TYPEFLAG_FOLEAUTOMATION = 0x100,
    TYPEFLAG_FRESTRICTED = 0x200,
    TYPEFLAG_FAGGREGATABLE = 0x400,
    TYPEFLAG_FREPLACEABLE = 0x800,
    TYPEFLAG_FDISPATCHABLE = 0x1000,
    TYPEFLAG_FREVERSEBIND = 0x2000,
    TYPEFLAG_FPROXY = 0x4000
} TYPEFLAGS;

// The flags of one implemented interface of a coclass.
#define IMPLTYPEFLAG_FDEFAULT 0x1
#define IMPLTYPEFLAG_FSOURCE 0x2
#define IMPLTYPEFLAG_FRESTRICTED 0x4
#define IMPLTYPEFLAG_FDEFAULTVTABLE 0x8

typedef enum tagCALLCONV {
    CC_FASTCALL = 0,
    CC_CDECL = 1,
    CC_MSCPASCAL = 2,
    CC_PASCAL = CC_MSCPASCAL,
    CC_MACPASCAL = 3,
    CC_STDCALL = 4,
    CC_FPFASTCALL = 5,
    CC_SYSCALL = 6,
    CC_MPWCDECL = 7,
    CC_MPWPASCAL = 8,
    CC_MAX = 9
} CALLCONV;

typedef enum tagFUNCKIND {
    FUNC_VIRTUAL = 0,
    FUNC_PUREVIRTUAL = 1,
    FUNC_NONVIRTUAL = 2,
    FUNC_STATIC = 3,
    FUNC_DISPATCH = 4
} FUNCKIND;

typedef enum tagINVOKEKIND {
    INVOKE_FUNC = 1,
    INVOKE_PROPERTYGET = 2,
    INVOKE_PROPERTYPUT = 4,
    INVOKE_PROPERTYPUTREF = 8
} INVOKEKIND;

// 88 bytes.
typedef struct tagFUNCDESC {
    MEMBERID memid;                     // 0
    SCODE *lprgscode;                   // 8
    ELEMDESC *lprgelemdescParam;        // 16: cParams of them
    FUNCKIND funckind;                  // 24
    INVOKEKIND invkind;                 // 28
    CALLCONV callconv;                  // 32
    SHORT cParams;                      // 36
    SHORT cParamsOpt;                   // 38: -1 is vararg
    SHORT oVft;                         // 40: a byte offset
    SHORT cScodes;                      // 42
    ELEMDESC elemdescFunc;              // 48: the result
    WORD wFuncFlags;                    // 80: FUNCFLAGS
} FUNCDESC, *LPFUNCDESC;

typedef enum tagFUNCFLAGS {
    FUNCFLAG_FRESTRICTED = 0x1,
    FUNCFLAG_FSOURCE = 0x2,
    FUNCFLAG_FBINDABLE = 0x4,
    FUNCFLAG_FREQUESTEDIT = 0x8,
    FUNCFLAG_FDISPLAYBIND = 0x10,
    FUNCFLAG_FDEFAULTBIND = 0x20,
    FUNCFLAG_FHIDDEN = 0x40,
    FUNCFLAG_FUSESGETLASTERROR = 0x80,
    FUNCFLAG_FDEFAULTCOLLELEM = 0x100,
    FUNCFLAG_FUIDEFAULT = 0x200,
    FUNCFLAG_FNONBROWSABLE = 0x400,
    FUNCFLAG_FREPLACEABLE = 0x800,
    FUNCFLAG_FIMMEDIATEBIND = 0x1000
} FUNCFLAGS;

typedef enum tagVARKIND {
    VAR_PERINSTANCE = 0,                // a field of a record or union
    VAR_STATIC = 1,
    VAR_CONST = 2,                      // a constant of an enumeration or module
    VAR_DISPATCH = 3                    // a property of a dispinterface
} VARKIND;

// 64 bytes.
typedef struct tagVARDESC {
    MEMBERID memid;                     // 0
    LPOLESTR lpstrSchema;               // 8
    union {                             // 16
        ULONG oInst;                    // VAR_PERINSTANCE: a byte offset
        VARIANT *lpvarValue;            // VAR_CONST
    };
    ELEMDESC elemdescVar;               // 24
    WORD wVarFlags;                     // 56: VARFLAGS
    VARKIND varkind;                    // 60
} VARDESC, *LPVARDESC;

typedef enum tagVARFLAGS {
    VARFLAG_FREADONLY = 0x1,
    VARFLAG_FSOURCE = 0x2,
    VARFLAG_FBINDABLE = 0x4,
    VARFLAG_FREQUESTEDIT = 0x8,
    VARFLAG_FDISPLAYBIND = 0x10,
    VARFLAG_FDEFAULTBIND = 0x20,
    VARFLAG_FHIDDEN = 0x40,
    VARFLAG_FRESTRICTED = 0x80,
    VARFLAG_FDEFAULTCOLLELEM = 0x100,
    VARFLAG_FUIDEFAULT = 0x200,
    VARFLAG_FNONBROWSABLE = 0x400,
    VARFLAG_FREPLACEABLE = 0x800,
    VARFLAG_FIMMEDIATEBIND = 0x1000
} VARFLAGS;

// ---- Descriptions of libraries -----------------------------------------------------------------------------------

typedef enum tagSYSKIND {
    SYS_WIN16 = 0,
    SYS_WIN32 = 1,
    SYS_MAC = 2,
    SYS_WIN64 = 3
} SYSKIND;

typedef enum tagLIBFLAGS {
    LIBFLAG_FRESTRICTED = 0x1,
    LIBFLAG_FCONTROL = 0x2,
    LIBFLAG_FHIDDEN = 0x4,
    LIBFLAG_FHASDISKIMAGE = 0x8
} LIBFLAGS;

// 32 bytes. [MS-OAUT] 2.2.45
typedef struct tagTLIBATTR {
    GUID guid;                          // 0
    LCID lcid;                          // 16
    SYSKIND syskind;                    // 20
    WORD wMajorVerNum;                  // 24
    WORD wMinorVerNum;                  // 26
    WORD wLibFlags;                     // 28: LIBFLAGS
} TLIBATTR, *LPTLIBATTR;

// A custom attribute. 40 bytes. [MS-OAUT] 2.2.47
typedef struct tagCUSTDATAITEM {
    GUID guid;                          // 0
    VARIANTARG varValue;                // 16
} CUSTDATAITEM, *LPCUSTDATAITEM;

// 16 bytes. [MS-OAUT] 2.2.48
typedef struct tagCUSTDATA {
    DWORD cCustData;                    // 0
    LPCUSTDATAITEM prgCustData;         // 8
} CUSTDATA, *LPCUSTDATA;

// What ITypeComp::Bind found, and where.
typedef enum tagDESCKIND {
    DESCKIND_NONE = 0,
    DESCKIND_FUNCDESC = 1,
    DESCKIND_VARDESC = 2,
    DESCKIND_TYPECOMP = 3,
    DESCKIND_IMPLICITAPPOBJ = 4,
    DESCKIND_MAX = 5
} DESCKIND;

typedef union tagBINDPTR {
    FUNCDESC *lpfuncdesc;
    VARDESC *lpvardesc;
    ITypeComp *lptcomp;
} BINDPTR, *LPBINDPTR;

// What ReleaseTypeAttr and its like are to free, on the wire. [MS-OAUT] 2.2.46
typedef struct tagCLEANLOCALSTORAGE {
    IUnknown *pInterface;               // 0
    PVOID pStorage;                     // 8
    DWORD flags;                        // 16
} CLEANLOCALSTORAGE;

// ---- A call through IDispatch: [MS-OAUT] 2.2.33, 2.2.34 ----------------------------------------------------------

// The arguments, last one first; the named ones at the front of rgvarg, in the order of their DISPIDs. 24 bytes.
typedef struct tagDISPPARAMS {
    VARIANTARG *rgvarg;                 // 0
    DISPID *rgdispidNamedArgs;          // 8
    UINT cArgs;                         // 16
    UINT cNamedArgs;                    // 20
} DISPPARAMS;

// What went wrong in a call that returned DISP_E_EXCEPTION. 64 bytes.
typedef struct tagEXCEPINFO EXCEPINFO;
typedef EXCEPINFO *LPEXCEPINFO;
struct tagEXCEPINFO {
    WORD wCode;                         // 0: this or scode, the other is 0
    WORD wReserved;                     // 2
    BSTR bstrSource;                    // 8
    BSTR bstrDescription;               // 16
    BSTR bstrHelpFile;                  // 24
    DWORD dwHelpContext;                // 32
    PVOID pvReserved;                   // 40
    HRESULT (STDMETHODCALLTYPE *pfnDeferredFillIn)(EXCEPINFO *);  // 48: fills in the rest on demand
    SCODE scode;                        // 56
};

#define DISPATCH_METHOD 0x1
#define DISPATCH_PROPERTYGET 0x2
#define DISPATCH_PROPERTYPUT 0x4
#define DISPATCH_PROPERTYPUTREF 0x8

// DISPIDs with a meaning of their own: [MS-OAUT] 2.2.32.1
#define DISPID_UNKNOWN (-1)             // GetIDsOfNames: no such name
#define DISPID_VALUE 0                  // the default member
#define DISPID_PROPERTYPUT (-3)         // the named argument that holds the new value
#define DISPID_NEWENUM (-4)             // the property that makes an enumerator
#define DISPID_EVALUATE (-5)            // [name] in a script
#define DISPID_CONSTRUCTOR (-6)
#define DISPID_DESTRUCTOR (-7)
#define DISPID_COLLECT (-8)
#define MEMBERID_NIL DISPID_UNKNOWN

// ---- IDispatch: [MS-OAUT] 3.1.4 ----------------------------------------------------------------------------------

DEFINE_OLEGUID(IID_IDispatch, 0x00020400, 0, 0);

// The first seven slots of a dual interface.
#define IDispatch_METHODS                                                                                   \
    STDMETHOD(GetTypeInfoCount)(THIS_ UINT *pctinfo) PURE;                                                  \
    STDMETHOD(GetTypeInfo)(THIS_ UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo) PURE;                         \
    STDMETHOD(GetIDsOfNames)(THIS_ REFIID riid, LPOLESTR *rgszNames, UINT cNames, LCID lcid,                \
                             DISPID *rgDispId) PURE;                                                        \
    STDMETHOD(Invoke)(THIS_ DISPID dispIdMember, REFIID riid, LCID lcid, WORD wFlags, DISPPARAMS *pDispParams, \
                      VARIANT *pVarResult, EXCEPINFO *pExcepInfo, UINT *puArgErr) PURE;

#define INTERFACE IDispatch
DECLARE_INTERFACE_(IDispatch, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    IDispatch_METHODS
};
#undef INTERFACE

// ---- IEnumVARIANT: [MS-OAUT] 3.3 ---------------------------------------------------------------------------------

DEFINE_OLEGUID(IID_IEnumVARIANT, 0x00020404, 0, 0);

#define INTERFACE IEnumVARIANT
DECLARE_INTERFACE_(IEnumVARIANT, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(Next)(THIS_ ULONG celt, VARIANT *rgVar, ULONG *pCeltFetched) PURE;
    STDMETHOD(Skip)(THIS_ ULONG celt) PURE;
    STDMETHOD(Reset)(THIS) PURE;
    STDMETHOD(Clone)(THIS_ IEnumVARIANT **ppEnum) PURE;
};
#undef INTERFACE

// ---- ITypeComp: [MS-OAUT] 3.5 ------------------------------------------------------------------------------------

DEFINE_OLEGUID(IID_ITypeComp, 0x00020403, 0, 0);

#define INTERFACE ITypeComp
DECLARE_INTERFACE_(ITypeComp, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(Bind)(THIS_ LPOLESTR szName, ULONG lHashVal, WORD wFlags, ITypeInfo **ppTInfo, DESCKIND *pDescKind,
                    BINDPTR *pBindPtr) PURE;
    STDMETHOD(BindType)(THIS_ LPOLESTR szName, ULONG lHashVal, ITypeInfo **ppTInfo, ITypeComp **ppTComp) PURE;
};
#undef INTERFACE

// ---- ITypeInfo: [MS-OAUT] 3.7, ITypeInfo2: 3.9 -------------------------------------------------------------------

DEFINE_OLEGUID(IID_ITypeInfo, 0x00020401, 0, 0);

#define ITypeInfo_METHODS                                                                                   \
    STDMETHOD(GetTypeAttr)(THIS_ TYPEATTR **ppTypeAttr) PURE;                                               \
    STDMETHOD(GetTypeComp)(THIS_ ITypeComp **ppTComp) PURE;                                                 \
    STDMETHOD(GetFuncDesc)(THIS_ UINT index, FUNCDESC **ppFuncDesc) PURE;                                   \
    STDMETHOD(GetVarDesc)(THIS_ UINT index, VARDESC **ppVarDesc) PURE;                                      \
    STDMETHOD(GetNames)(THIS_ MEMBERID memid, BSTR *rgBstrNames, UINT cMaxNames, UINT *pcNames) PURE;       \
    STDMETHOD(GetRefTypeOfImplType)(THIS_ UINT index, HREFTYPE *pRefType) PURE;                             \
    STDMETHOD(GetImplTypeFlags)(THIS_ UINT index, INT *pImplTypeFlags) PURE;                                \
    STDMETHOD(GetIDsOfNames)(THIS_ LPOLESTR *rgszNames, UINT cNames, MEMBERID *pMemId) PURE;                \
    STDMETHOD(Invoke)(THIS_ PVOID pvInstance, MEMBERID memid, WORD wFlags, DISPPARAMS *pDispParams,         \
                      VARIANT *pVarResult, EXCEPINFO *pExcepInfo, UINT *puArgErr) PURE;                     \
    STDMETHOD(GetDocumentation)(THIS_ MEMBERID memid, BSTR *pBstrName, BSTR *pBstrDocString,                \
                                DWORD *pdwHelpContext, BSTR *pBstrHelpFile) PURE;                           \
    STDMETHOD(GetDllEntry)(THIS_ MEMBERID memid, INVOKEKIND invKind, BSTR *pBstrDllName, BSTR *pBstrName,   \
                           WORD *pwOrdinal) PURE;                                                           \
    STDMETHOD(GetRefTypeInfo)(THIS_ HREFTYPE hRefType, ITypeInfo **ppTInfo) PURE;                           \
    STDMETHOD(AddressOfMember)(THIS_ MEMBERID memid, INVOKEKIND invKind, PVOID *ppv) PURE;                  \
    STDMETHOD(CreateInstance)(THIS_ IUnknown *pUnkOuter, REFIID riid, PVOID *ppvObj) PURE;                  \
    STDMETHOD(GetMops)(THIS_ MEMBERID memid, BSTR *pBstrMops) PURE;                                         \
    STDMETHOD(GetContainingTypeLib)(THIS_ ITypeLib **ppTLib, UINT *pIndex) PURE;                            \
    STDMETHOD_(void, ReleaseTypeAttr)(THIS_ TYPEATTR *pTypeAttr) PURE;                                      \
    STDMETHOD_(void, ReleaseFuncDesc)(THIS_ FUNCDESC *pFuncDesc) PURE;                                      \
    STDMETHOD_(void, ReleaseVarDesc)(THIS_ VARDESC *pVarDesc) PURE;

#define INTERFACE ITypeInfo
DECLARE_INTERFACE_(ITypeInfo, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    ITypeInfo_METHODS
};
#undef INTERFACE

DEFINE_OLEGUID(IID_ITypeInfo2, 0x00020412, 0, 0);

#define INTERFACE ITypeInfo2
DECLARE_INTERFACE_(ITypeInfo2, ITypeInfo)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    LATEBIND_INHERIT(ITypeInfo_METHODS)
    STDMETHOD(GetTypeKind)(THIS_ TYPEKIND *pTypeKind) PURE;
    STDMETHOD(GetTypeFlags)(THIS_ ULONG *pTypeFlags) PURE;
    STDMETHOD(GetFuncIndexOfMemId)(THIS_ MEMBERID memid, INVOKEKIND invKind, UINT *pFuncIndex) PURE;
    STDMETHOD(GetVarIndexOfMemId)(THIS_ MEMBERID memid, UINT *pVarIndex) PURE;
    STDMETHOD(GetCustData)(THIS_ REFGUID guid, VARIANT *pVarVal) PURE;
    STDMETHOD(GetFuncCustData)(THIS_ UINT index, REFGUID guid, VARIANT *pVarVal) PURE;
    STDMETHOD(GetParamCustData)(THIS_ UINT indexFunc, UINT indexParam, REFGUID guid, VARIANT *pVarVal) PURE;
    STDMETHOD(GetVarCustData)(THIS_ UINT index, REFGUID guid, VARIANT *pVarVal) PURE;
    STDMETHOD(GetImplTypeCustData)(THIS_ UINT index, REFGUID guid, VARIANT *pVarVal) PURE;
    STDMETHOD(GetDocumentation2)(THIS_ MEMBERID memid, LCID lcid, BSTR *pbstrHelpString, DWORD *pdwHelpStringContext,
                                 BSTR *pbstrHelpStringDll) PURE;
    STDMETHOD(GetAllCustData)(THIS_ CUSTDATA *pCustData) PURE;
    STDMETHOD(GetAllFuncCustData)(THIS_ UINT index, CUSTDATA *pCustData) PURE;
    STDMETHOD(GetAllParamCustData)(THIS_ UINT indexFunc, UINT indexParam, CUSTDATA *pCustData) PURE;
    STDMETHOD(GetAllVarCustData)(THIS_ UINT index, CUSTDATA *pCustData) PURE;
    STDMETHOD(GetAllImplTypeCustData)(THIS_ UINT index, CUSTDATA *pCustData) PURE;
};
#undef INTERFACE

// ---- ITypeLib: [MS-OAUT] 3.11, ITypeLib2: 3.13 -------------------------------------------------------------------

DEFINE_OLEGUID(IID_ITypeLib, 0x00020402, 0, 0);

#define ITypeLib_METHODS                                                                                    \
    STDMETHOD_(UINT, GetTypeInfoCount)(THIS) PURE;                                                          \
    STDMETHOD(GetTypeInfo)(THIS_ UINT index, ITypeInfo **ppTInfo) PURE;                                     \
    STDMETHOD(GetTypeInfoType)(THIS_ UINT index, TYPEKIND *pTKind) PURE;                                    \
    STDMETHOD(GetTypeInfoOfGuid)(THIS_ REFGUID guid, ITypeInfo **ppTinfo) PURE;                             \
    STDMETHOD(GetLibAttr)(THIS_ TLIBATTR **ppTLibAttr) PURE;                                                \
    STDMETHOD(GetTypeComp)(THIS_ ITypeComp **ppTComp) PURE;                                                 \
    STDMETHOD(GetDocumentation)(THIS_ INT index, BSTR *pBstrName, BSTR *pBstrDocString,                     \
                                DWORD *pdwHelpContext, BSTR *pBstrHelpFile) PURE;                           \
    STDMETHOD(IsName)(THIS_ LPOLESTR szNameBuf, ULONG lHashVal, WINBOOL *pfName) PURE;                      \
    STDMETHOD(FindName)(THIS_ LPOLESTR szNameBuf, ULONG lHashVal, ITypeInfo **ppTInfo, MEMBERID *rgMemId,   \
                        USHORT *pcFound) PURE;                                                              \
    STDMETHOD_(void, ReleaseTLibAttr)(THIS_ TLIBATTR *pTLibAttr) PURE;

#define INTERFACE ITypeLib
DECLARE_INTERFACE_(ITypeLib, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    ITypeLib_METHODS
};
#undef INTERFACE

DEFINE_OLEGUID(IID_ITypeLib2, 0x00020411, 0, 0);

#define INTERFACE ITypeLib2
DECLARE_INTERFACE_(ITypeLib2, ITypeLib)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    LATEBIND_INHERIT(ITypeLib_METHODS)
    STDMETHOD(GetCustData)(THIS_ REFGUID guid, VARIANT *pVarVal) PURE;
    STDMETHOD(GetLibStatistics)(THIS_ ULONG *pcUniqueNames, ULONG *pcchUniqueNames) PURE;
    STDMETHOD(GetDocumentation2)(THIS_ INT index, LCID lcid, BSTR *pbstrHelpString, DWORD *pdwHelpStringContext,
                                 BSTR *pbstrHelpStringDll) PURE;
    STDMETHOD(GetAllCustData)(THIS_ CUSTDATA *pCustData) PURE;
};
#undef INTERFACE

// ---- ICreateTypeInfo(2) and ICreateTypeLib(2): building a library ------------------------------------------------

DEFINE_OLEGUID(IID_ICreateTypeInfo, 0x00020405, 0, 0);

#define ICreateTypeInfo_METHODS                                                                             \
    STDMETHOD(SetGuid)(THIS_ REFGUID guid) PURE;                                                            \
    STDMETHOD(SetTypeFlags)(THIS_ UINT uTypeFlags) PURE;                                                    \
    STDMETHOD(SetDocString)(THIS_ LPOLESTR pStrDoc) PURE;                                                   \
    STDMETHOD(SetHelpContext)(THIS_ DWORD dwHelpContext) PURE;                                              \
    STDMETHOD(SetVersion)(THIS_ WORD wMajorVerNum, WORD wMinorVerNum) PURE;                                 \
    STDMETHOD(AddRefTypeInfo)(THIS_ ITypeInfo *pTInfo, HREFTYPE *phRefType) PURE;                           \
    STDMETHOD(AddFuncDesc)(THIS_ UINT index, FUNCDESC *pFuncDesc) PURE;                                     \
    STDMETHOD(AddImplType)(THIS_ UINT index, HREFTYPE hRefType) PURE;                                       \
    STDMETHOD(SetImplTypeFlags)(THIS_ UINT index, INT implTypeFlags) PURE;                                  \
    STDMETHOD(SetAlignment)(THIS_ WORD cbAlignment) PURE;                                                   \
    STDMETHOD(SetSchema)(THIS_ LPOLESTR pStrSchema) PURE;                                                   \
    STDMETHOD(AddVarDesc)(THIS_ UINT index, VARDESC *pVarDesc) PURE;                                        \
    STDMETHOD(SetFuncAndParamNames)(THIS_ UINT index, LPOLESTR *rgszNames, UINT cNames) PURE;               \
    STDMETHOD(SetVarName)(THIS_ UINT index, LPOLESTR szName) PURE;                                          \
    STDMETHOD(SetTypeDescAlias)(THIS_ TYPEDESC *pTDescAlias) PURE;                                          \
    STDMETHOD(DefineFuncAsDllEntry)(THIS_ UINT index, LPOLESTR szDllName, LPOLESTR szProcName) PURE;        \
    STDMETHOD(SetFuncDocString)(THIS_ UINT index, LPOLESTR szDocString) PURE;                               \
    STDMETHOD(SetVarDocString)(THIS_ UINT index, LPOLESTR szDocString) PURE;                                \
    STDMETHOD(SetFuncHelpContext)(THIS_ UINT index, DWORD dwHelpContext) PURE;                              \
    STDMETHOD(SetVarHelpContext)(THIS_ UINT index, DWORD dwHelpContext) PURE;                               \
    STDMETHOD(SetMops)(THIS_ UINT index, BSTR bstrMops) PURE;                                               \
    STDMETHOD(SetTypeIdldesc)(THIS_ IDLDESC *pIdlDesc) PURE;                                                \
    STDMETHOD(LayOut)(THIS) PURE;

#define INTERFACE ICreateTypeInfo
DECLARE_INTERFACE_(ICreateTypeInfo, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    ICreateTypeInfo_METHODS
};
#undef INTERFACE

DEFINE_OLEGUID(IID_ICreateTypeInfo2, 0x0002040E, 0, 0);

#define INTERFACE ICreateTypeInfo2
DECLARE_INTERFACE_(ICreateTypeInfo2, ICreateTypeInfo)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    LATEBIND_INHERIT(ICreateTypeInfo_METHODS)
    STDMETHOD(DeleteFuncDesc)(THIS_ UINT index) PURE;
    STDMETHOD(DeleteFuncDescByMemId)(THIS_ MEMBERID memid, INVOKEKIND invKind) PURE;
    STDMETHOD(DeleteVarDesc)(THIS_ UINT index) PURE;
    STDMETHOD(DeleteVarDescByMemId)(THIS_ MEMBERID memid) PURE;
    STDMETHOD(DeleteImplType)(THIS_ UINT index) PURE;
    STDMETHOD(SetCustData)(THIS_ REFGUID guid, VARIANT *pVarVal) PURE;
    STDMETHOD(SetFuncCustData)(THIS_ UINT index, REFGUID guid, VARIANT *pVarVal) PURE;
    STDMETHOD(SetParamCustData)(THIS_ UINT indexFunc, UINT indexParam, REFGUID guid, VARIANT *pVarVal) PURE;
    STDMETHOD(SetVarCustData)(THIS_ UINT index, REFGUID guid, VARIANT *pVarVal) PURE;
    STDMETHOD(SetImplTypeCustData)(THIS_ UINT index, REFGUID guid, VARIANT *pVarVal) PURE;
    STDMETHOD(SetHelpStringContext)(THIS_ ULONG dwHelpStringContext) PURE;
    STDMETHOD(SetFuncHelpStringContext)(THIS_ UINT index, ULONG dwHelpStringContext) PURE;
    STDMETHOD(SetVarHelpStringContext)(THIS_ UINT index, ULONG dwHelpStringContext) PURE;
    STDMETHOD(Invalidate)(THIS) PURE;
    STDMETHOD(SetName)(THIS_ LPOLESTR szName) PURE;
};
#undef INTERFACE

DEFINE_OLEGUID(IID_ICreateTypeLib, 0x00020406, 0, 0);

#define ICreateTypeLib_METHODS                                                                              \
    STDMETHOD(CreateTypeInfo)(THIS_ LPOLESTR szName, TYPEKIND tkind, ICreateTypeInfo **ppCTInfo) PURE;      \
    STDMETHOD(SetName)(THIS_ LPOLESTR szName) PURE;                                                         \
    STDMETHOD(SetVersion)(THIS_ WORD wMajorVerNum, WORD wMinorVerNum) PURE;                                 \
    STDMETHOD(SetGuid)(THIS_ REFGUID guid) PURE;                                                            \
    STDMETHOD(SetDocString)(THIS_ LPOLESTR szDoc) PURE;                                                     \
    STDMETHOD(SetHelpFileName)(THIS_ LPOLESTR szHelpFileName) PURE;                                         \
    STDMETHOD(SetHelpContext)(THIS_ DWORD dwHelpContext) PURE;                                              \
    STDMETHOD(SetLcid)(THIS_ LCID lcid) PURE;                                                               \
    STDMETHOD(SetLibFlags)(THIS_ UINT uLibFlags) PURE;                                                      \
    STDMETHOD(SaveAllChanges)(THIS) PURE;

#define INTERFACE ICreateTypeLib
DECLARE_INTERFACE_(ICreateTypeLib, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    ICreateTypeLib_METHODS
};
#undef INTERFACE

DEFINE_OLEGUID(IID_ICreateTypeLib2, 0x0002040F, 0, 0);

#define INTERFACE ICreateTypeLib2
DECLARE_INTERFACE_(ICreateTypeLib2, ICreateTypeLib)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    LATEBIND_INHERIT(ICreateTypeLib_METHODS)
    STDMETHOD(DeleteTypeInfo)(THIS_ LPOLESTR szName) PURE;
    STDMETHOD(SetCustData)(THIS_ REFGUID guid, VARIANT *pVarVal) PURE;
    STDMETHOD(SetHelpStringContext)(THIS_ ULONG dwHelpStringContext) PURE;
    STDMETHOD(SetHelpStringDll)(THIS_ LPOLESTR szFileName) PURE;
};
#undef INTERFACE

// ---- Error information -------------------------------------------------------------------------------------------

DEFINE_GUID(IID_IErrorInfo, 0x1CF2B120, 0x547D, 0x101B, 0x8E, 0x65, 0x08, 0x00, 0x2B, 0x2B, 0xD1, 0x19);

#define INTERFACE IErrorInfo
DECLARE_INTERFACE_(IErrorInfo, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(GetGUID)(THIS_ GUID *pGUID) PURE;
    STDMETHOD(GetSource)(THIS_ BSTR *pBstrSource) PURE;
    STDMETHOD(GetDescription)(THIS_ BSTR *pBstrDescription) PURE;
    STDMETHOD(GetHelpFile)(THIS_ BSTR *pBstrHelpFile) PURE;
    STDMETHOD(GetHelpContext)(THIS_ DWORD *pdwHelpContext) PURE;
};
#undef INTERFACE

DEFINE_GUID(IID_ICreateErrorInfo, 0x22F03340, 0x547D, 0x101B, 0x8E, 0x65, 0x08, 0x00, 0x2B, 0x2B, 0xD1, 0x19);

#define INTERFACE ICreateErrorInfo
DECLARE_INTERFACE_(ICreateErrorInfo, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(SetGUID)(THIS_ REFGUID rguid) PURE;
    STDMETHOD(SetSource)(THIS_ LPOLESTR szSource) PURE;
    STDMETHOD(SetDescription)(THIS_ LPOLESTR szDescription) PURE;
    STDMETHOD(SetHelpFile)(THIS_ LPOLESTR szHelpFile) PURE;
    STDMETHOD(SetHelpContext)(THIS_ DWORD dwHelpContext) PURE;
};
#undef INTERFACE

DEFINE_GUID(IID_ISupportErrorInfo, 0xDF0B3D60, 0x548F, 0x101B, 0x8E, 0x65, 0x08, 0x00, 0x2B, 0x2B, 0xD1, 0x19);

#define INTERFACE ISupportErrorInfo
DECLARE_INTERFACE_(ISupportErrorInfo, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(InterfaceSupportsErrorInfo)(THIS_ REFIID riid) PURE;
};
#undef INTERFACE

// ---- IRecordInfo: a structure that a VARIANT or SAFEARRAY holds --------------------------------------------------

DEFINE_OLEGUID(IID_IRecordInfo, 0x0000002F, 0, 0);

#define INTERFACE IRecordInfo
DECLARE_INTERFACE_(IRecordInfo, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(RecordInit)(THIS_ PVOID pvNew) PURE;
    STDMETHOD(RecordClear)(THIS_ PVOID pvExisting) PURE;
    STDMETHOD(RecordCopy)(THIS_ PVOID pvExisting, PVOID pvNew) PURE;
    STDMETHOD(GetGuid)(THIS_ GUID *pguid) PURE;
    STDMETHOD(GetName)(THIS_ BSTR *pbstrName) PURE;
    STDMETHOD(GetSize)(THIS_ ULONG *pcbSize) PURE;
    STDMETHOD(GetTypeInfo)(THIS_ ITypeInfo **ppTypeInfo) PURE;
    STDMETHOD(GetField)(THIS_ PVOID pvData, LPCOLESTR szFieldName, VARIANT *pvarField) PURE;
    STDMETHOD(GetFieldNoCopy)(THIS_ PVOID pvData, LPCOLESTR szFieldName, VARIANT *pvarField,
                              PVOID *ppvDataCArray) PURE;
    STDMETHOD(PutField)(THIS_ ULONG wFlags, PVOID pvData, LPCOLESTR szFieldName, VARIANT *pvarField) PURE;
    STDMETHOD(PutFieldNoCopy)(THIS_ ULONG wFlags, PVOID pvData, LPCOLESTR szFieldName, VARIANT *pvarField) PURE;
    STDMETHOD(GetFieldNames)(THIS_ ULONG *pcNames, BSTR *rgBstrNames) PURE;
    STDMETHOD_(WINBOOL, IsMatchingType)(THIS_ IRecordInfo *pRecordInfo) PURE;
    STDMETHOD_(PVOID, RecordCreate)(THIS) PURE;
    STDMETHOD(RecordCreateCopy)(THIS_ PVOID pvSource, PVOID *ppvDest) PURE;
    STDMETHOD(RecordDestroy)(THIS_ PVOID pvRecord) PURE;
};
#undef INTERFACE

#endif
