// SPDX-License-Identifier: Apache-2.0
//
// HRESULT and the codes that COM and Automation document. [MS-ERREF] 2.1, 2.2
#ifndef LATEBIND_WINERROR_H
#define LATEBIND_WINERROR_H

#include <latebind/basetyps.h>

// Bit 31: failure. Bits 16-28: facility. Bits 0-15: code.
#define SUCCEEDED(hr) (((HRESULT)(hr)) >= 0)
#define FAILED(hr) (((HRESULT)(hr)) < 0)
#define HRESULT_CODE(hr) ((hr) & 0xFFFF)
#define HRESULT_FACILITY(hr) (((hr) >> 16) & 0x1FFF)
#define HRESULT_SEVERITY(hr) (((hr) >> 31) & 0x1)
#define MAKE_HRESULT(severity, facility, code) \
    ((HRESULT)(((uint32_t)(severity) << 31) | ((uint32_t)(facility) << 16) | (uint32_t)(code)))
#define SCODE_CODE(sc) HRESULT_CODE(sc)
#define SCODE_FACILITY(sc) HRESULT_FACILITY(sc)
#define SCODE_SEVERITY(sc) HRESULT_SEVERITY(sc)
#define MAKE_SCODE(severity, facility, code) MAKE_HRESULT(severity, facility, code)

// A Win32 error as an HRESULT; 0 and what is an HRESULT already stay as they are.
#define HRESULT_FROM_WIN32(error) \
    ((HRESULT)(error) <= 0 ? (HRESULT)(error) : MAKE_HRESULT(SEVERITY_ERROR, FACILITY_WIN32, (error) & 0xFFFF))

#define SEVERITY_SUCCESS 0
#define SEVERITY_ERROR 1

#define FACILITY_NULL 0
#define FACILITY_RPC 1
#define FACILITY_DISPATCH 2
#define FACILITY_STORAGE 3
#define FACILITY_ITF 4
#define FACILITY_WIN32 7
#define FACILITY_WINDOWS 8
#define FACILITY_SSPI 9
#define FACILITY_CONTROL 10
#define FACILITY_CERT 11
#define FACILITY_INTERNET 12

// ---- Success --------------------------------------------------------------------------------------------------------

#define S_OK    ((HRESULT)0x00000000)
#define NOERROR ((HRESULT)0x00000000)
#define S_FALSE ((HRESULT)0x00000001)  // success, and the answer is no, or there were fewer

// ---- General --------------------------------------------------------------------------------------------------------

#define E_NOTIMPL              ((HRESULT)0x80004001)
#define E_NOINTERFACE          ((HRESULT)0x80004002)
#define E_POINTER              ((HRESULT)0x80004003)
#define E_ABORT                ((HRESULT)0x80004004)
#define E_FAIL                 ((HRESULT)0x80004005)
#define E_UNEXPECTED           ((HRESULT)0x8000FFFF)
#define E_PENDING              ((HRESULT)0x8000000A)
#define E_BOUNDS               ((HRESULT)0x8000000B)
#define E_CHANGED_STATE        ((HRESULT)0x8000000C)
#define E_ILLEGAL_STATE_CHANGE ((HRESULT)0x8000000D)
#define E_ILLEGAL_METHOD_CALL  ((HRESULT)0x8000000E)
#define E_ACCESSDENIED         ((HRESULT)0x80070005)
#define E_HANDLE               ((HRESULT)0x80070006)
#define E_OUTOFMEMORY          ((HRESULT)0x8007000E)
#define E_INVALIDARG           ((HRESULT)0x80070057)

// ---- IDispatch (facility DISPATCH) ----------------------------------------------------------------------------------

