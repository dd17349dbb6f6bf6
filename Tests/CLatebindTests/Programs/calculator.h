// SPDX-License-Identifier: Apache-2.0
//
// ICalculator of calculator.idl for C and C++.
#ifndef CALCULATOR_H
#define CALCULATOR_H

#include <latebind/automation.h>

DEFINE_GUID(LIBID_CalculatorTest, 0x6b1f2a30, 0x5a3c, 0x4c57, 0x9a, 0x51, 0x0c, 0x6f, 0x4f, 0x0f, 0x6a, 0x01);
DEFINE_GUID(IID_ICalculator, 0x6b1f2a30, 0x5a3c, 0x4c57, 0x9a, 0x51, 0x0c, 0x6f, 0x4f, 0x0f, 0x6a, 0x02);

#define INTERFACE ICalculator
DECLARE_INTERFACE_(ICalculator, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(Divide)(THIS_ LONG dividend, LONG divisor, DOUBLE *quotient) PURE;
    STDMETHOD(Join)(THIS_ BSTR first, BSTR second, BSTR separator, BSTR *joined) PURE;
    STDMETHOD(Sum)(THIS_ SAFEARRAY *values, VARIANT *total) PURE;
    STDMETHOD(get_Memory)(THIS_ CY *value) PURE;
    STDMETHOD(put_Memory)(THIS_ CY value) PURE;
};
#undef INTERFACE

#endif
