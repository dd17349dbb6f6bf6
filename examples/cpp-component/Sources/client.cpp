// SPDX-License-Identifier: Apache-2.0
//
// A client in C++: creates the Swift dictionary and the C++ counter by their ProgIDs and uses them together: late bound by name
// with named arguments, through a vtable, and as a collection.
#define INITGUID
#include "counter.h"

#include <cstdio>
#include <initializer_list>
#include <string>
#include <vector>

using latebind::bstr;
using latebind::com_ptr;

namespace {

// A VARIANT of one's own.
class value {
public:
    value() { VariantInit(&raw_); }
    value(LONG number) : value() { V_VT(&raw_) = VT_I4, V_I4(&raw_) = number; }
    value(const OLECHAR *text) : value() { V_VT(&raw_) = VT_BSTR, V_BSTR(&raw_) = SysAllocString(text); }
    value(const com_ptr<IDispatch> &object) : value()
    {
        V_VT(&raw_) = VT_DISPATCH, V_DISPATCH(&raw_) = com_ptr<IDispatch>(object).detach();
    }
    value(const value &other) : value() { VariantCopy(&raw_, &other.raw_); }
    value &operator=(const value &) = delete;
    ~value() { VariantClear(&raw_); }

    VARIANT *put()
    {
        VariantClear(&raw_);
        return &raw_;
    }
    const VARIANT &raw() const { return raw_; }

    // As text, the way VariantChangeType writes it.
    std::string text() const
    {
        value copy;
        if (FAILED(VariantChangeType(&copy.raw_, const_cast<VARIANT *>(&raw_), 0, VT_BSTR))) return "?";
        std::basic_string<OLECHAR> units(V_BSTR(&copy.raw_), SysStringLen(V_BSTR(&copy.raw_)));
        return std::string(units.begin(), units.end());
    }

private:
    VARIANT raw_;
};

void check(HRESULT status, const char *what)
{
    if (SUCCEEDED(status)) return;
    std::printf("%s failed: 0x%08X\n", what, static_cast<unsigned>(status));
    std::exit(1);
}

com_ptr<IDispatch> create(const OLECHAR *prog_id)
{
    CLSID clsid;
    com_ptr<IDispatch> object;
    check(CLSIDFromProgID(prog_id, &clsid), "CLSIDFromProgID");
    check(object.create(clsid, CLSCTX_INPROC_SERVER), "CoCreateInstance");
    return object;
}

// Calls a member by name; `names` are those of the first arguments, in any order.
HRESULT call(
    IDispatch *object, WORD kind, std::initializer_list<const OLECHAR *> names, std::initializer_list<value> arguments,
    value *result = nullptr)
{
    std::vector<LPOLESTR> all;
    for (const OLECHAR *name : names) all.push_back(const_cast<LPOLESTR>(name));
    std::vector<DISPID> ids(all.size());
    HRESULT status = object->GetIDsOfNames(IID_NULL, all.data(), static_cast<UINT>(all.size()), LOCALE_USER_DEFAULT, ids.data());
    if (FAILED(status)) return status;
    // Named arguments first, then the others from the last to the first.
    std::vector<VARIANT> raw;
    size_t named = all.size() - 1;
    DISPID put = DISPID_PROPERTYPUT;
    for (size_t index = 0; index < named; index++) raw.push_back(arguments.begin()[index].raw());
    for (size_t index = arguments.size(); index > named; index--) raw.push_back(arguments.begin()[index - 1].raw());
    DISPPARAMS parameters = {
        raw.data(), named ? ids.data() + 1 : nullptr, static_cast<UINT>(raw.size()), static_cast<UINT>(named)};
    if (kind == DISPATCH_PROPERTYPUT) parameters.rgdispidNamedArgs = &put, parameters.cNamedArgs = 1;
    EXCEPINFO exception = {};
    status = object->Invoke(
        ids[0], IID_NULL, LOCALE_USER_DEFAULT, kind, &parameters, result ? result->put() : nullptr, &exception, nullptr);
    if (status == DISP_E_EXCEPTION) {
        if (exception.pfnDeferredFillIn) exception.pfnDeferredFillIn(&exception);
        bstr description = bstr::attach(exception.bstrDescription);
        SysFreeString(exception.bstrSource);
        SysFreeString(exception.bstrHelpFile);
        std::basic_string<OLECHAR> text = description.str();
        std::printf("exception      %s [0x%08X]\n", std::string(text.begin(), text.end()).c_str(), static_cast<unsigned>(exception.scode));
        return exception.scode;
    }
    return status;
}

}  // namespace

int main()
{
    check(CoInitializeEx(nullptr, COINIT_MULTITHREADED), "CoInitializeEx");
    {
        com_ptr<IDispatch> dictionary = create(OLESTR("Scripting.Dictionary"));
        value result;
        check(call(dictionary.get(), DISPATCH_METHOD, {OLESTR("Add")}, {OLESTR("apple"), 3}), "Add");
        // Item and Key by name, in this order.
        check(
            call(dictionary.get(), DISPATCH_METHOD, {OLESTR("Add"), OLESTR("Item"), OLESTR("Key")}, {7, OLESTR("pear")}),
            "Add by name");
        check(call(dictionary.get(), DISPATCH_PROPERTYGET, {OLESTR("Count")}, {}, &result), "Count");
        std::printf("Count          %s\n", result.text().c_str());
        check(call(dictionary.get(), DISPATCH_PROPERTYGET, {OLESTR("Item")}, {OLESTR("pear")}, &result), "Item");
        std::printf("pear           %s\n", result.text().c_str());
        call(dictionary.get(), DISPATCH_METHOD, {OLESTR("Add")}, {OLESTR("apple"), 4});

        // The C++ counter through its vtable, then as a value of the Swift dictionary.
        com_ptr<ICounter> counter = create(OLESTR("Counters.Counter")).as<ICounter>();
        LONG stands = 0;
        check(counter->Add(40, &stands), "ICounter::Add");
        check(counter->Add(2, &stands), "ICounter::Add");
        std::printf("counter        %d\n", static_cast<int>(stands));
        check(call(dictionary.get(), DISPATCH_METHOD, {OLESTR("Add")}, {OLESTR("counter"), counter.as<IDispatch>()}), "Add");
        check(call(dictionary.get(), DISPATCH_PROPERTYGET, {OLESTR("Item")}, {OLESTR("counter")}, &result), "Item");
        com_ptr<IDispatch> held(V_DISPATCH(&result.raw()));
        std::printf("same object    %s\n", held.as<IUnknown>() == counter.as<IUnknown>() ? "yes" : "no");

        // Every key.
        DISPPARAMS none = {nullptr, nullptr, 0, 0};
        check(
            dictionary->Invoke(
                DISPID_NEWENUM, IID_NULL, LOCALE_USER_DEFAULT, DISPATCH_METHOD | DISPATCH_PROPERTYGET, &none, result.put(),
                nullptr, nullptr),
            "_NewEnum");
        com_ptr<IEnumVARIANT> keys = com_ptr<IUnknown>(V_UNKNOWN(&result.raw())).as<IEnumVARIANT>();
        std::printf("keys          ");
        value key;
        while (keys && keys->Next(1, key.put(), nullptr) == S_OK) std::printf(" %s", key.text().c_str());
        std::printf("\n");
    }
    CoUninitialize();
    return 0;
}
