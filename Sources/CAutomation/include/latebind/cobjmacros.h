// SPDX-License-Identifier: Apache-2.0
//
// Calls by macro, for C with COBJMACROS defined. Written by Tests/CAutomationTests/generate-lists.py.
#ifndef LATEBIND_COBJMACROS_H
#define LATEBIND_COBJMACROS_H

// IUnknown
#define IUnknown_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IUnknown_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IUnknown_Release(This) \
    ((This)->lpVtbl->Release(This))

// IClassFactory
#define IClassFactory_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IClassFactory_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IClassFactory_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IClassFactory_CreateInstance(This, pUnkOuter, riid, ppvObject) \
    ((This)->lpVtbl->CreateInstance(This, pUnkOuter, riid, ppvObject))
#define IClassFactory_LockServer(This, fLock) \
    ((This)->lpVtbl->LockServer(This, fLock))

// ISequentialStream
#define ISequentialStream_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ISequentialStream_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ISequentialStream_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ISequentialStream_Read(This, pv, cb, pcbRead) \
    ((This)->lpVtbl->Read(This, pv, cb, pcbRead))
#define ISequentialStream_Write(This, pv, cb, pcbWritten) \
    ((This)->lpVtbl->Write(This, pv, cb, pcbWritten))

// IStream
#define IStream_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IStream_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IStream_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IStream_Read(This, pv, cb, pcbRead) \
    ((This)->lpVtbl->Read(This, pv, cb, pcbRead))
#define IStream_Write(This, pv, cb, pcbWritten) \
    ((This)->lpVtbl->Write(This, pv, cb, pcbWritten))
#define IStream_Seek(This, dlibMove, dwOrigin, plibNewPosition) \
    ((This)->lpVtbl->Seek(This, dlibMove, dwOrigin, plibNewPosition))
#define IStream_SetSize(This, libNewSize) \
    ((This)->lpVtbl->SetSize(This, libNewSize))
#define IStream_CopyTo(This, pstm, cb, pcbRead, pcbWritten) \
    ((This)->lpVtbl->CopyTo(This, pstm, cb, pcbRead, pcbWritten))
#define IStream_Commit(This, grfCommitFlags) \
    ((This)->lpVtbl->Commit(This, grfCommitFlags))
#define IStream_Revert(This) \
    ((This)->lpVtbl->Revert(This))
#define IStream_LockRegion(This, libOffset, cb, dwLockType) \
    ((This)->lpVtbl->LockRegion(This, libOffset, cb, dwLockType))
#define IStream_UnlockRegion(This, libOffset, cb, dwLockType) \
    ((This)->lpVtbl->UnlockRegion(This, libOffset, cb, dwLockType))
#define IStream_Stat(This, pstatstg, grfStatFlag) \
    ((This)->lpVtbl->Stat(This, pstatstg, grfStatFlag))
#define IStream_Clone(This, ppstm) \
    ((This)->lpVtbl->Clone(This, ppstm))

// IMalloc
#define IMalloc_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMalloc_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IMalloc_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IMalloc_Alloc(This, cb) \
    ((This)->lpVtbl->Alloc(This, cb))
#define IMalloc_Realloc(This, pv, cb) \
    ((This)->lpVtbl->Realloc(This, pv, cb))
#define IMalloc_Free(This, pv) \
    ((This)->lpVtbl->Free(This, pv))
#define IMalloc_GetSize(This, pv) \
    ((This)->lpVtbl->GetSize(This, pv))
#define IMalloc_DidAlloc(This, pv) \
    ((This)->lpVtbl->DidAlloc(This, pv))
#define IMalloc_HeapMinimize(This) \
    ((This)->lpVtbl->HeapMinimize(This))

// IPersist
#define IPersist_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IPersist_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IPersist_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IPersist_GetClassID(This, pClassID) \
    ((This)->lpVtbl->GetClassID(This, pClassID))

// IPersistStream
#define IPersistStream_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IPersistStream_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IPersistStream_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IPersistStream_GetClassID(This, pClassID) \
    ((This)->lpVtbl->GetClassID(This, pClassID))
#define IPersistStream_IsDirty(This) \
    ((This)->lpVtbl->IsDirty(This))
#define IPersistStream_Load(This, pStm) \
    ((This)->lpVtbl->Load(This, pStm))
#define IPersistStream_Save(This, pStm, fClearDirty) \
    ((This)->lpVtbl->Save(This, pStm, fClearDirty))
#define IPersistStream_GetSizeMax(This, pcbSize) \
    ((This)->lpVtbl->GetSizeMax(This, pcbSize))

// IMarshal
#define IMarshal_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMarshal_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IMarshal_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IMarshal_GetUnmarshalClass(This, riid, pv, dwDestContext, pvDestContext, mshlflags, pCid) \
    ((This)->lpVtbl->GetUnmarshalClass(This, riid, pv, dwDestContext, pvDestContext, mshlflags, pCid))
#define IMarshal_GetMarshalSizeMax(This, riid, pv, dwDestContext, pvDestContext, mshlflags, pSize) \
    ((This)->lpVtbl->GetMarshalSizeMax(This, riid, pv, dwDestContext, pvDestContext, mshlflags, pSize))
#define IMarshal_MarshalInterface(This, pStm, riid, pv, dwDestContext, pvDestContext, mshlflags) \
    ((This)->lpVtbl->MarshalInterface(This, pStm, riid, pv, dwDestContext, pvDestContext, mshlflags))
#define IMarshal_UnmarshalInterface(This, pStm, riid, ppv) \
    ((This)->lpVtbl->UnmarshalInterface(This, pStm, riid, ppv))
#define IMarshal_ReleaseMarshalData(This, pStm) \
    ((This)->lpVtbl->ReleaseMarshalData(This, pStm))
#define IMarshal_DisconnectObject(This, dwReserved) \
    ((This)->lpVtbl->DisconnectObject(This, dwReserved))

// IEnumUnknown
#define IEnumUnknown_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IEnumUnknown_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IEnumUnknown_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IEnumUnknown_Next(This, celt, rgelt, pceltFetched) \
    ((This)->lpVtbl->Next(This, celt, rgelt, pceltFetched))
#define IEnumUnknown_Skip(This, celt) \
    ((This)->lpVtbl->Skip(This, celt))
#define IEnumUnknown_Reset(This) \
    ((This)->lpVtbl->Reset(This))
#define IEnumUnknown_Clone(This, ppenum) \
    ((This)->lpVtbl->Clone(This, ppenum))

// IMessageFilter
#define IMessageFilter_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMessageFilter_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IMessageFilter_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IMessageFilter_HandleInComingCall(This, dwCallType, htaskCaller, dwTickCount, lpInterfaceInfo) \
    ((This)->lpVtbl->HandleInComingCall(This, dwCallType, htaskCaller, dwTickCount, lpInterfaceInfo))
#define IMessageFilter_RetryRejectedCall(This, htaskCallee, dwTickCount, dwRejectType) \
    ((This)->lpVtbl->RetryRejectedCall(This, htaskCallee, dwTickCount, dwRejectType))