#define DISP_E_UNKNOWNINTERFACE ((HRESULT)0x80020001)
#define DISP_E_MEMBERNOTFOUND   ((HRESULT)0x80020003)
#define DISP_E_PARAMNOTFOUND    ((HRESULT)0x80020004)
#define DISP_E_TYPEMISMATCH     ((HRESULT)0x80020005)
#define DISP_E_UNKNOWNNAME      ((HRESULT)0x80020006)
#define DISP_E_NONAMEDARGS      ((HRESULT)0x80020007)
#define DISP_E_BADVARTYPE       ((HRESULT)0x80020008)
#define DISP_E_EXCEPTION        ((HRESULT)0x80020009)
#define DISP_E_OVERFLOW         ((HRESULT)0x8002000A)
#define DISP_E_BADINDEX         ((HRESULT)0x8002000B)
#define DISP_E_UNKNOWNLCID      ((HRESULT)0x8002000C)
#define DISP_E_ARRAYISLOCKED    ((HRESULT)0x8002000D)
#define DISP_E_BADPARAMCOUNT    ((HRESULT)0x8002000E)
#define DISP_E_PARAMNOTOPTIONAL ((HRESULT)0x8002000F)
#define DISP_E_BADCALLEE        ((HRESULT)0x80020010)
#define DISP_E_NOTACOLLECTION   ((HRESULT)0x80020011)
#define DISP_E_DIVBYZERO        ((HRESULT)0x80020012)
#define DISP_E_BUFFERTOOSMALL   ((HRESULT)0x80020013)

// ---- Type libraries (facility DISPATCH) -----------------------------------------------------------------------------

#define TYPE_E_BUFFERTOOSMALL          ((HRESULT)0x80028016)
#define TYPE_E_FIELDNOTFOUND           ((HRESULT)0x80028017)
#define TYPE_E_INVDATAREAD             ((HRESULT)0x80028018)
#define TYPE_E_UNSUPFORMAT             ((HRESULT)0x80028019)
#define TYPE_E_REGISTRYACCESS          ((HRESULT)0x8002801C)
#define TYPE_E_LIBNOTREGISTERED        ((HRESULT)0x8002801D)
#define TYPE_E_UNDEFINEDTYPE           ((HRESULT)0x80028027)
#define TYPE_E_QUALIFIEDNAMEDISALLOWED ((HRESULT)0x80028028)
#define TYPE_E_INVALIDSTATE            ((HRESULT)0x80028029)
#define TYPE_E_WRONGTYPEKIND           ((HRESULT)0x8002802A)
#define TYPE_E_ELEMENTNOTFOUND         ((HRESULT)0x8002802B)
#define TYPE_E_AMBIGUOUSNAME           ((HRESULT)0x8002802C)
#define TYPE_E_NAMECONFLICT            ((HRESULT)0x8002802D)
#define TYPE_E_UNKNOWNLCID             ((HRESULT)0x8002802E)
#define TYPE_E_DLLFUNCTIONNOTFOUND     ((HRESULT)0x8002802F)
#define TYPE_E_BADMODULEKIND           ((HRESULT)0x800288BD)
#define TYPE_E_SIZETOOBIG              ((HRESULT)0x800288C5)
#define TYPE_E_DUPLICATEID             ((HRESULT)0x800288C6)
#define TYPE_E_INVALIDID               ((HRESULT)0x800288CF)
#define TYPE_E_TYPEMISMATCH            ((HRESULT)0x80028CA0)
#define TYPE_E_OUTOFBOUNDS             ((HRESULT)0x80028CA1)
#define TYPE_E_IOERROR                 ((HRESULT)0x80028CA2)
#define TYPE_E_CANTCREATETMPFILE       ((HRESULT)0x80028CA3)
#define TYPE_E_CANTLOADLIBRARY         ((HRESULT)0x80029C4A)
#define TYPE_E_INCONSISTENTPROPFUNCS   ((HRESULT)0x80029C83)
#define TYPE_E_CIRCULARTYPE            ((HRESULT)0x80029C84)

// ---- Class objects --------------------------------------------------------------------------------------------------

#define CLASS_E_NOAGGREGATION     ((HRESULT)0x80040110)
#define CLASS_E_CLASSNOTAVAILABLE ((HRESULT)0x80040111)
#define CLASS_E_NOTLICENSED       ((HRESULT)0x80040112)

