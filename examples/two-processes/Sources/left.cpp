// SPDX-License-Identifier: Apache-2.0
//
// The first program: C++, with a loop that blocks in fgets. It is in the multi-threaded apartment, so calls to its objects come on
// threads of the library, and the loop stays as it was.
#define INITGUID
#include "test.h"
#include "component.h"

#include <cstring>

LATEBIND_IID_OF(ITest, IID_ITest)

using namespace example;

namespace {

class Left final : public object<ITest> {
public:
    HRESULT STDMETHODCALLTYPE Add(LONG a, LONG b, LONG *sum) override
    {
        say("left:    Add(%d, %d)", a, b);
        *sum = a + b;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE AddAt(ITest *other, LONG a, LONG b, LONG *sum) override
    {
        return other ? other->Add(a, b, sum) : E_POINTER;
    }
};

// Uses the objects of the other program.
void call()
{
    com_ptr<ITest> right, total, again;
    LONG sum = 0;

    must(right.create(CLSID_Right, CLSCTX_LOCAL_SERVER), "Right");
    must(right->Add(2, 3, &sum), "Add");
    say("left:  right.Add(2, 3) = %d", sum);

    // The other program calls back here while this call is out.
    auto mine = com_ptr<ITest>::attach(new Left);
    must(right->AddAt(mine.get(), 20, 30, &sum), "AddAt");
    say("left:  right.AddAt(an object of left, 20, 30) = %d", sum);

    must(total.create(CLSID_Total, CLSCTX_LOCAL_SERVER), "Total");
    must(again.create(CLSID_Total, CLSCTX_LOCAL_SERVER), "Total");
    must(total->Add(100, 1, &sum), "Add");
    must(again->Add(200, 2, &sum), "Add");
    say("left:  total is %d; made twice it is %s object", sum, total.as<IUnknown>() == again.as<IUnknown>() ? "one" : "another");
}

}  // namespace

int main(int count, char **arguments)
{
    if (count < 2) return 2;
    must(CoInitializeEx(nullptr, COINIT_MULTITHREADED), "CoInitializeEx");
    // The marshaler: ITest's proxies and stubs come of its description.
    load_interfaces(arguments[1]);
    must(CoRegisterPSClsid(IID_ITest, CLSID_PSOAInterface), "CoRegisterPSClsid");
    // The class object.
    register_class<factory<Left>>(CLSID_Left, CLSCTX_LOCAL_SERVER);

    // The loop of this program.
    say("left:  ready");
    char line[64];
    while (std::fgets(line, sizeof line, stdin) && std::strcmp(line, "quit\n")) {
        if (!std::strcmp(line, "call\n")) call();
        say("left:  done");
    }
    CoUninitialize();
}