#define IMessageFilter_MessagePending(This, htaskCallee, dwTickCount, dwPendingType) \
    ((This)->lpVtbl->MessagePending(This, htaskCallee, dwTickCount, dwPendingType))

// IRpcChannelBuffer
#define IRpcChannelBuffer_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IRpcChannelBuffer_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IRpcChannelBuffer_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IRpcChannelBuffer_GetBuffer(This, pMessage, riid) \
    ((This)->lpVtbl->GetBuffer(This, pMessage, riid))
#define IRpcChannelBuffer_SendReceive(This, pMessage, pStatus) \
    ((This)->lpVtbl->SendReceive(This, pMessage, pStatus))
#define IRpcChannelBuffer_FreeBuffer(This, pMessage) \
    ((This)->lpVtbl->FreeBuffer(This, pMessage))
#define IRpcChannelBuffer_GetDestCtx(This, pdwDestContext, ppvDestContext) \
    ((This)->lpVtbl->GetDestCtx(This, pdwDestContext, ppvDestContext))
#define IRpcChannelBuffer_IsConnected(This) \
    ((This)->lpVtbl->IsConnected(This))

// IRpcChannelBuffer2
#define IRpcChannelBuffer2_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IRpcChannelBuffer2_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IRpcChannelBuffer2_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IRpcChannelBuffer2_GetBuffer(This, pMessage, riid) \
    ((This)->lpVtbl->GetBuffer(This, pMessage, riid))
#define IRpcChannelBuffer2_SendReceive(This, pMessage, pStatus) \
    ((This)->lpVtbl->SendReceive(This, pMessage, pStatus))
#define IRpcChannelBuffer2_FreeBuffer(This, pMessage) \
    ((This)->lpVtbl->FreeBuffer(This, pMessage))
#define IRpcChannelBuffer2_GetDestCtx(This, pdwDestContext, ppvDestContext) \
    ((This)->lpVtbl->GetDestCtx(This, pdwDestContext, ppvDestContext))
#define IRpcChannelBuffer2_IsConnected(This) \
    ((This)->lpVtbl->IsConnected(This))
#define IRpcChannelBuffer2_GetProtocolVersion(This, pdwVersion) \
    ((This)->lpVtbl->GetProtocolVersion(This, pdwVersion))

// IRpcProxyBuffer
#define IRpcProxyBuffer_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IRpcProxyBuffer_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IRpcProxyBuffer_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IRpcProxyBuffer_Connect(This, pRpcChannelBuffer) \
    ((This)->lpVtbl->Connect(This, pRpcChannelBuffer))
#define IRpcProxyBuffer_Disconnect(This) \
    ((This)->lpVtbl->Disconnect(This))

// IRpcStubBuffer
#define IRpcStubBuffer_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IRpcStubBuffer_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IRpcStubBuffer_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IRpcStubBuffer_Connect(This, pUnkServer) \
    ((This)->lpVtbl->Connect(This, pUnkServer))
#define IRpcStubBuffer_Disconnect(This) \
    ((This)->lpVtbl->Disconnect(This))
#define IRpcStubBuffer_Invoke(This, _prpcmsg, _pRpcChannelBuffer) \
    ((This)->lpVtbl->Invoke(This, _prpcmsg, _pRpcChannelBuffer))
#define IRpcStubBuffer_IsIIDSupported(This, riid) \
    ((This)->lpVtbl->IsIIDSupported(This, riid))
#define IRpcStubBuffer_CountRefs(This) \
    ((This)->lpVtbl->CountRefs(This))
#define IRpcStubBuffer_DebugServerQueryInterface(This, ppv) \
    ((This)->lpVtbl->DebugServerQueryInterface(This, ppv))
#define IRpcStubBuffer_DebugServerRelease(This, pv) \
    ((This)->lpVtbl->DebugServerRelease(This, pv))

// IPSFactoryBuffer
#define IPSFactoryBuffer_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IPSFactoryBuffer_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IPSFactoryBuffer_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IPSFactoryBuffer_CreateProxy(This, pUnkOuter, riid, ppProxy, ppv) \
    ((This)->lpVtbl->CreateProxy(This, pUnkOuter, riid, ppProxy, ppv))
#define IPSFactoryBuffer_CreateStub(This, riid, pUnkServer, ppStub) \
    ((This)->lpVtbl->CreateStub(This, riid, pUnkServer, ppStub))

// IChannelHook
#define IChannelHook_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IChannelHook_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IChannelHook_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IChannelHook_ClientGetSize(This, uExtent, riid, pDataSize) \
    ((This)->lpVtbl->ClientGetSize(This, uExtent, riid, pDataSize))
#define IChannelHook_ClientFillBuffer(This, uExtent, riid, pDataSize, pDataBuffer) \
    ((This)->lpVtbl->ClientFillBuffer(This, uExtent, riid, pDataSize, pDataBuffer))
#define IChannelHook_ClientNotify(This, uExtent, riid, cbDataSize, pDataBuffer, lDataRep, hrFault) \
    ((This)->lpVtbl->ClientNotify(This, uExtent, riid, cbDataSize, pDataBuffer, lDataRep, hrFault))
#define IChannelHook_ServerNotify(This, uExtent, riid, cbDataSize, pDataBuffer, lDataRep) \
    ((This)->lpVtbl->ServerNotify(This, uExtent, riid, cbDataSize, pDataBuffer, lDataRep))
#define IChannelHook_ServerGetSize(This, uExtent, riid, hrFault, pDataSize) \
    ((This)->lpVtbl->ServerGetSize(This, uExtent, riid, hrFault, pDataSize))
#define IChannelHook_ServerFillBuffer(This, uExtent, riid, pDataSize, pDataBuffer, hrFault) \
    ((This)->lpVtbl->ServerFillBuffer(This, uExtent, riid, pDataSize, pDataBuffer, hrFault))

// IGlobalInterfaceTable
#define IGlobalInterfaceTable_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IGlobalInterfaceTable_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IGlobalInterfaceTable_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IGlobalInterfaceTable_RegisterInterfaceInGlobal(This, pUnk, riid, pdwCookie) \
    ((This)->lpVtbl->RegisterInterfaceInGlobal(This, pUnk, riid, pdwCookie))
#define IGlobalInterfaceTable_RevokeInterfaceFromGlobal(This, dwCookie) \
    ((This)->lpVtbl->RevokeInterfaceFromGlobal(This, dwCookie))
#define IGlobalInterfaceTable_GetInterfaceFromGlobal(This, dwCookie, riid, ppv) \
    ((This)->lpVtbl->GetInterfaceFromGlobal(This, dwCookie, riid, ppv))

// IStdMarshalInfo
#define IStdMarshalInfo_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IStdMarshalInfo_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IStdMarshalInfo_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IStdMarshalInfo_GetClassForHandler(This, dwDestContext, pvDestContext, pClsid) \
    ((This)->lpVtbl->GetClassForHandler(This, dwDestContext, pvDestContext, pClsid))