// ---- Registration ---------------------------------------------------------------------------------------------------

#define REGDB_E_READREGDB         ((HRESULT)0x80040150)
#define REGDB_E_WRITEREGDB        ((HRESULT)0x80040151)
#define REGDB_E_KEYMISSING        ((HRESULT)0x80040152)
#define REGDB_E_INVALIDVALUE      ((HRESULT)0x80040153)
#define REGDB_E_CLASSNOTREG       ((HRESULT)0x80040154)
#define REGDB_E_IIDNOTREG         ((HRESULT)0x80040155)
#define REGDB_E_BADTHREADINGMODEL ((HRESULT)0x80040156)
#define CAT_E_CATIDNOEXIST        ((HRESULT)0x80040160)
#define CAT_E_NODESCRIPTION       ((HRESULT)0x80040161)
#define SELFREG_E_TYPELIB         ((HRESULT)0x80040200)
#define SELFREG_E_CLASS           ((HRESULT)0x80040201)

// ---- Connection points ----------------------------------------------------------------------------------------------

#define CONNECT_E_NOCONNECTION  ((HRESULT)0x80040200)
#define CONNECT_E_ADVISELIMIT   ((HRESULT)0x80040201)
#define CONNECT_E_CANNOTCONNECT ((HRESULT)0x80040202)
#define CONNECT_E_OVERRIDDEN    ((HRESULT)0x80040203)

// ---- Activation and the library's state -----------------------------------------------------------------------------

