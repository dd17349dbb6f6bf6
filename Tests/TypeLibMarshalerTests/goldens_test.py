# SPDX-License-Identifier: Apache-2.0
"""Reads the goldens of IDispatch with impacket's NDR classes, which nobody here wrote, and compares what they say.

impacket cannot parse a SAFEARRAY or a VT_BYREF|VT_VARIANT in a VARIANT; those goldens are left to other readers. Of a response it
reads what stands before rgVarRef; the HRESULT is the last four bytes.
"""
import struct
import sys

from impacket.dcerpc.v5.dcom import oaut

folder = sys.argv[1]


def messages(name):
    """The requests and responses of a golden, as bytes."""
    found = []
    for line in open(f"{folder}/{name}.txt"):
        if line.startswith("    "):
            found[-1][1] += bytes.fromhex(line.strip().replace(" ", ""))
        elif line.split()[0] in ("request", "response"):
            found.append([line.split()[0], b""])
    return [(kind, bytes_) for kind, bytes_ in found]


# ORPCTHIS and ORPCTHAT are Remoting's: 32 and 8 bytes, which keep the alignment.
THIS = struct.pack("<HHLL", 5, 7, 0, 0) + bytes(16) + struct.pack("<L", 0)
THAT = struct.pack("<LL", 0, 0)


def invoke(name, index=0):
    kind, data = messages(name)[index]
    assert kind == "request"
    call = oaut.IDispatch_Invoke()
    call.fromString(THIS + data)
    return call


def result(name, index=1):
    kind, data = messages(name)[index]
    assert kind == "response"
    answer = oaut.IDispatch_InvokeResponse()
    answer.fromString(THAT + data)
    return answer


def status(name, index=1):
    return int.from_bytes(messages(name)[index][1][-4:], "little")


def argument(call, index=0):
    return call["pDispParams"]["rgvarg"][index]["_varUnion"]


def value(name):
    return result(name)["pVarResult"]["_varUnion"]


def byte(found):
    """Versions of impacket differ: a byte or a number."""
    return found if isinstance(found, int) else found[0]


def check(name, found, expected):
    if found != expected:
        sys.exit(f"{name}: impacket reads {found!r}, not {expected!r}")


call = invoke("IDispatch.integer")
check("dispIdMember", call["dispIdMember"], 5)
check("dwFlags", call["dwFlags"] & 0xF, 1)
check("cArgs", call["pDispParams"]["cArgs"], 1)
check("cNamedArgs", call["pDispParams"]["cNamedArgs"], 0)
check("cVarRef", call["cVarRef"], 0)
check("integer argument", argument(call)["lVal"], -5)
check("integer result", value("IDispatch.integer")["lVal"], -5)
check("HRESULT", status("IDispatch.integer"), 0)
check("string argument", argument(invoke("IDispatch.string"))["bstrVal"]["asData"], "Hello")
check("string result", value("IDispatch.string")["bstrVal"]["asData"], "Hello")
check("double argument", struct.pack("<d", argument(invoke("IDispatch.double"))["dblVal"]), struct.pack("<d", 2.5))
decimal = argument(invoke("IDispatch.decimal"))["decVal"]
check("decimal", (byte(decimal["scale"]), byte(decimal["sign"]), decimal["Lo64"]), (2, 0x80, 125))
check("currency", argument(invoke("IDispatch.currency"))["cyVal"]["int64"], 30000)
put = invoke("IDispatch.put", 2 if len(messages("IDispatch.put")) > 2 else 0)
check("put flags", put["dwFlags"] & 0xF, 4)
check("put name", put["pDispParams"]["rgdispidNamedArgs"][0], 0xFFFFFFFD if put["pDispParams"]["rgdispidNamedArgs"][0] > 0 else -3)
failure = result("IDispatch.failure")
check("failure", status("IDispatch.failure"), 0x80020009)
check("description", failure["pExcepInfo"]["bstrDescription"]["asData"], "because")
check("scode", failure["pExcepInfo"]["scode"] & 0xFFFFFFFF, 0x80040123)
mismatch = result("IDispatch.type-mismatch")
check("mismatch", status("IDispatch.type-mismatch"), 0x80020005)
check("pArgErr", mismatch["pArgErr"], 0)
reference = invoke("IDispatch.reference")
check("reference count", reference["cVarRef"], 1)
check("reference index", reference["rgVarRefIdx"][0], 0)
check("reference", reference["rgVarRef"][0]["_varUnion"]["plVal"], 21)
back = messages("IDispatch.reference")[1][1]
check("reference back", int.from_bytes(back[-8:-4], "little"), 42)
names = oaut.IDispatch_GetIDsOfNames()
names.fromString(THIS + messages("IDispatch.names")[0][1])
check("names", [name["Data"].rstrip("\0") if isinstance(name, dict) else name.rstrip("\0") if isinstance(name, str) else
                name["Data"].rstrip("\0") for name in names["rgszNames"]], ["Optional", "d", "a"])
print("impacket reads all of it")