// IExternalConnection
#define IExternalConnection_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExternalConnection_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IExternalConnection_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IExternalConnection_AddConnection(This, extconn, reserved) \
    ((This)->lpVtbl->AddConnection(This, extconn, reserved))
#define IExternalConnection_ReleaseConnection(This, extconn, reserved, fLastReleaseCloses) \
    ((This)->lpVtbl->ReleaseConnection(This, extconn, reserved, fLastReleaseCloses))

// IMultiQI
#define IMultiQI_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMultiQI_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IMultiQI_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IMultiQI_QueryMultipleInterfaces(This, cMQIs, pMQIs) \
    ((This)->lpVtbl->QueryMultipleInterfaces(This, cMQIs, pMQIs))

// IDispatch
#define IDispatch_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IDispatch_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IDispatch_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IDispatch_GetTypeInfoCount(This, pctinfo) \
    ((This)->lpVtbl->GetTypeInfoCount(This, pctinfo))
#define IDispatch_GetTypeInfo(This, iTInfo, lcid, ppTInfo) \
    ((This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo))
#define IDispatch_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId) \
    ((This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId))
#define IDispatch_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    ((This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr))

// IEnumVARIANT
#define IEnumVARIANT_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IEnumVARIANT_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IEnumVARIANT_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IEnumVARIANT_Next(This, celt, rgVar, pCeltFetched) \
    ((This)->lpVtbl->Next(This, celt, rgVar, pCeltFetched))
#define IEnumVARIANT_Skip(This, celt) \
    ((This)->lpVtbl->Skip(This, celt))
#define IEnumVARIANT_Reset(This) \
    ((This)->lpVtbl->Reset(This))
#define IEnumVARIANT_Clone(This, ppEnum) \
    ((This)->lpVtbl->Clone(This, ppEnum))

// ITypeComp
#define ITypeComp_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ITypeComp_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ITypeComp_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ITypeComp_Bind(This, szName, lHashVal, wFlags, ppTInfo, pDescKind, pBindPtr) \
    ((This)->lpVtbl->Bind(This, szName, lHashVal, wFlags, ppTInfo, pDescKind, pBindPtr))
#define ITypeComp_BindType(This, szName, lHashVal, ppTInfo, ppTComp) \
    ((This)->lpVtbl->BindType(This, szName, lHashVal, ppTInfo, ppTComp))

// ITypeInfo
#define ITypeInfo_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ITypeInfo_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ITypeInfo_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ITypeInfo_GetTypeAttr(This, ppTypeAttr) \
    ((This)->lpVtbl->GetTypeAttr(This, ppTypeAttr))
#define ITypeInfo_GetTypeComp(This, ppTComp) \
    ((This)->lpVtbl->GetTypeComp(This, ppTComp))
#define ITypeInfo_GetFuncDesc(This, index, ppFuncDesc) \
    ((This)->lpVtbl->GetFuncDesc(This, index, ppFuncDesc))
#define ITypeInfo_GetVarDesc(This, index, ppVarDesc) \
    ((This)->lpVtbl->GetVarDesc(This, index, ppVarDesc))
#define ITypeInfo_GetNames(This, memid, rgBstrNames, cMaxNames, pcNames) \
    ((This)->lpVtbl->GetNames(This, memid, rgBstrNames, cMaxNames, pcNames))
#define ITypeInfo_GetRefTypeOfImplType(This, index, pRefType) \
    ((This)->lpVtbl->GetRefTypeOfImplType(This, index, pRefType))
#define ITypeInfo_GetImplTypeFlags(This, index, pImplTypeFlags) \
    ((This)->lpVtbl->GetImplTypeFlags(This, index, pImplTypeFlags))
#define ITypeInfo_GetIDsOfNames(This, rgszNames, cNames, pMemId) \
    ((This)->lpVtbl->GetIDsOfNames(This, rgszNames, cNames, pMemId))
#define ITypeInfo_Invoke(This, pvInstance, memid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    ((This)->lpVtbl->Invoke(This, pvInstance, memid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr))
#define ITypeInfo_GetDocumentation(This, memid, pBstrName, pBstrDocString, pdwHelpContext, pBstrHelpFile) \
    ((This)->lpVtbl->GetDocumentation(This, memid, pBstrName, pBstrDocString, pdwHelpContext, pBstrHelpFile))
#define ITypeInfo_GetDllEntry(This, memid, invKind, pBstrDllName, pBstrName, pwOrdinal) \
    ((This)->lpVtbl->GetDllEntry(This, memid, invKind, pBstrDllName, pBstrName, pwOrdinal))
#define ITypeInfo_GetRefTypeInfo(This, hRefType, ppTInfo) \
    ((This)->lpVtbl->GetRefTypeInfo(This, hRefType, ppTInfo))
#define ITypeInfo_AddressOfMember(This, memid, invKind, ppv) \
    ((This)->lpVtbl->AddressOfMember(This, memid, invKind, ppv))
#define ITypeInfo_CreateInstance(This, pUnkOuter, riid, ppvObj) \
    ((This)->lpVtbl->CreateInstance(This, pUnkOuter, riid, ppvObj))
#define ITypeInfo_GetMops(This, memid, pBstrMops) \
    ((This)->lpVtbl->GetMops(This, memid, pBstrMops))
#define ITypeInfo_GetContainingTypeLib(This, ppTLib, pIndex) \
    ((This)->lpVtbl->GetContainingTypeLib(This, ppTLib, pIndex))
#define ITypeInfo_ReleaseTypeAttr(This, pTypeAttr) \
    ((This)->lpVtbl->ReleaseTypeAttr(This, pTypeAttr))
#define ITypeInfo_ReleaseFuncDesc(This, pFuncDesc) \
    ((This)->lpVtbl->ReleaseFuncDesc(This, pFuncDesc))
#define ITypeInfo_ReleaseVarDesc(This, pVarDesc) \
    ((This)->lpVtbl->ReleaseVarDesc(This, pVarDesc))

// ITypeInfo2
#define ITypeInfo2_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ITypeInfo2_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ITypeInfo2_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ITypeInfo2_GetTypeAttr(This, ppTypeAttr) \
    ((This)->lpVtbl->GetTypeAttr(This, ppTypeAttr))
#define ITypeInfo2_GetTypeComp(This, ppTComp) \
    ((This)->lpVtbl->GetTypeComp(This, ppTComp))
#define ITypeInfo2_GetFuncDesc(This, index, ppFuncDesc) \
    ((This)->lpVtbl->GetFuncDesc(This, index, ppFuncDesc))
#define ITypeInfo2_GetVarDesc(This, index, ppVarDesc) \
    ((This)->lpVtbl->GetVarDesc(This, index, ppVarDesc))
#define ITypeInfo2_GetNames(This, memid, rgBstrNames, cMaxNames, pcNames) \
    ((This)->lpVtbl->GetNames(This, memid, rgBstrNames, cMaxNames, pcNames))