#define CO_E_NOTINITIALIZED                           ((HRESULT)0x800401F0)
#define CO_E_ALREADYINITIALIZED                       ((HRESULT)0x800401F1)
#define CO_E_CANTDETERMINECLASS                       ((HRESULT)0x800401F2)
#define CO_E_CLASSSTRING                              ((HRESULT)0x800401F3)
#define CO_E_IIDSTRING                                ((HRESULT)0x800401F4)
#define CO_E_APPNOTFOUND                              ((HRESULT)0x800401F5)
#define CO_E_APPSINGLEUSE                             ((HRESULT)0x800401F6)
#define CO_E_ERRORINAPP                               ((HRESULT)0x800401F7)
#define CO_E_DLLNOTFOUND                              ((HRESULT)0x800401F8)
#define CO_E_ERRORINDLL                               ((HRESULT)0x800401F9)
#define CO_E_WRONGOSFORAPP                            ((HRESULT)0x800401FA)
#define CO_E_OBJNOTREG                                ((HRESULT)0x800401FB)
#define CO_E_OBJISREG                                 ((HRESULT)0x800401FC)
#define CO_E_OBJNOTCONNECTED                          ((HRESULT)0x800401FD)
#define CO_E_APPDIDNTREG                              ((HRESULT)0x800401FE)
#define CO_E_RELEASED                                 ((HRESULT)0x800401FF)
#define CO_E_INIT_TLS                                 ((HRESULT)0x80004006)
#define CO_E_INIT_SHARED_ALLOCATOR                    ((HRESULT)0x80004007)
#define CO_E_INIT_MEMORY_ALLOCATOR                    ((HRESULT)0x80004008)
#define CO_E_INIT_CLASS_CACHE                         ((HRESULT)0x80004009)
#define CO_E_INIT_RPC_CHANNEL                         ((HRESULT)0x8000400A)
#define CO_E_INIT_TLS_SET_CHANNEL_CONTROL             ((HRESULT)0x8000400B)
#define CO_E_INIT_TLS_CHANNEL_CONTROL                 ((HRESULT)0x8000400C)
#define CO_E_INIT_UNACCEPTED_USER_ALLOCATOR           ((HRESULT)0x8000400D)
#define CO_E_INIT_SCM_MUTEX_EXISTS                    ((HRESULT)0x8000400E)
#define CO_E_INIT_SCM_FILE_MAPPING_EXISTS             ((HRESULT)0x8000400F)
#define CO_E_INIT_SCM_MAP_VIEW_OF_FILE                ((HRESULT)0x80004010)
#define CO_E_INIT_SCM_EXEC_FAILURE                    ((HRESULT)0x80004011)
#define CO_E_INIT_ONLY_SINGLE_THREADED                ((HRESULT)0x80004012)
#define CO_E_CANT_REMOTE                              ((HRESULT)0x80004013)
#define CO_E_BAD_SERVER_NAME                          ((HRESULT)0x80004014)
#define CO_E_WRONG_SERVER_IDENTITY                    ((HRESULT)0x80004015)
#define CO_E_OLE1DDE_DISABLED                         ((HRESULT)0x80004016)
#define CO_E_RUNAS_SYNTAX                             ((HRESULT)0x80004017)
#define CO_E_CREATEPROCESS_FAILURE                    ((HRESULT)0x80004018)
#define CO_E_RUNAS_CREATEPROCESS_FAILURE              ((HRESULT)0x80004019)
#define CO_E_RUNAS_LOGON_FAILURE                      ((HRESULT)0x8000401A)
#define CO_E_LAUNCH_PERMSSION_DENIED                  ((HRESULT)0x8000401B)
#define CO_E_START_SERVICE_FAILURE                    ((HRESULT)0x8000401C)
#define CO_E_REMOTE_COMMUNICATION_FAILURE             ((HRESULT)0x8000401D)
#define CO_E_SERVER_START_TIMEOUT                     ((HRESULT)0x8000401E)
#define CO_E_CLSREG_INCONSISTENT                      ((HRESULT)0x8000401F)
#define CO_E_IIDREG_INCONSISTENT                      ((HRESULT)0x80004020)
#define CO_E_NOT_SUPPORTED                            ((HRESULT)0x80004021)
#define CO_E_RELOAD_DLL                               ((HRESULT)0x80004022)
#define CO_E_MSI_ERROR                                ((HRESULT)0x80004023)
#define CO_E_ATTEMPT_TO_CREATE_OUTSIDE_CLIENT_CONTEXT ((HRESULT)0x80004024)
#define CO_E_SERVER_PAUSED                            ((HRESULT)0x80004025)
#define CO_E_SERVER_NOT_PAUSED                        ((HRESULT)0x80004026)
#define CO_E_CLASS_DISABLED                           ((HRESULT)0x80004027)
#define CO_E_CLRNOTAVAILABLE                          ((HRESULT)0x80004028)
#define CO_E_ASYNC_WORK_REJECTED                      ((HRESULT)0x80004029)
#define CO_E_SERVER_INIT_TIMEOUT                      ((HRESULT)0x8000402A)
#define CO_E_NO_SECCTX_IN_ACTIVATE                    ((HRESULT)0x8000402B)
#define CO_E_CLASS_CREATE_FAILED                      ((HRESULT)0x80080001)
#define CO_E_SCM_ERROR                                ((HRESULT)0x80080002)
#define CO_E_SCM_RPC_FAILURE                          ((HRESULT)0x80080003)
#define CO_E_BAD_PATH                                 ((HRESULT)0x80080004)
#define CO_E_SERVER_EXEC_FAILURE                      ((HRESULT)0x80080005)
#define CO_E_OBJSRV_RPC_FAILURE                       ((HRESULT)0x80080006)
#define CO_E_SERVER_STOPPING                          ((HRESULT)0x80080008)
#define CO_S_NOTALLINTERFACES                         ((HRESULT)0x00080012)
#define CO_S_MACHINENAMENOTFOUND                      ((HRESULT)0x00080013)

// ---- Remoting (facility RPC) ----------------------------------------------------------------------------------------

