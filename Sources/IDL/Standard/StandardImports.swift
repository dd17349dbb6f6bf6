// SPDX-License-Identifier: Apache-2.0

/// The declarations that nearly every IDL file imports, for systems that have no Windows headers: types and interfaces as
/// Microsoft publishes them, as far as a type library can use them. A file of the same name on the search path is preferred.
enum StandardImports {
    /// The text of `import "name"`, or nil if it is not built in.
    static func text(of name: String) -> String? {
        switch name.lowercased() {
        case "wtypes.idl", "wtypesbase.idl", "basetsd.h": wtypes
        case "unknwn.idl", "unknwnbase.idl": unknwn
        case "objidl.idl", "objidlbase.idl", "servprov.idl": objidl
        case "oaidl.idl": oaidl
        case "oleidl.idl", "ocidl.idl", "docobj.idl", "olectl.h": ocidl
        case "dispex.idl", "mshtml.idl", "exdisp.idl": nil
        default: nil
        }
    }

    /// Types that a file without imports often forgets to import.
    static let basicTypeNames: Set<String> = [
        "BYTE", "WORD", "DWORD", "BOOL", "INT", "UINT", "LONG", "ULONG", "SHORT", "USHORT", "CHAR", "FLOAT", "DOUBLE",
        "LONGLONG", "ULONGLONG", "GUID", "IID", "CLSID", "IUnknown", "IDispatch", "LPOLESTR", "OLECHAR", "WCHAR", "DISPID",
        "LCID", "VARTYPE", "SAFEARRAY", "FILETIME", "HWND", "IStream", "IFont", "IPicture", "OLE_COLOR", "LPCWSTR",
    ]

    private static let wtypes = """
        typedef unsigned char UCHAR;
        typedef byte BYTE;
        typedef unsigned char BOOLEAN;
        typedef char CHAR;
        typedef short SHORT;
        typedef unsigned short USHORT;
        typedef unsigned short WORD;
        typedef int INT;
        typedef unsigned int UINT;
        typedef long LONG;
        typedef unsigned long ULONG;
        typedef unsigned long DWORD;
        typedef long BOOL;
        typedef __int64 LONGLONG;
        typedef unsigned __int64 ULONGLONG;
        typedef unsigned __int64 DWORDLONG;
        typedef __int64 INT64;
        typedef unsigned __int64 UINT64;
        typedef int INT32;
        typedef unsigned int UINT32;
        typedef __int3264 INT_PTR;
        typedef unsigned __int3264 UINT_PTR;
        typedef __int3264 LONG_PTR;
        typedef unsigned __int3264 ULONG_PTR;
        typedef unsigned __int3264 DWORD_PTR;
        typedef unsigned __int3264 SIZE_T;
        typedef float FLOAT;
        typedef double DOUBLE;
        typedef wchar_t WCHAR;
        typedef WCHAR OLECHAR;
        typedef void *PVOID;
        typedef void *LPVOID;
        typedef void *HANDLE;
        typedef BYTE *LPBYTE;
        typedef DWORD *LPDWORD;
        typedef LONG *LPLONG;
        typedef const CHAR *LPCSTR;
        typedef const WCHAR *LPCWSTR;
        typedef [string] CHAR *LPSTR;
        typedef [string] WCHAR *LPWSTR;
        typedef [string] OLECHAR *LPOLESTR;
        typedef [string] const OLECHAR *LPCOLESTR;
        typedef OLECHAR *BSTR;
        typedef BSTR *LPBSTR;
        typedef LONG SCODE;
        typedef LONG HRESULT;
        typedef short VARIANT_BOOL;
        typedef double DATE;
        typedef unsigned short VARTYPE;
        typedef DWORD LCID;
        typedef WORD LANGID;
        typedef DWORD COLORREF;
        typedef WORD CLIPFORMAT;
        typedef unsigned long error_t;
        typedef struct GUID { unsigned long Data1; unsigned short Data2; unsigned short Data3; byte Data4[8]; } GUID;
        typedef GUID IID;
        typedef GUID CLSID;
        typedef GUID FMTID;
        typedef GUID UUID;
        typedef GUID *LPGUID;
        typedef IID *LPIID;
        typedef CLSID *LPCLSID;
        typedef const GUID *REFGUID;
        typedef const IID *REFIID;
        typedef const CLSID *REFCLSID;
        typedef struct _FILETIME { DWORD dwLowDateTime; DWORD dwHighDateTime; } FILETIME;
        typedef struct _SYSTEMTIME { WORD wYear; WORD wMonth; WORD wDayOfWeek; WORD wDay; WORD wHour; WORD wMinute;
            WORD wSecond; WORD wMilliseconds; } SYSTEMTIME;
        typedef struct _LARGE_INTEGER { LONGLONG QuadPart; } LARGE_INTEGER;
        typedef struct _ULARGE_INTEGER { ULONGLONG QuadPart; } ULARGE_INTEGER;
        typedef struct tagPOINT { LONG x; LONG y; } POINT;
        typedef struct tagSIZE { LONG cx; LONG cy; } SIZE, SIZEL;
        typedef struct tagRECT { LONG left; LONG top; LONG right; LONG bottom; } RECT;
        typedef struct _POINTL { LONG x; LONG y; } POINTL;
        typedef struct _RECTL { LONG left; LONG top; LONG right; LONG bottom; } RECTL;
        typedef RECT *LPRECT;
        typedef const RECT *LPCRECT;
        typedef POINT *LPPOINT;
        typedef SIZE *LPSIZE;
        typedef struct _RemotableHandle { long fContext; long hInproc; } RemotableHandle;
        typedef [unique] RemotableHandle *wireHWND;
        typedef [unique] RemotableHandle *wireHDC;
        typedef [unique] RemotableHandle *wireHBITMAP;
        typedef [unique] RemotableHandle *wireHICON;
        typedef [unique] RemotableHandle *wireHMENU;
        typedef [wire_marshal(wireHWND)] void *HWND;
        typedef [wire_marshal(wireHDC)] void *HDC;
        typedef [wire_marshal(wireHBITMAP)] void *HBITMAP;
        typedef [wire_marshal(wireHICON)] void *HICON;
        typedef [wire_marshal(wireHMENU)] void *HMENU;
        typedef void *HINSTANCE;
        typedef void *HGLOBAL;
        typedef [v1_enum] enum tagCLSCTX { CLSCTX_INPROC_SERVER = 1, CLSCTX_INPROC_HANDLER = 2, CLSCTX_LOCAL_SERVER = 4,
            CLSCTX_REMOTE_SERVER = 16 } CLSCTX;
        enum VARENUM { VT_EMPTY = 0, VT_NULL, VT_I2, VT_I4, VT_R4, VT_R8, VT_CY, VT_DATE, VT_BSTR, VT_DISPATCH, VT_ERROR,
            VT_BOOL, VT_VARIANT, VT_UNKNOWN, VT_DECIMAL, VT_I1 = 16, VT_UI1, VT_UI2, VT_UI4, VT_I8, VT_UI8, VT_INT, VT_UINT,
            VT_VOID, VT_HRESULT, VT_PTR, VT_SAFEARRAY, VT_CARRAY, VT_USERDEFINED, VT_LPSTR, VT_LPWSTR, VT_RECORD = 36,
            VT_FILETIME = 64, VT_BLOB, VT_STREAM, VT_STORAGE, VT_STREAMED_OBJECT, VT_STORED_OBJECT, VT_BLOB_OBJECT, VT_CF,
            VT_CLSID, VT_VECTOR = 0x1000, VT_ARRAY = 0x2000, VT_BYREF = 0x4000, VT_RESERVED = 0x8000 };

        """