#define ITypeInfo2_GetRefTypeOfImplType(This, index, pRefType) \
    ((This)->lpVtbl->GetRefTypeOfImplType(This, index, pRefType))
#define ITypeInfo2_GetImplTypeFlags(This, index, pImplTypeFlags) \
    ((This)->lpVtbl->GetImplTypeFlags(This, index, pImplTypeFlags))
#define ITypeInfo2_GetIDsOfNames(This, rgszNames, cNames, pMemId) \
    ((This)->lpVtbl->GetIDsOfNames(This, rgszNames, cNames, pMemId))
#define ITypeInfo2_Invoke(This, pvInstance, memid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    ((This)->lpVtbl->Invoke(This, pvInstance, memid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr))
#define ITypeInfo2_GetDocumentation(This, memid, pBstrName, pBstrDocString, pdwHelpContext, pBstrHelpFile) \
    ((This)->lpVtbl->GetDocumentation(This, memid, pBstrName, pBstrDocString, pdwHelpContext, pBstrHelpFile))
#define ITypeInfo2_GetDllEntry(This, memid, invKind, pBstrDllName, pBstrName, pwOrdinal) \
    ((This)->lpVtbl->GetDllEntry(This, memid, invKind, pBstrDllName, pBstrName, pwOrdinal))
#define ITypeInfo2_GetRefTypeInfo(This, hRefType, ppTInfo) \
    ((This)->lpVtbl->GetRefTypeInfo(This, hRefType, ppTInfo))
#define ITypeInfo2_AddressOfMember(This, memid, invKind, ppv) \
    ((This)->lpVtbl->AddressOfMember(This, memid, invKind, ppv))
#define ITypeInfo2_CreateInstance(This, pUnkOuter, riid, ppvObj) \
    ((This)->lpVtbl->CreateInstance(This, pUnkOuter, riid, ppvObj))
#define ITypeInfo2_GetMops(This, memid, pBstrMops) \
    ((This)->lpVtbl->GetMops(This, memid, pBstrMops))
#define ITypeInfo2_GetContainingTypeLib(This, ppTLib, pIndex) \
    ((This)->lpVtbl->GetContainingTypeLib(This, ppTLib, pIndex))
#define ITypeInfo2_ReleaseTypeAttr(This, pTypeAttr) \
    ((This)->lpVtbl->ReleaseTypeAttr(This, pTypeAttr))
#define ITypeInfo2_ReleaseFuncDesc(This, pFuncDesc) \
    ((This)->lpVtbl->ReleaseFuncDesc(This, pFuncDesc))
#define ITypeInfo2_ReleaseVarDesc(This, pVarDesc) \
    ((This)->lpVtbl->ReleaseVarDesc(This, pVarDesc))
#define ITypeInfo2_GetTypeKind(This, pTypeKind) \
    ((This)->lpVtbl->GetTypeKind(This, pTypeKind))
#define ITypeInfo2_GetTypeFlags(This, pTypeFlags) \
    ((This)->lpVtbl->GetTypeFlags(This, pTypeFlags))
#define ITypeInfo2_GetFuncIndexOfMemId(This, memid, invKind, pFuncIndex) \
    ((This)->lpVtbl->GetFuncIndexOfMemId(This, memid, invKind, pFuncIndex))
#define ITypeInfo2_GetVarIndexOfMemId(This, memid, pVarIndex) \
    ((This)->lpVtbl->GetVarIndexOfMemId(This, memid, pVarIndex))
#define ITypeInfo2_GetCustData(This, guid, pVarVal) \
    ((This)->lpVtbl->GetCustData(This, guid, pVarVal))
#define ITypeInfo2_GetFuncCustData(This, index, guid, pVarVal) \
    ((This)->lpVtbl->GetFuncCustData(This, index, guid, pVarVal))
#define ITypeInfo2_GetParamCustData(This, indexFunc, indexParam, guid, pVarVal) \
    ((This)->lpVtbl->GetParamCustData(This, indexFunc, indexParam, guid, pVarVal))
#define ITypeInfo2_GetVarCustData(This, index, guid, pVarVal) \
    ((This)->lpVtbl->GetVarCustData(This, index, guid, pVarVal))
#define ITypeInfo2_GetImplTypeCustData(This, index, guid, pVarVal) \
    ((This)->lpVtbl->GetImplTypeCustData(This, index, guid, pVarVal))
#define ITypeInfo2_GetDocumentation2(This, memid, lcid, pbstrHelpString, pdwHelpStringContext, pbstrHelpStringDll) \
    ((This)->lpVtbl->GetDocumentation2(This, memid, lcid, pbstrHelpString, pdwHelpStringContext, pbstrHelpStringDll))
#define ITypeInfo2_GetAllCustData(This, pCustData) \
    ((This)->lpVtbl->GetAllCustData(This, pCustData))
#define ITypeInfo2_GetAllFuncCustData(This, index, pCustData) \
    ((This)->lpVtbl->GetAllFuncCustData(This, index, pCustData))
#define ITypeInfo2_GetAllParamCustData(This, indexFunc, indexParam, pCustData) \
    ((This)->lpVtbl->GetAllParamCustData(This, indexFunc, indexParam, pCustData))
#define ITypeInfo2_GetAllVarCustData(This, index, pCustData) \
    ((This)->lpVtbl->GetAllVarCustData(This, index, pCustData))
#define ITypeInfo2_GetAllImplTypeCustData(This, index, pCustData) \
    ((This)->lpVtbl->GetAllImplTypeCustData(This, index, pCustData))

// ITypeLib
#define ITypeLib_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ITypeLib_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ITypeLib_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ITypeLib_GetTypeInfoCount(This) \
    ((This)->lpVtbl->GetTypeInfoCount(This))
#define ITypeLib_GetTypeInfo(This, index, ppTInfo) \
    ((This)->lpVtbl->GetTypeInfo(This, index, ppTInfo))
#define ITypeLib_GetTypeInfoType(This, index, pTKind) \
    ((This)->lpVtbl->GetTypeInfoType(This, index, pTKind))
#define ITypeLib_GetTypeInfoOfGuid(This, guid, ppTinfo) \
    ((This)->lpVtbl->GetTypeInfoOfGuid(This, guid, ppTinfo))
#define ITypeLib_GetLibAttr(This, ppTLibAttr) \
    ((This)->lpVtbl->GetLibAttr(This, ppTLibAttr))
#define ITypeLib_GetTypeComp(This, ppTComp) \
    ((This)->lpVtbl->GetTypeComp(This, ppTComp))
#define ITypeLib_GetDocumentation(This, index, pBstrName, pBstrDocString, pdwHelpContext, pBstrHelpFile) \
    ((This)->lpVtbl->GetDocumentation(This, index, pBstrName, pBstrDocString, pdwHelpContext, pBstrHelpFile))
#define ITypeLib_IsName(This, szNameBuf, lHashVal, pfName) \
    ((This)->lpVtbl->IsName(This, szNameBuf, lHashVal, pfName))
