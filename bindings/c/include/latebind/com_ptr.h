// SPDX-License-Identifier: Apache-2.0
//
// latebind::com_ptr, an owning pointer to a COM interface, and latebind::bstr. C++11.
#ifndef LATEBIND_COM_PTR_H
#define LATEBIND_COM_PTR_H

#include <latebind/automation.h>

#include <cstddef>
#include <string>
#include <utility>

namespace latebind {

// The IID of an interface. Specialised below for the interfaces of the headers; an interface of one's own says
//
//     LATEBIND_IID_OF(IGreeter, IID_IGreeter)
template <class Interface>
struct iid_of;

// One reference to an object, given back when the pointer goes. Copies add a reference each.
template <class Interface>
class com_ptr {
public:
    com_ptr() noexcept = default;
    com_ptr(std::nullptr_t) noexcept {}

    // Adds a reference of its own.
    explicit com_ptr(Interface *pointer) noexcept : pointer_(pointer) { add_ref(); }
    com_ptr(const com_ptr &other) noexcept : pointer_(other.pointer_) { add_ref(); }
    com_ptr(com_ptr &&other) noexcept : pointer_(other.detach()) {}
    ~com_ptr() { reset(); }

    com_ptr &operator=(com_ptr other) noexcept
    {
        swap(other);
        return *this;
    }

    // Takes over a reference that the caller has.
    static com_ptr attach(Interface *pointer) noexcept
    {
        com_ptr made;
        made.pointer_ = pointer;
        return made;
    }

    // Gives the reference to the caller.
    Interface *detach() noexcept
    {
        Interface *pointer = pointer_;
        pointer_ = nullptr;
        return pointer;
    }

    void reset() noexcept
    {
        // The pointer is cleared first: the object's end may come back here.
        if (Interface *pointer = detach())
            pointer->Release();
    }

    void swap(com_ptr &other) noexcept { std::swap(pointer_, other.pointer_); }

    Interface *get() const noexcept { return pointer_; }
    Interface *operator->() const noexcept { return pointer_; }
    Interface &operator*() const noexcept { return *pointer_; }
    explicit operator bool() const noexcept { return pointer_ != nullptr; }

    // Where a function puts a reference; what was held is released.
    Interface **put() noexcept
    {
        reset();
        return &pointer_;
    }

    // The same for functions that take an IID: CoCreateInstance(clsid, nullptr, context, object.iid(), object.put_void()).
    void **put_void() noexcept { return reinterpret_cast<void **>(put()); }
    static const IID &iid() noexcept { return iid_of<Interface>::value(); }

    // QueryInterface.
    template <class Other>
    HRESULT as(com_ptr<Other> &result) const noexcept
    {
        result.reset();
        return pointer_ ? pointer_->QueryInterface(iid_of<Other>::value(), result.put_void()) : E_POINTER;
    }

    // QueryInterface; null if the object does not have the interface.
    template <class Other>
    com_ptr<Other> as() const noexcept
    {
        com_ptr<Other> result;
        as(result);
        return result;
    }

    HRESULT create(const CLSID &clsid, DWORD context = CLSCTX_ALL, IUnknown *outer = nullptr) noexcept
    {
        return CoCreateInstance(clsid, outer, context, iid(), put_void());
    }

    friend bool operator==(const com_ptr &a, const com_ptr &b) noexcept { return a.pointer_ == b.pointer_; }
    friend bool operator!=(const com_ptr &a, const com_ptr &b) noexcept { return a.pointer_ != b.pointer_; }
    friend bool operator==(const com_ptr &a, std::nullptr_t) noexcept { return !a.pointer_; }
    friend bool operator!=(const com_ptr &a, std::nullptr_t) noexcept { return a.pointer_ != nullptr; }

private:
    void add_ref() noexcept
    {
        if (pointer_)
            pointer_->AddRef();
    }

    Interface *pointer_ = nullptr;
};

#define LATEBIND_IID_OF(Interface, iid)                                   \
    namespace latebind {                                                  \
    template <>                                                           \
    struct iid_of<Interface> {                                            \
        static const IID &value() noexcept { return iid; }                \
    };                                                                    \
    }

// A BSTR of one's own.
class bstr {
public:
    bstr() noexcept = default;
    explicit bstr(const OLECHAR *text) : text_(SysAllocString(text)) {}
    explicit bstr(const std::basic_string<OLECHAR> &text)
        : text_(SysAllocStringLen(text.data(), static_cast<UINT>(text.size())))
    {
    }
    bstr(const bstr &other)
        : text_(other.text_ ? SysAllocStringByteLen(reinterpret_cast<LPCSTR>(other.text_), SysStringByteLen(other.text_))
                            : nullptr)
    {
    }
    bstr(bstr &&other) noexcept : text_(other.detach()) {}
    ~bstr() { SysFreeString(text_); }

    bstr &operator=(bstr other) noexcept
    {
        std::swap(text_, other.text_);
        return *this;
    }

    // Takes over a BSTR that the caller has.
    static bstr attach(BSTR text) noexcept
    {
        bstr made;
        made.text_ = text;
        return made;
    }

    // Gives the BSTR to the caller.
    BSTR detach() noexcept
    {
        BSTR text = text_;
        text_ = nullptr;
        return text;
    }

    BSTR get() const noexcept { return text_; }
    UINT length() const noexcept { return SysStringLen(text_); }
    std::basic_string<OLECHAR> str() const { return std::basic_string<OLECHAR>(text_ ? text_ : OLESTR(""), length()); }

    // Where a function puts a BSTR; what was held is freed.
    BSTR *put() noexcept
    {
        SysFreeString(detach());
        return &text_;
    }

private:
    BSTR text_ = nullptr;
};

}  // namespace latebind

LATEBIND_IID_OF(IUnknown, IID_IUnknown)
LATEBIND_IID_OF(IClassFactory, IID_IClassFactory)
LATEBIND_IID_OF(IDispatch, IID_IDispatch)
LATEBIND_IID_OF(IEnumVARIANT, IID_IEnumVARIANT)
LATEBIND_IID_OF(ITypeLib, IID_ITypeLib)
LATEBIND_IID_OF(ITypeLib2, IID_ITypeLib2)
LATEBIND_IID_OF(ITypeInfo, IID_ITypeInfo)
LATEBIND_IID_OF(ITypeInfo2, IID_ITypeInfo2)
LATEBIND_IID_OF(ITypeComp, IID_ITypeComp)
LATEBIND_IID_OF(IErrorInfo, IID_IErrorInfo)
LATEBIND_IID_OF(ICreateErrorInfo, IID_ICreateErrorInfo)
LATEBIND_IID_OF(ISupportErrorInfo, IID_ISupportErrorInfo)
LATEBIND_IID_OF(ISequentialStream, IID_ISequentialStream)
LATEBIND_IID_OF(IStream, IID_IStream)
LATEBIND_IID_OF(IMalloc, IID_IMalloc)
LATEBIND_IID_OF(IPersist, IID_IPersist)
LATEBIND_IID_OF(IPersistStream, IID_IPersistStream)
LATEBIND_IID_OF(IProvideClassInfo, IID_IProvideClassInfo)
LATEBIND_IID_OF(IConnectionPointContainer, IID_IConnectionPointContainer)
LATEBIND_IID_OF(IConnectionPoint, IID_IConnectionPoint)

#endif