    private static let unknwn = """
        import "wtypes.idl";

        [local, object, uuid(00000000-0000-0000-C000-000000000046), pointer_default(unique)]
        interface IUnknown
        {
            HRESULT QueryInterface([in] REFIID riid, [out, iid_is(riid)] void **ppvObject);
            ULONG AddRef();
            ULONG Release();
        }
        typedef IUnknown *LPUNKNOWN;

        [object, uuid(00000001-0000-0000-C000-000000000046), pointer_default(unique)]
        interface IClassFactory : IUnknown
        {
            HRESULT CreateInstance([in, unique] IUnknown *pUnkOuter, [in] REFIID riid, [out, iid_is(riid)] void **ppvObject);
            HRESULT LockServer([in] BOOL fLock);
        }

        """

    private static let objidl = """
        import "unknwn.idl";

        [object, uuid(0c733a30-2a1c-11ce-ade5-00aa0044773d), pointer_default(unique)]
        interface ISequentialStream : IUnknown
        {
            HRESULT Read([out, size_is(cb), length_is(*pcbRead)] byte *pv, [in] ULONG cb, [out] ULONG *pcbRead);
            HRESULT Write([in, size_is(cb)] const byte *pv, [in] ULONG cb, [out] ULONG *pcbWritten);
        }

        typedef struct tagSTATSTG { LPOLESTR pwcsName; DWORD type; ULARGE_INTEGER cbSize; FILETIME mtime; FILETIME ctime;
            FILETIME atime; DWORD grfMode; DWORD grfLocksSupported; CLSID clsid; DWORD grfStateBits; DWORD reserved; } STATSTG;

        [object, uuid(0000000c-0000-0000-C000-000000000046), pointer_default(unique)]
        interface IStream : ISequentialStream
        {
            HRESULT Seek([in] LARGE_INTEGER dlibMove, [in] DWORD dwOrigin, [out] ULARGE_INTEGER *plibNewPosition);
            HRESULT SetSize([in] ULARGE_INTEGER libNewSize);
            HRESULT CopyTo([in, unique] IStream *pstm, [in] ULARGE_INTEGER cb, [out] ULARGE_INTEGER *pcbRead,
                [out] ULARGE_INTEGER *pcbWritten);
            HRESULT Commit([in] DWORD grfCommitFlags);
            HRESULT Revert();
            HRESULT LockRegion([in] ULARGE_INTEGER libOffset, [in] ULARGE_INTEGER cb, [in] DWORD dwLockType);
            HRESULT UnlockRegion([in] ULARGE_INTEGER libOffset, [in] ULARGE_INTEGER cb, [in] DWORD dwLockType);
            HRESULT Stat([out] STATSTG *pstatstg, [in] DWORD grfStatFlag);
            HRESULT Clone([out] IStream **ppstm);
        }
        typedef IStream *LPSTREAM;

        [object, uuid(0000010c-0000-0000-C000-000000000046), pointer_default(unique)]
        interface IPersist : IUnknown
        {
            HRESULT GetClassID([out] CLSID *pClassID);
        }

        [object, uuid(00000109-0000-0000-C000-000000000046), pointer_default(unique)]
        interface IPersistStream : IPersist
        {
            HRESULT IsDirty();
            HRESULT Load([in, unique] IStream *pStm);
            HRESULT Save([in, unique] IStream *pStm, [in] BOOL fClearDirty);
            HRESULT GetSizeMax([out] ULARGE_INTEGER *pcbSize);
        }

        [object, uuid(00000100-0000-0000-C000-000000000046), pointer_default(unique)]
        interface IEnumUnknown : IUnknown
        {
            HRESULT Next([in] ULONG celt, [out] IUnknown **rgelt, [out] ULONG *pceltFetched);
            HRESULT Skip([in] ULONG celt);
            HRESULT Reset();
            HRESULT Clone([out] IEnumUnknown **ppenum);
        }

        [object, uuid(00000101-0000-0000-C000-000000000046), pointer_default(unique)]
        interface IEnumString : IUnknown
        {
            HRESULT Next([in] ULONG celt, [out] LPOLESTR *rgelt, [out] ULONG *pceltFetched);
            HRESULT Skip([in] ULONG celt);
            HRESULT Reset();
            HRESULT Clone([out] IEnumString **ppenum);
        }

        [object, uuid(6d5140c1-7436-11ce-8034-00aa006009fa), pointer_default(unique)]
        interface IServiceProvider : IUnknown
        {
            HRESULT QueryService([in] REFGUID guidService, [in] REFIID riid, [out, iid_is(riid)] void **ppvObject);
        }

        """