#define ITypeLib_FindName(This, szNameBuf, lHashVal, ppTInfo, rgMemId, pcFound) \
    ((This)->lpVtbl->FindName(This, szNameBuf, lHashVal, ppTInfo, rgMemId, pcFound))
#define ITypeLib_ReleaseTLibAttr(This, pTLibAttr) \
    ((This)->lpVtbl->ReleaseTLibAttr(This, pTLibAttr))

// ITypeLib2
#define ITypeLib2_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ITypeLib2_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ITypeLib2_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ITypeLib2_GetTypeInfoCount(This) \
    ((This)->lpVtbl->GetTypeInfoCount(This))
#define ITypeLib2_GetTypeInfo(This, index, ppTInfo) \
    ((This)->lpVtbl->GetTypeInfo(This, index, ppTInfo))
#define ITypeLib2_GetTypeInfoType(This, index, pTKind) \
    ((This)->lpVtbl->GetTypeInfoType(This, index, pTKind))
#define ITypeLib2_GetTypeInfoOfGuid(This, guid, ppTinfo) \
    ((This)->lpVtbl->GetTypeInfoOfGuid(This, guid, ppTinfo))
#define ITypeLib2_GetLibAttr(This, ppTLibAttr) \
    ((This)->lpVtbl->GetLibAttr(This, ppTLibAttr))
#define ITypeLib2_GetTypeComp(This, ppTComp) \
    ((This)->lpVtbl->GetTypeComp(This, ppTComp))
#define ITypeLib2_GetDocumentation(This, index, pBstrName, pBstrDocString, pdwHelpContext, pBstrHelpFile) \
    ((This)->lpVtbl->GetDocumentation(This, index, pBstrName, pBstrDocString, pdwHelpContext, pBstrHelpFile))
#define ITypeLib2_IsName(This, szNameBuf, lHashVal, pfName) \
    ((This)->lpVtbl->IsName(This, szNameBuf, lHashVal, pfName))
#define ITypeLib2_FindName(This, szNameBuf, lHashVal, ppTInfo, rgMemId, pcFound) \
    ((This)->lpVtbl->FindName(This, szNameBuf, lHashVal, ppTInfo, rgMemId, pcFound))
#define ITypeLib2_ReleaseTLibAttr(This, pTLibAttr) \
    ((This)->lpVtbl->ReleaseTLibAttr(This, pTLibAttr))
#define ITypeLib2_GetCustData(This, guid, pVarVal) \
    ((This)->lpVtbl->GetCustData(This, guid, pVarVal))
#define ITypeLib2_GetLibStatistics(This, pcUniqueNames, pcchUniqueNames) \
    ((This)->lpVtbl->GetLibStatistics(This, pcUniqueNames, pcchUniqueNames))
#define ITypeLib2_GetDocumentation2(This, index, lcid, pbstrHelpString, pdwHelpStringContext, pbstrHelpStringDll) \
    ((This)->lpVtbl->GetDocumentation2(This, index, lcid, pbstrHelpString, pdwHelpStringContext, pbstrHelpStringDll))
#define ITypeLib2_GetAllCustData(This, pCustData) \
    ((This)->lpVtbl->GetAllCustData(This, pCustData))

// ICreateTypeInfo
#define ICreateTypeInfo_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ICreateTypeInfo_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ICreateTypeInfo_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ICreateTypeInfo_SetGuid(This, guid) \
    ((This)->lpVtbl->SetGuid(This, guid))
#define ICreateTypeInfo_SetTypeFlags(This, uTypeFlags) \
    ((This)->lpVtbl->SetTypeFlags(This, uTypeFlags))
#define ICreateTypeInfo_SetDocString(This, pStrDoc) \
    ((This)->lpVtbl->SetDocString(This, pStrDoc))
#define ICreateTypeInfo_SetHelpContext(This, dwHelpContext) \
    ((This)->lpVtbl->SetHelpContext(This, dwHelpContext))
#define ICreateTypeInfo_SetVersion(This, wMajorVerNum, wMinorVerNum) \
    ((This)->lpVtbl->SetVersion(This, wMajorVerNum, wMinorVerNum))
#define ICreateTypeInfo_AddRefTypeInfo(This, pTInfo, phRefType) \
    ((This)->lpVtbl->AddRefTypeInfo(This, pTInfo, phRefType))
#define ICreateTypeInfo_AddFuncDesc(This, index, pFuncDesc) \
    ((This)->lpVtbl->AddFuncDesc(This, index, pFuncDesc))
#define ICreateTypeInfo_AddImplType(This, index, hRefType) \
    ((This)->lpVtbl->AddImplType(This, index, hRefType))
#define ICreateTypeInfo_SetImplTypeFlags(This, index, implTypeFlags) \
    ((This)->lpVtbl->SetImplTypeFlags(This, index, implTypeFlags))
#define ICreateTypeInfo_SetAlignment(This, cbAlignment) \
    ((This)->lpVtbl->SetAlignment(This, cbAlignment))
#define ICreateTypeInfo_SetSchema(This, pStrSchema) \
    ((This)->lpVtbl->SetSchema(This, pStrSchema))
#define ICreateTypeInfo_AddVarDesc(This, index, pVarDesc) \
    ((This)->lpVtbl->AddVarDesc(This, index, pVarDesc))
#define ICreateTypeInfo_SetFuncAndParamNames(This, index, rgszNames, cNames) \
    ((This)->lpVtbl->SetFuncAndParamNames(This, index, rgszNames, cNames))
#define ICreateTypeInfo_SetVarName(This, index, szName) \
    ((This)->lpVtbl->SetVarName(This, index, szName))
#define ICreateTypeInfo_SetTypeDescAlias(This, pTDescAlias) \
    ((This)->lpVtbl->SetTypeDescAlias(This, pTDescAlias))
#define ICreateTypeInfo_DefineFuncAsDllEntry(This, index, szDllName, szProcName) \
    ((This)->lpVtbl->DefineFuncAsDllEntry(This, index, szDllName, szProcName))
#define ICreateTypeInfo_SetFuncDocString(This, index, szDocString) \
    ((This)->lpVtbl->SetFuncDocString(This, index, szDocString))
#define ICreateTypeInfo_SetVarDocString(This, index, szDocString) \
    ((This)->lpVtbl->SetVarDocString(This, index, szDocString))
#define ICreateTypeInfo_SetFuncHelpContext(This, index, dwHelpContext) \
    ((This)->lpVtbl->SetFuncHelpContext(This, index, dwHelpContext))
#define ICreateTypeInfo_SetVarHelpContext(This, index, dwHelpContext) \
    ((This)->lpVtbl->SetVarHelpContext(This, index, dwHelpContext))
#define ICreateTypeInfo_SetMops(This, index, bstrMops) \
    ((This)->lpVtbl->SetMops(This, index, bstrMops))
#define ICreateTypeInfo_SetTypeIdldesc(This, pIdlDesc) \
    ((This)->lpVtbl->SetTypeIdldesc(This, pIdlDesc))
#define ICreateTypeInfo_LayOut(This) \
    ((This)->lpVtbl->LayOut(This))