#define RPC_E_CALL_REJECTED               ((HRESULT)0x80010001)
#define RPC_E_CALL_CANCELED               ((HRESULT)0x80010002)
#define RPC_E_CANTPOST_INSENDCALL         ((HRESULT)0x80010003)
#define RPC_E_CANTCALLOUT_INASYNCCALL     ((HRESULT)0x80010004)
#define RPC_E_CANTCALLOUT_INEXTERNALCALL  ((HRESULT)0x80010005)
#define RPC_E_CONNECTION_TERMINATED       ((HRESULT)0x80010006)
#define RPC_E_SERVER_DIED                 ((HRESULT)0x80010007)
#define RPC_E_CLIENT_DIED                 ((HRESULT)0x80010008)
#define RPC_E_INVALID_DATAPACKET          ((HRESULT)0x80010009)
#define RPC_E_CANTTRANSMIT_CALL           ((HRESULT)0x8001000A)
#define RPC_E_CLIENT_CANTMARSHAL_DATA     ((HRESULT)0x8001000B)
#define RPC_E_CLIENT_CANTUNMARSHAL_DATA   ((HRESULT)0x8001000C)
#define RPC_E_SERVER_CANTMARSHAL_DATA     ((HRESULT)0x8001000D)
#define RPC_E_SERVER_CANTUNMARSHAL_DATA   ((HRESULT)0x8001000E)
#define RPC_E_INVALID_DATA                ((HRESULT)0x8001000F)
#define RPC_E_INVALID_PARAMETER           ((HRESULT)0x80010010)
#define RPC_E_CANTCALLOUT_AGAIN           ((HRESULT)0x80010011)
#define RPC_E_SERVER_DIED_DNE             ((HRESULT)0x80010012)
#define RPC_E_SYS_CALL_FAILED             ((HRESULT)0x80010100)
#define RPC_E_OUT_OF_RESOURCES            ((HRESULT)0x80010101)
#define RPC_E_ATTEMPTED_MULTITHREAD       ((HRESULT)0x80010102)
#define RPC_E_NOT_REGISTERED              ((HRESULT)0x80010103)
#define RPC_E_FAULT                       ((HRESULT)0x80010104)
#define RPC_E_SERVERFAULT                 ((HRESULT)0x80010105)
#define RPC_E_CHANGED_MODE                ((HRESULT)0x80010106)
#define RPC_E_INVALIDMETHOD               ((HRESULT)0x80010107)
#define RPC_E_DISCONNECTED                ((HRESULT)0x80010108)
#define RPC_E_RETRY                       ((HRESULT)0x80010109)
#define RPC_E_SERVERCALL_RETRYLATER       ((HRESULT)0x8001010A)
#define RPC_E_SERVERCALL_REJECTED         ((HRESULT)0x8001010B)
#define RPC_E_INVALID_CALLDATA            ((HRESULT)0x8001010C)
#define RPC_E_CANTCALLOUT_ININPUTSYNCCALL ((HRESULT)0x8001010D)
#define RPC_E_WRONG_THREAD                ((HRESULT)0x8001010E)
#define RPC_E_THREAD_NOT_INIT             ((HRESULT)0x8001010F)
#define RPC_E_VERSION_MISMATCH            ((HRESULT)0x80010110)
#define RPC_E_INVALID_HEADER              ((HRESULT)0x80010111)
#define RPC_E_INVALID_EXTENSION           ((HRESULT)0x80010112)
#define RPC_E_INVALID_IPID                ((HRESULT)0x80010113)
#define RPC_E_INVALID_OBJECT              ((HRESULT)0x80010114)
#define RPC_S_CALLPENDING                 ((HRESULT)0x80010115)
#define RPC_S_WAITONTIMER                 ((HRESULT)0x80010116)
#define RPC_E_CALL_COMPLETE               ((HRESULT)0x80010117)
#define RPC_E_UNSECURE_CALL               ((HRESULT)0x80010118)
#define RPC_E_TOO_LATE                    ((HRESULT)0x80010119)
#define RPC_E_NO_GOOD_SECURITY_PACKAGES   ((HRESULT)0x8001011A)
#define RPC_E_ACCESS_DENIED               ((HRESULT)0x8001011B)
#define RPC_E_REMOTE_DISABLED             ((HRESULT)0x8001011C)
#define RPC_E_INVALID_OBJREF              ((HRESULT)0x8001011D)
#define RPC_E_NO_CONTEXT                  ((HRESULT)0x8001011E)
#define RPC_E_TIMEOUT                     ((HRESULT)0x8001011F)
#define RPC_E_NO_SYNC                     ((HRESULT)0x80010120)
#define RPC_E_FULLSIC_REQUIRED            ((HRESULT)0x80010121)
#define RPC_E_INVALID_STD_NAME            ((HRESULT)0x80010122)
#define RPC_E_UNEXPECTED                  ((HRESULT)0x8001FFFF)

