// SPDX-License-Identifier: Apache-2.0
//
// A point that marshals itself by value: its IMarshal writes the coordinates, and the class makes a point of them at the other end.
#ifndef POINT_H
#define POINT_H

#include "component.h"

DEFINE_GUID(IID_IPoint, 0x91b3d7c1, 0x8e24, 0x4a6f, 0x9f, 0x05, 0x3c, 0x6e, 0x2b, 0x1a, 0x4d, 0x00);
DEFINE_GUID(IID_ICanvas, 0x91b3d7c2, 0x8e24, 0x4a6f, 0x9f, 0x05, 0x3c, 0x6e, 0x2b, 0x1a, 0x4d, 0x00);
DEFINE_GUID(CLSID_Point, 0x91b3d7c3, 0x8e24, 0x4a6f, 0x9f, 0x05, 0x3c, 0x6e, 0x2b, 0x1a, 0x4d, 0x00);
DEFINE_GUID(CLSID_Canvas, 0x91b3d7c4, 0x8e24, 0x4a6f, 0x9f, 0x05, 0x3c, 0x6e, 0x2b, 0x1a, 0x4d, 0x00);

struct IPoint : IUnknown {
    virtual HRESULT STDMETHODCALLTYPE get_X(double *x) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_Y(double *y) = 0;
    virtual HRESULT STDMETHODCALLTYPE Move(double dx, double dy) = 0;
    virtual HRESULT STDMETHODCALLTYPE Process(LONG *pid) = 0;
};
struct ICanvas : IUnknown {
    virtual HRESULT STDMETHODCALLTYPE Pen(IPoint **point) = 0;
    virtual HRESULT STDMETHODCALLTYPE LineTo(IPoint *point, double *length) = 0;
    virtual HRESULT STDMETHODCALLTYPE Process(LONG *pid) = 0;
};
LATEBIND_IID_OF(IPoint, IID_IPoint)
LATEBIND_IID_OF(ICanvas, IID_ICanvas)

class Point final : public IPoint, public IMarshal {
public:
    explicit Point(double x = 0, double y = 0) : x_(x), y_(y) {}

    // IUnknown
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void **result) override
    {
        if (!result) return E_POINTER;
        if (IsEqualGUID(iid, IID_IUnknown) || IsEqualGUID(iid, IID_IPoint)) *result = static_cast<IPoint *>(this);
        else if (IsEqualGUID(iid, IID_IMarshal)) *result = static_cast<IMarshal *>(this);
        else return *result = nullptr, E_NOINTERFACE;
        AddRef();
        return S_OK;
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return static_cast<ULONG>(++references_); }
    ULONG STDMETHODCALLTYPE Release() override
    {
        LONG left = --references_;
        if (left == 0) delete this;
        return static_cast<ULONG>(left);
    }

    // IPoint
    HRESULT STDMETHODCALLTYPE get_X(double *x) override { return *x = x_, S_OK; }
    HRESULT STDMETHODCALLTYPE get_Y(double *y) override { return *y = y_, S_OK; }
    HRESULT STDMETHODCALLTYPE Move(double dx, double dy) override { return x_ += dx, y_ += dy, S_OK; }
    HRESULT STDMETHODCALLTYPE Process(LONG *pid) override { return *pid = getpid(), S_OK; }

    // IMarshal, at the end that sends
    HRESULT STDMETHODCALLTYPE GetUnmarshalClass(REFIID, void *, DWORD, void *, DWORD, CLSID *clsid) override
    {
        return *clsid = CLSID_Point, S_OK;
    }
    HRESULT STDMETHODCALLTYPE GetMarshalSizeMax(REFIID, void *, DWORD, void *, DWORD, DWORD *size) override
    {
        return *size = sizeof(double[2]), S_OK;
    }
    HRESULT STDMETHODCALLTYPE MarshalInterface(IStream *stream, REFIID, void *, DWORD, void *, DWORD) override
    {
        // Both ends run on one machine. A form that travels further would settle the byte order.
        double coordinates[2] = {x_, y_};
        return stream->Write(coordinates, sizeof coordinates, nullptr);
    }

    // IMarshal, at the end that receives: a new, empty point is asked to become what the bytes say.
    HRESULT STDMETHODCALLTYPE UnmarshalInterface(IStream *stream, REFIID iid, void **result) override
    {
        double coordinates[2];
        ULONG count = 0;
        *result = nullptr;
        HRESULT status = stream->Read(coordinates, sizeof coordinates, &count);
        if (FAILED(status)) return status;
        if (count != sizeof coordinates) return RPC_E_INVALID_OBJREF;
        x_ = coordinates[0];
        y_ = coordinates[1];
        return QueryInterface(iid, result);
    }
    HRESULT STDMETHODCALLTYPE ReleaseMarshalData(IStream *) override { return S_OK; }    // the bytes hold nothing
    HRESULT STDMETHODCALLTYPE DisconnectObject(DWORD) override { return S_OK; }

private:
    ~Point() = default;
    std::atomic<LONG> references_{1};
    double x_, y_;
};

#endif
