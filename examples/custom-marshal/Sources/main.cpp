// SPDX-License-Identifier: Apache-2.0
//
// Points go by value in both directions; the canvas stays where it is. The program starts itself as the server.
#define INITGUID
#include "point.h"

#include <cmath>

using namespace example;

namespace {

class Canvas final : public object<ICanvas> {
public:
    HRESULT STDMETHODCALLTYPE Pen(IPoint **point) override
    {
        *point = new Point(x_, y_);
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE LineTo(IPoint *point, double *length) override
    {
        double x = 0, y = 0;
        LONG pid = 0;
        if (!point) return E_POINTER;
        must(point->Process(&pid), "Process");
        must(point->get_X(&x), "X");
        must(point->get_Y(&y), "Y");
        say("server  LineTo(%g, %g): the point lives in %s", x, y, pid == getpid() ? "the server" : "the client");
        *length = std::hypot(x - x_, y - y_);
        x_ = x;
        y_ = y;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE Process(LONG *pid) override { return *pid = getpid(), S_OK; }

private:
    double x_ = 1, y_ = 1;
};

template <class Interface>
const char *home_of(const com_ptr<Interface> &object)
{
    LONG pid = 0;
    must(object->Process(&pid), "Process");
    return pid == getpid() ? "the client" : "the server";
}

void use(const com_ptr<ICanvas> &canvas)
{
    com_ptr<IPoint> point, again;
    double x = 0, y = 0, length = 0;

    say("client  the canvas lives in %s", home_of(canvas));

    // Which class makes objects of bytes from elsewhere is for this process to say.
    HRESULT status = canvas->Pen(point.put());
    say("client  Pen: 0x%08X, %s", static_cast<unsigned>(status), status == E_ACCESSDENIED ? "nobody has allowed points here" : "?");
    register_class<factory<Point>>(CLSID_Point, CLSCTX_INPROC_SERVER);

    must(canvas->Pen(point.put()), "Pen");
    must(point->Move(3, 4), "Move");
    must(point->get_X(&x), "X");
    must(point->get_Y(&y), "Y");
    say("client  Pen: a point that lives in %s; moved, it is at (%g, %g)", home_of(point), x, y);

    must(canvas->Pen(again.put()), "Pen");
    must(again->get_X(&x), "X");
    say("client  the pen itself has not moved: X is still %g", x);

    must(canvas->LineTo(point.get(), &length), "LineTo");
    say("client  LineTo: the line is %g long", length);
}

}  // namespace

int main(int count, char **arguments)
{
    bool is_server = count > 2;
    must(CoInitializeEx(nullptr, COINIT_MULTITHREADED), "CoInitializeEx");
    load_interfaces(arguments[count - 1]);
    if (is_server) {
        // The class in this process's own use: by that it may unmarshal here. A component says "unmarshaler": true in its manifest.
        register_class<factory<Point>>(CLSID_Point, CLSCTX_INPROC_SERVER);
        register_class<factory<Canvas>>(CLSID_Canvas, CLSCTX_LOCAL_SERVER);
        second_process::serve();
    } else {
        second_process server(arguments);
        com_ptr<ICanvas> canvas;
        must(canvas.create(CLSID_Canvas, CLSCTX_LOCAL_SERVER), "CoCreateInstance");
        use(canvas);
    }
    CoUninitialize();
}
