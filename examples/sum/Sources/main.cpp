// SPDX-License-Identifier: Apache-2.0
//
// ISum::Sum(2, 3) from one process to another and back, told by every piece that it passes. The program starts itself as the server.
#define INITGUID
#include "telling.h"

#include <semaphore.h>

using namespace example;

namespace {

sem_t object_is_gone;

class Adder final : public object<ISum> {
public:
    HRESULT STDMETHODCALLTYPE Sum(LONG a, LONG b, LONG *result) override
    {
        say("server  object           Sum(%d, %d)", a, b);
        *result = a + b;
        return S_OK;
    }

private:
    ~Adder() override { sem_post(&object_is_gone); }
};

}  // namespace

int main(int count, char **arguments)
{
    bool is_server = count > 2;
    must(CoInitializeEx(nullptr, COINIT_MULTITHREADED), "CoInitializeEx");
    load_interfaces(arguments[count - 1]);
    register_class<telling::Factory>(CLSID_Telling, CLSCTX_INPROC_SERVER);
    must(CoRegisterPSClsid(IID_ISum, CLSID_Telling), "CoRegisterPSClsid");
    if (is_server) {
        sem_init(&object_is_gone, 0, 0);
        register_class<factory<Adder>>(CLSID_Sum, CLSCTX_LOCAL_SERVER);
        second_process::serve();
        // The client has gone, and its last reference with it.
        sem_wait(&object_is_gone);
    } else {
        second_process server(arguments);
        com_ptr<ISum> sum;
        LONG result = 0;
        must(sum.create(CLSID_Sum, CLSCTX_LOCAL_SERVER), "CoCreateInstance");
        say("client  caller           has an ISum; calls Sum(2, 3)");
        must(sum->Sum(2, 3, &result), "Sum");
        say("client  caller           Sum(2, 3) = %d", result);
        say("client  caller           releases it");
        sum.reset();
    }
    CoUninitialize();
}