// ICreateTypeInfo2
#define ICreateTypeInfo2_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ICreateTypeInfo2_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ICreateTypeInfo2_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ICreateTypeInfo2_SetGuid(This, guid) \
    ((This)->lpVtbl->SetGuid(This, guid))
#define ICreateTypeInfo2_SetTypeFlags(This, uTypeFlags) \
    ((This)->lpVtbl->SetTypeFlags(This, uTypeFlags))
#define ICreateTypeInfo2_SetDocString(This, pStrDoc) \
    ((This)->lpVtbl->SetDocString(This, pStrDoc))
#define ICreateTypeInfo2_SetHelpContext(This, dwHelpContext) \
    ((This)->lpVtbl->SetHelpContext(This, dwHelpContext))
#define ICreateTypeInfo2_SetVersion(This, wMajorVerNum, wMinorVerNum) \
    ((This)->lpVtbl->SetVersion(This, wMajorVerNum, wMinorVerNum))
#define ICreateTypeInfo2_AddRefTypeInfo(This, pTInfo, phRefType) \
    ((This)->lpVtbl->AddRefTypeInfo(This, pTInfo, phRefType))
#define ICreateTypeInfo2_AddFuncDesc(This, index, pFuncDesc) \
    ((This)->lpVtbl->AddFuncDesc(This, index, pFuncDesc))
#define ICreateTypeInfo2_AddImplType(This, index, hRefType) \
    ((This)->lpVtbl->AddImplType(This, index, hRefType))
#define ICreateTypeInfo2_SetImplTypeFlags(This, index, implTypeFlags) \
    ((This)->lpVtbl->SetImplTypeFlags(This, index, implTypeFlags))
#define ICreateTypeInfo2_SetAlignment(This, cbAlignment) \
    ((This)->lpVtbl->SetAlignment(This, cbAlignment))
#define ICreateTypeInfo2_SetSchema(This, pStrSchema) \
    ((This)->lpVtbl->SetSchema(This, pStrSchema))
#define ICreateTypeInfo2_AddVarDesc(This, index, pVarDesc) \
    ((This)->lpVtbl->AddVarDesc(This, index, pVarDesc))
#define ICreateTypeInfo2_SetFuncAndParamNames(This, index, rgszNames, cNames) \
    ((This)->lpVtbl->SetFuncAndParamNames(This, index, rgszNames, cNames))
#define ICreateTypeInfo2_SetVarName(This, index, szName) \
    ((This)->lpVtbl->SetVarName(This, index, szName))
#define ICreateTypeInfo2_SetTypeDescAlias(This, pTDescAlias) \
    ((This)->lpVtbl->SetTypeDescAlias(This, pTDescAlias))
#define ICreateTypeInfo2_DefineFuncAsDllEntry(This, index, szDllName, szProcName) \
    ((This)->lpVtbl->DefineFuncAsDllEntry(This, index, szDllName, szProcName))
#define ICreateTypeInfo2_SetFuncDocString(This, index, szDocString) \
    ((This)->lpVtbl->SetFuncDocString(This, index, szDocString))
#define ICreateTypeInfo2_SetVarDocString(This, index, szDocString) \
    ((This)->lpVtbl->SetVarDocString(This, index, szDocString))
#define ICreateTypeInfo2_SetFuncHelpContext(This, index, dwHelpContext) \
    ((This)->lpVtbl->SetFuncHelpContext(This, index, dwHelpContext))
#define ICreateTypeInfo2_SetVarHelpContext(This, index, dwHelpContext) \
    ((This)->lpVtbl->SetVarHelpContext(This, index, dwHelpContext))
#define ICreateTypeInfo2_SetMops(This, index, bstrMops) \
    ((This)->lpVtbl->SetMops(This, index, bstrMops))
#define ICreateTypeInfo2_SetTypeIdldesc(This, pIdlDesc) \
    ((This)->lpVtbl->SetTypeIdldesc(This, pIdlDesc))
#define ICreateTypeInfo2_LayOut(This) \
    ((This)->lpVtbl->LayOut(This))
#define ICreateTypeInfo2_DeleteFuncDesc(This, index) \
    ((This)->lpVtbl->DeleteFuncDesc(This, index))
#define ICreateTypeInfo2_DeleteFuncDescByMemId(This, memid, invKind) \
    ((This)->lpVtbl->DeleteFuncDescByMemId(This, memid, invKind))
#define ICreateTypeInfo2_DeleteVarDesc(This, index) \
    ((This)->lpVtbl->DeleteVarDesc(This, index))
#define ICreateTypeInfo2_DeleteVarDescByMemId(This, memid) \
    ((This)->lpVtbl->DeleteVarDescByMemId(This, memid))
#define ICreateTypeInfo2_DeleteImplType(This, index) \
    ((This)->lpVtbl->DeleteImplType(This, index))
#define ICreateTypeInfo2_SetCustData(This, guid, pVarVal) \
    ((This)->lpVtbl->SetCustData(This, guid, pVarVal))
#define ICreateTypeInfo2_SetFuncCustData(This, index, guid, pVarVal) \
    ((This)->lpVtbl->SetFuncCustData(This, index, guid, pVarVal))
#define ICreateTypeInfo2_SetParamCustData(This, indexFunc, indexParam, guid, pVarVal) \
    ((This)->lpVtbl->SetParamCustData(This, indexFunc, indexParam, guid, pVarVal))
#define ICreateTypeInfo2_SetVarCustData(This, index, guid, pVarVal) \
    ((This)->lpVtbl->SetVarCustData(This, index, guid, pVarVal))
#define ICreateTypeInfo2_SetImplTypeCustData(This, index, guid, pVarVal) \
    ((This)->lpVtbl->SetImplTypeCustData(This, index, guid, pVarVal))
#define ICreateTypeInfo2_SetHelpStringContext(This, dwHelpStringContext) \
    ((This)->lpVtbl->SetHelpStringContext(This, dwHelpStringContext))
#define ICreateTypeInfo2_SetFuncHelpStringContext(This, index, dwHelpStringContext) \
    ((This)->lpVtbl->SetFuncHelpStringContext(This, index, dwHelpStringContext))
#define ICreateTypeInfo2_SetVarHelpStringContext(This, index, dwHelpStringContext) \
    ((This)->lpVtbl->SetVarHelpStringContext(This, index, dwHelpStringContext))
#define ICreateTypeInfo2_Invalidate(This) \
    ((This)->lpVtbl->Invalidate(This))
#define ICreateTypeInfo2_SetName(This, szName) \
    ((This)->lpVtbl->SetName(This, szName))

// ICreateTypeLib
#define ICreateTypeLib_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ICreateTypeLib_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ICreateTypeLib_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ICreateTypeLib_CreateTypeInfo(This, szName, tkind, ppCTInfo) \
    ((This)->lpVtbl->CreateTypeInfo(This, szName, tkind, ppCTInfo))
#define ICreateTypeLib_SetName(This, szName) \
    ((This)->lpVtbl->SetName(This, szName))