// ---- Storage and streams --------------------------------------------------------------------------------------------

#define STG_E_INVALIDFUNCTION       ((HRESULT)0x80030001)
#define STG_E_FILENOTFOUND          ((HRESULT)0x80030002)
#define STG_E_PATHNOTFOUND          ((HRESULT)0x80030003)
#define STG_E_TOOMANYOPENFILES      ((HRESULT)0x80030004)
#define STG_E_ACCESSDENIED          ((HRESULT)0x80030005)
#define STG_E_INVALIDHANDLE         ((HRESULT)0x80030006)
#define STG_E_INSUFFICIENTMEMORY    ((HRESULT)0x80030008)
#define STG_E_INVALIDPOINTER        ((HRESULT)0x80030009)
#define STG_E_NOMOREFILES           ((HRESULT)0x80030012)
#define STG_E_DISKISWRITEPROTECTED  ((HRESULT)0x80030013)
#define STG_E_SEEKERROR             ((HRESULT)0x80030019)
#define STG_E_WRITEFAULT            ((HRESULT)0x8003001D)
#define STG_E_READFAULT             ((HRESULT)0x8003001E)
#define STG_E_SHAREVIOLATION        ((HRESULT)0x80030020)
#define STG_E_LOCKVIOLATION         ((HRESULT)0x80030021)
#define STG_E_FILEALREADYEXISTS     ((HRESULT)0x80030050)
#define STG_E_INVALIDPARAMETER      ((HRESULT)0x80030057)
#define STG_E_MEDIUMFULL            ((HRESULT)0x80030070)
#define STG_E_ABNORMALAPIEXIT       ((HRESULT)0x800300FA)
#define STG_E_INVALIDHEADER         ((HRESULT)0x800300FB)
#define STG_E_INVALIDNAME           ((HRESULT)0x800300FC)
#define STG_E_UNKNOWN               ((HRESULT)0x800300FD)
#define STG_E_UNIMPLEMENTEDFUNCTION ((HRESULT)0x800300FE)
#define STG_E_INVALIDFLAG           ((HRESULT)0x800300FF)
#define STG_E_INUSE                 ((HRESULT)0x80030100)
#define STG_E_NOTCURRENT            ((HRESULT)0x80030101)
#define STG_E_REVERTED              ((HRESULT)0x80030102)
#define STG_E_CANTSAVE              ((HRESULT)0x80030103)
#define STG_E_OLDFORMAT             ((HRESULT)0x80030104)
#define STG_E_OLDDLL                ((HRESULT)0x80030105)
#define STG_E_SHAREREQUIRED         ((HRESULT)0x80030106)
#define STG_E_NOTFILEBASEDSTORAGE   ((HRESULT)0x80030107)
#define STG_E_EXTANTMARSHALLINGS    ((HRESULT)0x80030108)
#define STG_E_DOCFILECORRUPT        ((HRESULT)0x80030109)

// ---- OLE ------------------------------------------------------------------------------------------------------------