    private static let oaidl = """
        import "objidl.idl";

        interface ITypeInfo;
        interface ITypeLib;

        typedef LONG DISPID;
        typedef DISPID MEMBERID;
        typedef DWORD HREFTYPE;
        typedef VARIANT VARIANTARG;
        typedef VARIANT *LPVARIANT;

        typedef struct tagSAFEARRAYBOUND { ULONG cElements; LONG lLbound; } SAFEARRAYBOUND;
        typedef struct tagSAFEARRAY { USHORT cDims; USHORT fFeatures; ULONG cbElements; ULONG cLocks; PVOID pvData;
            SAFEARRAYBOUND rgsabound[1]; } SAFEARRAY;
        typedef SAFEARRAY *LPSAFEARRAY;

        typedef struct tagDISPPARAMS { VARIANT *rgvarg; DISPID *rgdispidNamedArgs; UINT cArgs; UINT cNamedArgs; } DISPPARAMS;
        typedef struct tagEXCEPINFO { WORD wCode; WORD wReserved; BSTR bstrSource; BSTR bstrDescription; BSTR bstrHelpFile;
            DWORD dwHelpContext; PVOID pvReserved; PVOID pfnDeferredFillIn; SCODE scode; } EXCEPINFO;

        [object, uuid(00020400-0000-0000-C000-000000000046), pointer_default(unique)]
        interface IDispatch : IUnknown
        {
            HRESULT GetTypeInfoCount([out] UINT *pctinfo);
            HRESULT GetTypeInfo([in] UINT iTInfo, [in] LCID lcid, [out] IUnknown **ppTInfo);
            HRESULT GetIDsOfNames([in] REFIID riid, [in] LPOLESTR *rgszNames, [in] UINT cNames, [in] LCID lcid,
                [out] DISPID *rgDispId);
            HRESULT Invoke([in] DISPID dispIdMember, [in] REFIID riid, [in] LCID lcid, [in] WORD wFlags,
                [in, out] DISPPARAMS *pDispParams, [out] VARIANT *pVarResult, [out] EXCEPINFO *pExcepInfo,
                [out] UINT *puArgErr);
        }
        typedef IDispatch *LPDISPATCH;

        [object, uuid(00020404-0000-0000-C000-000000000046), pointer_default(unique)]
        interface IEnumVARIANT : IUnknown
        {
            HRESULT Next([in] ULONG celt, [out] VARIANT *rgVar, [out] ULONG *pCeltFetched);
            HRESULT Skip([in] ULONG celt);
            HRESULT Reset();
            HRESULT Clone([out] IEnumVARIANT **ppEnum);
        }

        [object, uuid(1CF2B120-547D-101B-8E65-08002B2BD119), pointer_default(unique)]
        interface IErrorInfo : IUnknown
        {
            HRESULT GetGUID([out] GUID *pGUID);
            HRESULT GetSource([out] BSTR *pBstrSource);
            HRESULT GetDescription([out] BSTR *pBstrDescription);
            HRESULT GetHelpFile([out] BSTR *pBstrHelpFile);
            HRESULT GetHelpContext([out] DWORD *pdwHelpContext);
        }

        """