#define ICreateTypeLib_SetVersion(This, wMajorVerNum, wMinorVerNum) \
    ((This)->lpVtbl->SetVersion(This, wMajorVerNum, wMinorVerNum))
#define ICreateTypeLib_SetGuid(This, guid) \
    ((This)->lpVtbl->SetGuid(This, guid))
#define ICreateTypeLib_SetDocString(This, szDoc) \
    ((This)->lpVtbl->SetDocString(This, szDoc))
#define ICreateTypeLib_SetHelpFileName(This, szHelpFileName) \
    ((This)->lpVtbl->SetHelpFileName(This, szHelpFileName))
#define ICreateTypeLib_SetHelpContext(This, dwHelpContext) \
    ((This)->lpVtbl->SetHelpContext(This, dwHelpContext))
#define ICreateTypeLib_SetLcid(This, lcid) \
    ((This)->lpVtbl->SetLcid(This, lcid))
#define ICreateTypeLib_SetLibFlags(This, uLibFlags) \
    ((This)->lpVtbl->SetLibFlags(This, uLibFlags))
#define ICreateTypeLib_SaveAllChanges(This) \
    ((This)->lpVtbl->SaveAllChanges(This))

// ICreateTypeLib2
#define ICreateTypeLib2_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ICreateTypeLib2_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ICreateTypeLib2_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ICreateTypeLib2_CreateTypeInfo(This, szName, tkind, ppCTInfo) \
    ((This)->lpVtbl->CreateTypeInfo(This, szName, tkind, ppCTInfo))
#define ICreateTypeLib2_SetName(This, szName) \
    ((This)->lpVtbl->SetName(This, szName))
#define ICreateTypeLib2_SetVersion(This, wMajorVerNum, wMinorVerNum) \
    ((This)->lpVtbl->SetVersion(This, wMajorVerNum, wMinorVerNum))
#define ICreateTypeLib2_SetGuid(This, guid) \
    ((This)->lpVtbl->SetGuid(This, guid))
#define ICreateTypeLib2_SetDocString(This, szDoc) \
    ((This)->lpVtbl->SetDocString(This, szDoc))
#define ICreateTypeLib2_SetHelpFileName(This, szHelpFileName) \
    ((This)->lpVtbl->SetHelpFileName(This, szHelpFileName))
#define ICreateTypeLib2_SetHelpContext(This, dwHelpContext) \
    ((This)->lpVtbl->SetHelpContext(This, dwHelpContext))
#define ICreateTypeLib2_SetLcid(This, lcid) \
    ((This)->lpVtbl->SetLcid(This, lcid))
#define ICreateTypeLib2_SetLibFlags(This, uLibFlags) \
    ((This)->lpVtbl->SetLibFlags(This, uLibFlags))
#define ICreateTypeLib2_SaveAllChanges(This) \
    ((This)->lpVtbl->SaveAllChanges(This))
#define ICreateTypeLib2_DeleteTypeInfo(This, szName) \
    ((This)->lpVtbl->DeleteTypeInfo(This, szName))
#define ICreateTypeLib2_SetCustData(This, guid, pVarVal) \
    ((This)->lpVtbl->SetCustData(This, guid, pVarVal))
#define ICreateTypeLib2_SetHelpStringContext(This, dwHelpStringContext) \
    ((This)->lpVtbl->SetHelpStringContext(This, dwHelpStringContext))
#define ICreateTypeLib2_SetHelpStringDll(This, szFileName) \
    ((This)->lpVtbl->SetHelpStringDll(This, szFileName))

// IErrorInfo
#define IErrorInfo_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IErrorInfo_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IErrorInfo_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IErrorInfo_GetGUID(This, pGUID) \
    ((This)->lpVtbl->GetGUID(This, pGUID))
#define IErrorInfo_GetSource(This, pBstrSource) \
    ((This)->lpVtbl->GetSource(This, pBstrSource))
#define IErrorInfo_GetDescription(This, pBstrDescription) \
    ((This)->lpVtbl->GetDescription(This, pBstrDescription))
#define IErrorInfo_GetHelpFile(This, pBstrHelpFile) \
    ((This)->lpVtbl->GetHelpFile(This, pBstrHelpFile))
#define IErrorInfo_GetHelpContext(This, pdwHelpContext) \
    ((This)->lpVtbl->GetHelpContext(This, pdwHelpContext))

// ICreateErrorInfo
#define ICreateErrorInfo_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ICreateErrorInfo_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ICreateErrorInfo_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ICreateErrorInfo_SetGUID(This, rguid) \
    ((This)->lpVtbl->SetGUID(This, rguid))
#define ICreateErrorInfo_SetSource(This, szSource) \
    ((This)->lpVtbl->SetSource(This, szSource))
#define ICreateErrorInfo_SetDescription(This, szDescription) \
    ((This)->lpVtbl->SetDescription(This, szDescription))
#define ICreateErrorInfo_SetHelpFile(This, szHelpFile) \
    ((This)->lpVtbl->SetHelpFile(This, szHelpFile))
#define ICreateErrorInfo_SetHelpContext(This, dwHelpContext) \
    ((This)->lpVtbl->SetHelpContext(This, dwHelpContext))

// ISupportErrorInfo
#define ISupportErrorInfo_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ISupportErrorInfo_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ISupportErrorInfo_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ISupportErrorInfo_InterfaceSupportsErrorInfo(This, riid) \
    ((This)->lpVtbl->InterfaceSupportsErrorInfo(This, riid))

// IRecordInfo
#define IRecordInfo_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IRecordInfo_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IRecordInfo_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IRecordInfo_RecordInit(This, pvNew) \
    ((This)->lpVtbl->RecordInit(This, pvNew))
#define IRecordInfo_RecordClear(This, pvExisting) \
    ((This)->lpVtbl->RecordClear(This, pvExisting))
#define IRecordInfo_RecordCopy(This, pvExisting, pvNew) \
    ((This)->lpVtbl->RecordCopy(This, pvExisting, pvNew))
#define IRecordInfo_GetGuid(This, pguid) \
    ((This)->lpVtbl->GetGuid(This, pguid))
#define IRecordInfo_GetName(This, pbstrName) \
    ((This)->lpVtbl->GetName(This, pbstrName))
#define IRecordInfo_GetSize(This, pcbSize) \
    ((This)->lpVtbl->GetSize(This, pcbSize))
#define IRecordInfo_GetTypeInfo(This, ppTypeInfo) \
    ((This)->lpVtbl->GetTypeInfo(This, ppTypeInfo))
#define IRecordInfo_GetField(This, pvData, szFieldName, pvarField) \
    ((This)->lpVtbl->GetField(This, pvData, szFieldName, pvarField))
#define IRecordInfo_GetFieldNoCopy(This, pvData, szFieldName, pvarField, ppvDataCArray) \
    ((This)->lpVtbl->GetFieldNoCopy(This, pvData, szFieldName, pvarField, ppvDataCArray))
