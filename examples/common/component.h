// SPDX-License-Identifier: Apache-2.0
//
// What the C++ examples of several processes share: IUnknown and a class object as templates, and a second process.
#ifndef EXAMPLES_COMPONENT_H
#define EXAMPLES_COMPONENT_H

#include <latebind/automation.h>
#include <latebind/com_ptr.h>

#include <atomic>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace example {

using latebind::com_ptr;

// Ends the program if a call that must succeed fails, with what the error object says.
inline void must(HRESULT status, const char *what)
{
    if (SUCCEEDED(status)) return;
    std::fprintf(stderr, "%s: 0x%08X", what, static_cast<unsigned>(status));
    com_ptr<IErrorInfo> info;
    BSTR text = nullptr;
    if (GetErrorInfo(0, info.put()) == S_OK && SUCCEEDED(info->GetDescription(&text)) && text) {
        std::fputs(" ", stderr);
        for (UINT index = 0; index < SysStringLen(text); index++) std::fputc(text[index] < 128 ? text[index] : '?', stderr);
        SysFreeString(text);
    }
    std::fputs("\n", stderr);
    std::exit(1);
}

// One line, written at once: the lines of two processes that take turns come in the order of the calls.
__attribute__((format(printf, 1, 2))) inline void say(const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    int length = std::vsnprintf(line, sizeof line - 1, format, arguments);
    va_end(arguments);
    if (length > static_cast<int>(sizeof line) - 2) length = sizeof line - 2;
    line[length] = '\n';
    if (write(STDOUT_FILENO, line, static_cast<size_t>(length) + 1) < 0) std::exit(1);
}

// What ASCII text is in UTF-16.
inline std::basic_string<OLECHAR> wide(const std::string &text)
{
    return std::basic_string<OLECHAR>(text.begin(), text.end());
}

// Makes the interfaces of a type library known to this process: from it their proxies and stubs are made.
inline com_ptr<ITypeLib> load_interfaces(const std::string &path)
{
    com_ptr<ITypeLib> library;
    must(LoadTypeLibEx(wide(path).c_str(), REGKIND_NONE, library.put()), path.c_str());
    return library;
}

// IUnknown for a class with one interface.
template <class Interface>
class object : public Interface {
public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void **result) override
    {
        if (!result) return E_POINTER;
        bool known = IsEqualGUID(iid, IID_IUnknown) || IsEqualGUID(iid, latebind::iid_of<Interface>::value());
        *result = known ? static_cast<Interface *>(this) : nullptr;
        if (known) this->AddRef();
        return known ? S_OK : E_NOINTERFACE;
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return static_cast<ULONG>(++references_); }
    ULONG STDMETHODCALLTYPE Release() override
    {
        LONG left = --references_;
        if (left == 0) delete this;
        return static_cast<ULONG>(left);
    }

protected:
    virtual ~object() = default;

private:
    std::atomic<LONG> references_{1};
};

// The class object of a class; one, as long as its process.
template <class Class>
class factory final : public IClassFactory {
public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void **result) override
    {
        if (!result) return E_POINTER;
        bool known = IsEqualGUID(iid, IID_IUnknown) || IsEqualGUID(iid, IID_IClassFactory);
        *result = known ? this : nullptr;
        return known ? S_OK : E_NOINTERFACE;
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return 2; }
    ULONG STDMETHODCALLTYPE Release() override { return 1; }
    HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown *outer, REFIID iid, void **result) override
    {
        if (!result) return E_POINTER;
        *result = nullptr;
        if (outer) return CLASS_E_NOAGGREGATION;
        Class *made = new (std::nothrow) Class;
        if (!made) return E_OUTOFMEMORY;
        HRESULT status = made->QueryInterface(iid, result);
        made->Release();
        return status;
    }
    HRESULT STDMETHODCALLTYPE LockServer(BOOL) override { return S_OK; }
};

// Registers a class in code.
template <class ClassObject>
void register_class(const CLSID &clsid, DWORD context)
{
    static ClassObject class_object;
    DWORD cookie;
    must(CoRegisterClassObject(clsid, &class_object, context, REGCLS_MULTIPLEUSE, &cookie), "CoRegisterClassObject");
}

// This program once more, as a second process: `arguments[0] server`. It is ready when it has said so, and ends when its input does.
class second_process {
public:
    explicit second_process(char **arguments)
    {
        int in[2], out[2];
        if (pipe(in) || pipe(out)) std::exit(1);
        pid_ = fork();
        if (pid_ == 0) {
            dup2(in[0], 3);
            dup2(out[1], 4);
            for (int descriptor : {in[0], in[1], out[0], out[1]})
                if (descriptor > 4) close(descriptor);
            execl(arguments[0], arguments[0], "server", arguments[1], static_cast<char *>(nullptr));
            _exit(127);
        }
        close(in[0]);
        close(out[1]);
        in_ = in[1];
        char byte;
        if (read(out[0], &byte, 1) != 1) {
            std::fprintf(stderr, "the server did not start\n");
            std::exit(1);
        }
        close(out[0]);
    }
    ~second_process()
    {
        close(in_);
        waitpid(pid_, nullptr, 0);
    }
    second_process(const second_process &) = delete;
    second_process &operator=(const second_process &) = delete;

    // At the server: tells that it is ready, and waits for the end.
    static void serve()
    {
        char byte = 1;
        if (write(4, &byte, 1) != 1) std::exit(1);
        close(4);
        while (read(3, &byte, 1) > 0) {}
    }

private:
    pid_t pid_;
    int in_;
};

}  // namespace example

#endif