    private static let ocidl = """
        import "oaidl.idl";

        typedef DWORD OLE_COLOR;
        typedef UINT OLE_HANDLE;
        typedef LONG OLE_XPOS_PIXELS;
        typedef LONG OLE_YPOS_PIXELS;
        typedef LONG OLE_XSIZE_PIXELS;
        typedef LONG OLE_YSIZE_PIXELS;
        typedef LONG OLE_XPOS_HIMETRIC;
        typedef LONG OLE_YPOS_HIMETRIC;
        typedef LONG OLE_XSIZE_HIMETRIC;
        typedef LONG OLE_YSIZE_HIMETRIC;
        typedef VARIANT_BOOL OLE_CANCELBOOL;
        typedef VARIANT_BOOL OLE_OPTEXCLUSIVE;

        interface IConnectionPointContainer;
        interface IEnumConnections;
        interface IEnumConnectionPoints;

        typedef struct tagCONNECTDATA { IUnknown *pUnk; DWORD dwCookie; } CONNECTDATA;

        [object, uuid(B196B286-BAB4-101A-B69C-00AA00341D07), pointer_default(unique)]
        interface IConnectionPoint : IUnknown
        {
            HRESULT GetConnectionInterface([out] IID *piid);
            HRESULT GetConnectionPointContainer([out] IConnectionPointContainer **ppCPC);
            HRESULT Advise([in] IUnknown *pUnkSink, [out] DWORD *pdwCookie);
            HRESULT Unadvise([in] DWORD dwCookie);
            HRESULT EnumConnections([out] IEnumConnections **ppEnum);
        }

        [object, uuid(B196B287-BAB4-101A-B69C-00AA00341D07), pointer_default(unique)]
        interface IEnumConnections : IUnknown
        {
            HRESULT Next([in] ULONG cConnections, [out] CONNECTDATA *rgcd, [out] ULONG *pcFetched);
            HRESULT Skip([in] ULONG cConnections);
            HRESULT Reset();
            HRESULT Clone([out] IEnumConnections **ppEnum);
        }

        [object, uuid(B196B285-BAB4-101A-B69C-00AA00341D07), pointer_default(unique)]
        interface IEnumConnectionPoints : IUnknown
        {
            HRESULT Next([in] ULONG cConnections, [out] IConnectionPoint **ppCP, [out] ULONG *pcFetched);
            HRESULT Skip([in] ULONG cConnections);
            HRESULT Reset();
            HRESULT Clone([out] IEnumConnectionPoints **ppEnum);
        }

        [object, uuid(B196B284-BAB4-101A-B69C-00AA00341D07), pointer_default(unique)]
        interface IConnectionPointContainer : IUnknown
        {
            HRESULT EnumConnectionPoints([out] IEnumConnectionPoints **ppEnum);
            HRESULT FindConnectionPoint([in] REFIID riid, [out] IConnectionPoint **ppCP);
        }

        [object, uuid(B196B283-BAB4-101A-B69C-00AA00341D07), pointer_default(unique)]
        interface IProvideClassInfo : IUnknown
        {
            HRESULT GetClassInfo([out] IUnknown **ppTI);
        }

        [object, uuid(BEF6E003-A874-101A-8BBA-00AA00300CAB), pointer_default(unique)]
        interface IFontDisp : IDispatch {}

        [object, uuid(7BF80981-BF32-101A-8BBB-00AA00300CAB), pointer_default(unique)]
        interface IPictureDisp : IDispatch {}

        """
}