#define IRecordInfo_PutField(This, wFlags, pvData, szFieldName, pvarField) \
    ((This)->lpVtbl->PutField(This, wFlags, pvData, szFieldName, pvarField))
#define IRecordInfo_PutFieldNoCopy(This, wFlags, pvData, szFieldName, pvarField) \
    ((This)->lpVtbl->PutFieldNoCopy(This, wFlags, pvData, szFieldName, pvarField))
#define IRecordInfo_GetFieldNames(This, pcNames, rgBstrNames) \
    ((This)->lpVtbl->GetFieldNames(This, pcNames, rgBstrNames))
#define IRecordInfo_IsMatchingType(This, pRecordInfo) \
    ((This)->lpVtbl->IsMatchingType(This, pRecordInfo))
#define IRecordInfo_RecordCreate(This) \
    ((This)->lpVtbl->RecordCreate(This))
#define IRecordInfo_RecordCreateCopy(This, pvSource, ppvDest) \
    ((This)->lpVtbl->RecordCreateCopy(This, pvSource, ppvDest))
#define IRecordInfo_RecordDestroy(This, pvRecord) \
    ((This)->lpVtbl->RecordDestroy(This, pvRecord))

// IProvideClassInfo
#define IProvideClassInfo_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IProvideClassInfo_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IProvideClassInfo_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IProvideClassInfo_GetClassInfo(This, ppTI) \
    ((This)->lpVtbl->GetClassInfo(This, ppTI))

// IProvideClassInfo2
#define IProvideClassInfo2_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IProvideClassInfo2_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IProvideClassInfo2_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IProvideClassInfo2_GetClassInfo(This, ppTI) \
    ((This)->lpVtbl->GetClassInfo(This, ppTI))
#define IProvideClassInfo2_GetGUID(This, dwGuidKind, pGUID) \
    ((This)->lpVtbl->GetGUID(This, dwGuidKind, pGUID))

// IConnectionPointContainer
#define IConnectionPointContainer_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IConnectionPointContainer_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IConnectionPointContainer_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IConnectionPointContainer_EnumConnectionPoints(This, ppEnum) \
    ((This)->lpVtbl->EnumConnectionPoints(This, ppEnum))
#define IConnectionPointContainer_FindConnectionPoint(This, riid, ppCP) \
    ((This)->lpVtbl->FindConnectionPoint(This, riid, ppCP))

// IConnectionPoint
#define IConnectionPoint_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IConnectionPoint_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IConnectionPoint_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IConnectionPoint_GetConnectionInterface(This, pIID) \
    ((This)->lpVtbl->GetConnectionInterface(This, pIID))
#define IConnectionPoint_GetConnectionPointContainer(This, ppCPC) \
    ((This)->lpVtbl->GetConnectionPointContainer(This, ppCPC))
#define IConnectionPoint_Advise(This, pUnkSink, pdwCookie) \
    ((This)->lpVtbl->Advise(This, pUnkSink, pdwCookie))
#define IConnectionPoint_Unadvise(This, dwCookie) \
    ((This)->lpVtbl->Unadvise(This, dwCookie))
#define IConnectionPoint_EnumConnections(This, ppEnum) \
    ((This)->lpVtbl->EnumConnections(This, ppEnum))

// IEnumConnections
#define IEnumConnections_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IEnumConnections_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IEnumConnections_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IEnumConnections_Next(This, cConnections, rgcd, pcFetched) \
    ((This)->lpVtbl->Next(This, cConnections, rgcd, pcFetched))
#define IEnumConnections_Skip(This, cConnections) \
    ((This)->lpVtbl->Skip(This, cConnections))
#define IEnumConnections_Reset(This) \
    ((This)->lpVtbl->Reset(This))
#define IEnumConnections_Clone(This, ppEnum) \
    ((This)->lpVtbl->Clone(This, ppEnum))

// IEnumConnectionPoints
#define IEnumConnectionPoints_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IEnumConnectionPoints_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IEnumConnectionPoints_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IEnumConnectionPoints_Next(This, cConnections, ppCP, pcFetched) \
    ((This)->lpVtbl->Next(This, cConnections, ppCP, pcFetched))
#define IEnumConnectionPoints_Skip(This, cConnections) \
    ((This)->lpVtbl->Skip(This, cConnections))
#define IEnumConnectionPoints_Reset(This) \
    ((This)->lpVtbl->Reset(This))
#define IEnumConnectionPoints_Clone(This, ppEnum) \
    ((This)->lpVtbl->Clone(This, ppEnum))

// IPropertyNotifySink
#define IPropertyNotifySink_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IPropertyNotifySink_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IPropertyNotifySink_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IPropertyNotifySink_OnChanged(This, dispID) \
    ((This)->lpVtbl->OnChanged(This, dispID))
#define IPropertyNotifySink_OnRequestEdit(This, dispID) \
    ((This)->lpVtbl->OnRequestEdit(This, dispID))

// IServiceProvider
#define IServiceProvider_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IServiceProvider_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IServiceProvider_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IServiceProvider_QueryService(This, guidService, riid, ppvObject) \
    ((This)->lpVtbl->QueryService(This, guidService, riid, ppvObject))

// IDispatchEx
#define IDispatchEx_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IDispatchEx_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IDispatchEx_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IDispatchEx_GetTypeInfoCount(This, pctinfo) \
    ((This)->lpVtbl->GetTypeInfoCount(This, pctinfo))
#define IDispatchEx_GetTypeInfo(This, iTInfo, lcid, ppTInfo) \
    ((This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo))
#define IDispatchEx_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId) \
    ((This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId))
#define IDispatchEx_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    ((This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr))
#define IDispatchEx_GetDispID(This, bstrName, grfdex, pid) \
    ((This)->lpVtbl->GetDispID(This, bstrName, grfdex, pid))
#define IDispatchEx_InvokeEx(This, id, lcid, wFlags, pdp, pvarRes, pei, pspCaller) \
    ((This)->lpVtbl->InvokeEx(This, id, lcid, wFlags, pdp, pvarRes, pei, pspCaller))
#define IDispatchEx_DeleteMemberByName(This, bstrName, grfdex) \
    ((This)->lpVtbl->DeleteMemberByName(This, bstrName, grfdex))
#define IDispatchEx_DeleteMemberByDispID(This, id) \
    ((This)->lpVtbl->DeleteMemberByDispID(This, id))
#define IDispatchEx_GetMemberProperties(This, id, grfdexFetch, pgrfdex) \
    ((This)->lpVtbl->GetMemberProperties(This, id, grfdexFetch, pgrfdex))
#define IDispatchEx_GetMemberName(This, id, pbstrName) \
    ((This)->lpVtbl->GetMemberName(This, id, pbstrName))
#define IDispatchEx_GetNextDispID(This, grfdex, id, pid) \
    ((This)->lpVtbl->GetNextDispID(This, grfdex, id, pid))
#define IDispatchEx_GetNameSpaceParent(This, ppunk) \
    ((This)->lpVtbl->GetNameSpaceParent(This, ppunk))

#endif
