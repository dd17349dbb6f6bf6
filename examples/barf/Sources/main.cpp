// SPDX-License-Identifier: Apache-2.0
//
// IBarf::Get across two processes: iid_is tells the marshaler which interface to make a proxy of, so what arrives is that interface and
// not an IUnknown to be asked. The program starts itself as the server.
#define INITGUID
#include "component.h"

DEFINE_GUID(IID_IBarf, 0x2c9a6e51, 0x41f8, 0x4d1b, 0xb6, 0xa7, 0x0f, 0x3d, 0x5c, 0x7e, 0x91, 0x00);
DEFINE_GUID(IID_IShape, 0x2c9a6e52, 0x41f8, 0x4d1b, 0xb6, 0xa7, 0x0f, 0x3d, 0x5c, 0x7e, 0x91, 0x00);
DEFINE_GUID(IID_INamed, 0x2c9a6e53, 0x41f8, 0x4d1b, 0xb6, 0xa7, 0x0f, 0x3d, 0x5c, 0x7e, 0x91, 0x00);
DEFINE_GUID(CLSID_Barf, 0x2c9a6e54, 0x41f8, 0x4d1b, 0xb6, 0xa7, 0x0f, 0x3d, 0x5c, 0x7e, 0x91, 0x00);

struct IBarf : IUnknown {
    virtual HRESULT STDMETHODCALLTYPE Get(REFIID riid, IUnknown **ppv) = 0;
};
struct IShape : IUnknown {
    virtual HRESULT STDMETHODCALLTYPE Area(double *area) = 0;
};
struct INamed : IUnknown {
    virtual HRESULT STDMETHODCALLTYPE Name(BSTR *name) = 0;
};
LATEBIND_IID_OF(IBarf, IID_IBarf)
LATEBIND_IID_OF(IShape, IID_IShape)
LATEBIND_IID_OF(INamed, IID_INamed)

using namespace example;

namespace {

// What the barf holds: an object with two interfaces.
class Square final : public IShape, public INamed {
public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void **result) override
    {
        if (IsEqualGUID(iid, IID_IUnknown) || IsEqualGUID(iid, IID_IShape)) *result = static_cast<IShape *>(this);
        else if (IsEqualGUID(iid, IID_INamed)) *result = static_cast<INamed *>(this);
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
    HRESULT STDMETHODCALLTYPE Area(double *area) override { return *area = 6.25, S_OK; }
    HRESULT STDMETHODCALLTYPE Name(BSTR *name) override
    {
        *name = SysAllocString(OLESTR("a square"));
        return *name ? S_OK : E_OUTOFMEMORY;
    }

private:
    ~Square() = default;
    std::atomic<LONG> references_{1};
};

class Barf final : public object<IBarf> {
public:
    HRESULT STDMETHODCALLTYPE Get(REFIID riid, IUnknown **ppv) override
    {
        if (!ppv) return E_POINTER;
        HRESULT status = held_->QueryInterface(riid, reinterpret_cast<void **>(ppv));
        say("server  Get(%s): 0x%08X", name_of(riid), static_cast<unsigned>(status));
        return status;
    }

private:
    static const char *name_of(REFIID iid)
    {
        if (IsEqualGUID(iid, IID_IShape)) return "IShape";
        if (IsEqualGUID(iid, IID_INamed)) return "INamed";
        return IsEqualGUID(iid, IID_IUnknown) ? "IUnknown" : IsEqualGUID(iid, IID_IStream) ? "IStream" : "?";
    }
    com_ptr<IShape> held_ = com_ptr<IShape>::attach(new Square);
};

// IBarf::Get with the type of the result as the type of the pointer.
template <class Interface>
HRESULT get(const com_ptr<IBarf> &barf, com_ptr<Interface> &result)
{
    return barf->Get(result.iid(), reinterpret_cast<IUnknown **>(result.put()));
}

void use(const com_ptr<IBarf> &barf)
{
    com_ptr<IShape> shape;
    com_ptr<INamed> named;
    com_ptr<IUnknown> unknown;
    double area = 0;
    BSTR name = nullptr;

    must(get(barf, shape), "Get(IShape)");
    must(shape->Area(&area), "Area");
    say("client  IShape: the area is %g", area);

    must(get(barf, named), "Get(INamed)");
    must(named->Name(&name), "Name");
    say("client  INamed: the name has %u characters", SysStringLen(name));
    SysFreeString(name);

    must(get(barf, unknown), "Get(IUnknown)");
    bool is_one = unknown == shape.as<IUnknown>() && unknown == named.as<IUnknown>();
    say("client  IUnknown: all three are %s", is_one ? "one object" : "several objects");

    // What fails leaves null, whatever was there.
    IUnknown *wrong = barf.get();
    HRESULT status = barf->Get(IID_IStream, &wrong);
    say("client  IStream: 0x%08X, and the pointer is %s", static_cast<unsigned>(status), wrong ? "left as it was" : "null");
}

}  // namespace

int main(int count, char **arguments)
{
    bool is_server = count > 2;
    must(CoInitializeEx(nullptr, COINIT_MULTITHREADED), "CoInitializeEx");
    load_interfaces(arguments[count - 1]);
    if (is_server) {
        register_class<factory<Barf>>(CLSID_Barf, CLSCTX_LOCAL_SERVER);
        second_process::serve();
    } else {
        second_process server(arguments);
        com_ptr<IBarf> barf;
        must(barf.create(CLSID_Barf, CLSCTX_LOCAL_SERVER), "CoCreateInstance");
        use(barf);
    }
    CoUninitialize();
}