#define OLE_E_OLEVERB             ((HRESULT)0x80040000)
#define OLE_E_ADVF                ((HRESULT)0x80040001)
#define OLE_E_ENUM_NOMORE         ((HRESULT)0x80040002)
#define OLE_E_ADVISENOTSUPPORTED  ((HRESULT)0x80040003)
#define OLE_E_NOCONNECTION        ((HRESULT)0x80040004)
#define OLE_E_NOTRUNNING          ((HRESULT)0x80040005)
#define OLE_E_NOCACHE             ((HRESULT)0x80040006)
#define OLE_E_BLANK               ((HRESULT)0x80040007)
#define OLE_E_CLASSDIFF           ((HRESULT)0x80040008)
#define OLE_E_CANT_GETMONIKER     ((HRESULT)0x80040009)
#define OLE_E_CANT_BINDTOSOURCE   ((HRESULT)0x8004000A)
#define OLE_E_STATIC              ((HRESULT)0x8004000B)
#define OLE_E_PROMPTSAVECANCELLED ((HRESULT)0x8004000C)
#define OLE_E_INVALIDRECT         ((HRESULT)0x8004000D)
#define OLE_E_WRONGCOMPOBJ        ((HRESULT)0x8004000E)
#define OLE_E_INVALIDHWND         ((HRESULT)0x8004000F)
#define OLE_E_NOT_INPLACEACTIVE   ((HRESULT)0x80040010)
#define OLE_E_CANTCONVERT         ((HRESULT)0x80040011)
#define OLE_E_NOSTORAGE           ((HRESULT)0x80040012)
#define OLEOBJ_E_NOVERBS          ((HRESULT)0x80040180)
#define OLEOBJ_E_INVALIDVERB      ((HRESULT)0x80040181)
#define OLE_S_USEREG              ((HRESULT)0x00040000)
#define OLE_S_STATIC              ((HRESULT)0x00040001)

// ---- Monikers -------------------------------------------------------------------------------------------------------

#define MK_E_CONNECTMANUALLY                   ((HRESULT)0x800401E0)
#define MK_E_EXCEEDEDDEADLINE                  ((HRESULT)0x800401E1)
#define MK_E_NEEDGENERIC                       ((HRESULT)0x800401E2)
#define MK_E_UNAVAILABLE                       ((HRESULT)0x800401E3)
#define MK_E_SYNTAX                            ((HRESULT)0x800401E4)
#define MK_E_NOOBJECT                          ((HRESULT)0x800401E5)
#define MK_E_INVALIDEXTENSION                  ((HRESULT)0x800401E6)
#define MK_E_INTERMEDIATEINTERFACENOTSUPPORTED ((HRESULT)0x800401E7)
#define MK_E_NOTBINDABLE                       ((HRESULT)0x800401E8)
#define MK_E_NOTBOUND                          ((HRESULT)0x800401E9)
#define MK_E_CANTOPENFILE                      ((HRESULT)0x800401EA)
#define MK_E_MUSTBOTHERUSER                    ((HRESULT)0x800401EB)
#define MK_E_NOINVERSE                         ((HRESULT)0x800401EC)
#define MK_E_NOSTORAGE                         ((HRESULT)0x800401ED)
#define MK_E_NOPREFIX                          ((HRESULT)0x800401EE)
#define MK_E_ENUMERATION_FAILED                ((HRESULT)0x800401EF)

// ---- Win32 errors: HRESULT_FROM_WIN32 makes them codes, [MS-ERREF] 2.2 ----------------------------------------------

#define ERROR_SUCCESS                 0
#define ERROR_FILE_NOT_FOUND          2
#define ERROR_PATH_NOT_FOUND          3
#define ERROR_TOO_MANY_OPEN_FILES     4
#define ERROR_ACCESS_DENIED           5
#define ERROR_INVALID_HANDLE          6
#define ERROR_NOT_ENOUGH_MEMORY       8
#define ERROR_BAD_FORMAT              11
#define ERROR_INVALID_DATA            13
#define ERROR_OUTOFMEMORY             14
#define ERROR_NOT_SUPPORTED           50
#define ERROR_FILE_EXISTS             80
#define ERROR_INVALID_PARAMETER       87
#define ERROR_BROKEN_PIPE             109
#define ERROR_INSUFFICIENT_BUFFER     122
#define ERROR_MOD_NOT_FOUND           126
#define ERROR_PROC_NOT_FOUND          127
#define ERROR_BAD_EXE_FORMAT          193
#define ERROR_ALREADY_EXISTS          183
#define ERROR_MORE_DATA               234
#define ERROR_NOT_FOUND               1168
#define ERROR_CANCELLED               1223
#define ERROR_TIMEOUT                 1460
#define ERROR_RESOURCE_DATA_NOT_FOUND 1812
#define ERROR_RESOURCE_TYPE_NOT_FOUND 1813
#define ERROR_RESOURCE_NAME_NOT_FOUND 1814

// ---- RPC's Win32 errors: [MS-ERREF] 2.2, [MS-RPCE] 3.1.1.5.5 --------------------------------------------------------

#define RPC_S_OK                      0
#define RPC_S_INVALID_STRING_BINDING  1700
#define RPC_S_WRONG_KIND_OF_BINDING   1701
#define RPC_S_INVALID_BINDING         1702
#define RPC_S_PROTSEQ_NOT_SUPPORTED   1703
#define RPC_S_INVALID_RPC_PROTSEQ     1704
#define RPC_S_INVALID_STRING_UUID     1705
#define RPC_S_INVALID_ENDPOINT_FORMAT 1706
#define RPC_S_INVALID_NET_ADDR        1707
#define RPC_S_NO_ENDPOINT_FOUND       1708
#define RPC_S_INVALID_TIMEOUT         1709
#define RPC_S_OBJECT_NOT_FOUND        1710
#define RPC_S_ALREADY_REGISTERED      1711
#define RPC_S_TYPE_ALREADY_REGISTERED 1712
#define RPC_S_ALREADY_LISTENING       1713
#define RPC_S_NO_PROTSEQS_REGISTERED  1714
#define RPC_S_NOT_LISTENING           1715
#define RPC_S_UNKNOWN_MGR_TYPE        1716
#define RPC_S_UNKNOWN_IF              1717
#define RPC_S_NO_BINDINGS             1718
#define RPC_S_NO_PROTSEQS             1719
#define RPC_S_CANT_CREATE_ENDPOINT    1720
#define RPC_S_OUT_OF_RESOURCES        1721
#define RPC_S_SERVER_UNAVAILABLE      1722
#define RPC_S_SERVER_TOO_BUSY         1723
#define RPC_S_INVALID_NETWORK_OPTIONS 1724
#define RPC_S_NO_CALL_ACTIVE          1725
#define RPC_S_CALL_FAILED             1726
#define RPC_S_CALL_FAILED_DNE         1727
#define RPC_S_PROTOCOL_ERROR          1728
#define RPC_S_UNSUPPORTED_TRANS_SYN   1730
#define RPC_S_UNSUPPORTED_TYPE        1732
#define RPC_S_INVALID_TAG             1733
#define RPC_S_INVALID_BOUND           1734
#define RPC_S_PROCNUM_OUT_OF_RANGE    1745
#define RPC_S_UNKNOWN_AUTHN_SERVICE   1747
#define RPC_S_UNKNOWN_AUTHN_LEVEL     1748
#define RPC_S_CANNOT_SUPPORT          1764
#define RPC_S_INTERNAL_ERROR          1766
#define RPC_S_ADDRESS_ERROR           1768
#define RPC_S_CALL_IN_PROGRESS        1791
#define RPC_S_CALL_CANCELLED          1818
#define RPC_S_COMM_FAILURE            1820
#define RPC_X_NO_MORE_ENTRIES         1772
#define RPC_X_SS_IN_NULL_CONTEXT      1775
#define RPC_X_SS_CONTEXT_DAMAGED      1777
#define RPC_X_SS_HANDLES_MISMATCH     1778
#define RPC_X_NULL_REF_POINTER        1780
#define RPC_X_ENUM_VALUE_OUT_OF_RANGE 1781
#define RPC_X_BYTE_COUNT_TOO_SMALL    1782
#define RPC_X_BAD_STUB_DATA           1783
#define RPC_X_INVALID_ES_ACTION       1827
#define RPC_X_WRONG_ES_VERSION        1828
#define RPC_X_WRONG_STUB_VERSION      1829
#define EPT_S_CANT_PERFORM_OP         1752
#define EPT_S_NOT_REGISTERED          1753

#endif
