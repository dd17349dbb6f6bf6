# SPDX-License-Identifier: Apache-2.0
"""What the clients of this folder have of impacket: connections, activation, references, IDispatch, calls of a vtable."""
import decimal
import socket
import struct
import uuid

from impacket.dcerpc.v5 import rpcrt, transport
from impacket.dcerpc.v5.dcom import oaut
from impacket.dcerpc.v5.dcomrt import (
    DCOMANSWER, DCOMCALL, INTERFACE, IID_IRemUnknown, OBJREF_STANDARD, REMINTERFACEREF, DCERPCSessionError, DCOMConnection,
    IActivation, IObjectExporter, IRemoteSCMActivator, IRemUnknown2, PMInterfacePointer, RemAddRef, RemRelease)
from impacket.dcerpc.v5.dtypes import BOOL, GUID, NULL
from impacket.dcerpc.v5.ndr import (
    NDRDOUBLEFLOAT, NDRFLOAT, NDRHYPER, NDRLONG, NDRSHORT, NDRSMALL, NDRUHYPER, NDRULONG, NDRUSHORT, NDRUSMALL)
from impacket.uuid import uuidtup_to_bin

E_NOINTERFACE = 0x80004002
DISP_E_EXCEPTION = 0x80020009
RPC_E_DISCONNECTED = 0x80010108
METHOD, PROPERTYGET, PROPERTYPUT = 1, 2, 4
PROPERTYPUT_ID = 0xFFFFFFFD
IID_IDISPATCH = "00020400-0000-0000-C000-000000000046"
IID_ICLASSFACTORY = "00000001-0000-0000-C000-000000000046"


def iid(text):
    """An interface with version 0.0, as impacket binds to it; its first 16 bytes are the GUID."""
    return uuidtup_to_bin((text, "0.0"))


def receive(self, forceRecv=0, count=0):
    """TCPTransport.recv, with an end at the end of the connection: impacket's own asks on for ever."""
    data = b""
    while True:
        part = self.get_socket().recv(count - len(data) if count else 8192)
        if not part:
            raise ConnectionResetError("the server closed the connection")
        data += part
        if len(data) >= count:
            return data


transport.TCPTransport.recv = receive


def connect(port):
    """A connection with authentication level none."""
    rpc = transport.DCERPCTransportFactory(f"ncacn_ip_tcp:127.0.0.1[{port}]")
    rpc.set_connect_timeout(20)
    dce = rpc.get_dce_rpc()
    dce.set_auth_level(rpcrt.RPC_C_AUTHN_LEVEL_NONE)
    dce.connect()
    DCOMConnection.PORTMAPS[dce.get_rpc_transport().getRemoteHost()] = dce
    return dce


def wait_until_gone(port):
    """Returns when nobody listens at the port any more. A connection that nothing is sent on ends with the server: that is waited for."""
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 60) as connection:
                connection.recv(1)
        except ConnectionRefusedError:
            return
        except ConnectionResetError:
            pass
        except TimeoutError:
            raise AssertionError("the server goes on, although everything was given back")


def expect(what, found, expected):
    if found != expected:
        raise AssertionError(f"{what}: {found!r}, not {expected!r}")


def failure(call):
    """The HRESULT that a call fails with, and the answer as far as impacket can read it; (0, None) for one that succeeds."""
    try:
        call()
    except rpcrt.DCERPCException as error:
        if error.get_error_code() is None:
            # A fault: impacket has its status in the text alone, and a text of its own for one.
            if "RPC_E_DISCONNECTED" in str(error):
                return RPC_E_DISCONNECTED, None
            return int(str(error).rsplit(" ", 1)[-1], 16), None
        return error.get_error_code(), error.get_packet()
    return 0, None


# References.


class Object:
    """An object of the server: an interface of it, and the references that are held."""

    def __init__(self, interface, text, references):
        self.interface, self.iid, self.references = interface, iid(text), references
        interface.get_cinstance().set_auth_level(rpcrt.RPC_C_AUTHN_LEVEL_NONE)

    @classmethod
    def of_reference(cls, interface, text, data):
        """What an OBJREF names that `interface` gave."""
        made = INTERFACE(
            interface.get_cinstance(), data, interface.get_ipidRemUnknown(), target=interface.get_target())
        return cls(IRemUnknown2(made), text, OBJREF_STANDARD(data)["std"]["cPublicRefs"])

    def call(self, request):
        return self.interface.request(request, self.iid, self.interface.get_iPid())

    def query(self, text):
        """Another interface of the object, with two references."""
        return Object(self.interface.RemQueryInterface(2, (iid(text)[:16],)), text, 2)

    def _change(self, request, count):
        request["cInterfaceRefs"] = 1
        element = REMINTERFACEREF()
        element["ipid"], element["cPublicRefs"], element["cPrivateRefs"] = self.interface.get_iPid(), count, 0
        request["InterfaceRefs"].append(element)
        return self.interface.request(request, IID_IRemUnknown, self.interface.get_ipidRemUnknown())

    def add_references(self, count):
        answer = self._change(RemAddRef(), count)
        expect("RemAddRef", [int(r["Data"]) for r in answer["pResults"]], [0])
        self.references += count

    def release(self, count=None):
        count = self.references if count is None else count
        self._change(RemRelease(), count)
        self.references -= count


def activated(interface, text):
    return Object(interface, text, OBJREF_STANDARD(interface.get_objRef())["std"]["cPublicRefs"])


def create_instance(dce, clsid, text):
    """IRemoteSCMActivator::RemoteCreateInstance."""
    return activated(IRemoteSCMActivator(dce).RemoteCreateInstance(uuid.UUID(clsid).bytes_le, iid(text)[:16]), text)


def get_class_object(dce, clsid):
    """IRemoteSCMActivator::RemoteGetClassObject."""
    found = IRemoteSCMActivator(dce).RemoteGetClassObject(uuid.UUID(clsid).bytes_le, iid(IID_ICLASSFACTORY)[:16])
    return activated(found, IID_ICLASSFACTORY)


def activate(dce, clsid, text):
    """IActivation::RemoteActivation."""
    return activated(IActivation(dce).RemoteActivation(uuid.UUID(clsid).bytes_le, iid(text)[:16]), text)


# IClassFactory, as it travels: RemoteCreateInstance and RemoteLockServer.


class ClassFactory_CreateInstance(DCOMCALL):
    opnum = 3
    structure = (("riid", GUID),)


class ClassFactory_CreateInstanceResponse(DCOMANSWER):
    structure = (("ppvObject", PMInterfacePointer), ("ErrorCode", NDRULONG))


class ClassFactory_LockServer(DCOMCALL):
    opnum = 4
    structure = (("fLock", BOOL),)


class ClassFactory_LockServerResponse(DCOMANSWER):
    structure = (("ErrorCode", NDRULONG),)


def instance_of(factory, text):
    """A new object of a class object's."""
    request = ClassFactory_CreateInstance()
    request["riid"] = iid(text)[:16]
    answer = factory.call(request)
    return Object.of_reference(factory.interface, text, b"".join(answer["ppvObject"]["abData"]))


# Values.


def units(text):
    encoded = text.encode("utf-16le")
    return list(struct.unpack(f"<{len(encoded) // 2}H", encoded))


def set_text(pointer, text):
    """Fills a BSTR. impacket's own way knows no character beyond U+FFFF."""
    pointer["asData"] = ""
    blob = pointer.fields["Data"]
    blob.fields["asData"]["Data"] = units(text)
    blob["cBytes"], blob["clSize"] = 2 * len(units(text)), len(units(text))
    blob.data = None


def text_of(pointer):
    found = pointer.fields["Data"].fields["asData"]["Data"]
    return struct.pack(f"<{len(found)}H", *found).decode("utf-16le")


def byte(found):
    """Versions of impacket differ: a byte or a number."""
    return found if isinstance(found, int) else found[0]


FIELDS = {
    0: "empty", 1: "null", 2: "iVal", 3: "lVal", 4: "fltVal", 5: "dblVal", 6: "cyVal", 7: "date", 8: "bstrVal", 10: "scode",
    11: "boolVal", 14: "decVal", 16: "cVal", 17: "bVal", 18: "uiVal", 19: "ulVal", 20: "llVal", 21: "ullVal"}


def fill(target, vt, value):
    """A VARIANT of impacket's."""
    target["clSize"], target["rpcReserved"], target["vt"] = 5, 0, vt
    for word in ("wReserved1", "wReserved2", "wReserved3"):
        target[word] = 0
    union = target["_varUnion"]
    union["tag"] = vt
    if vt == 8:
        set_text(union.fields["bstrVal"], value)
    elif vt == 6:
        union["cyVal"]["int64"] = value
    elif vt == 14:
        put_decimal(union["decVal"], value)
    elif vt == 10:
        union["scode"] = value - (1 << 32) if value >> 31 else value
    elif vt not in (0, 1):
        union[FIELDS[vt]] = value & 0xFFFF if vt == 11 else value
    return target


def variant(vt, value=None):
    return fill(oaut.VARIANT(), vt, value)


def value_of(found):
    """(VARTYPE, value) of a VARIANT of impacket's."""
    vt = found["vt"]
    union = found["_varUnion"]
    if vt in (0, 1):
        return vt, None
    if vt == 8:
        return vt, text_of(union.fields["bstrVal"])
    if vt == 6:
        return vt, union["cyVal"]["int64"]
    if vt == 14:
        return vt, decimal_of(union["decVal"])
    value = union[FIELDS[vt]]
    if vt == 10:
        value &= 0xFFFFFFFF
    if vt == 11:
        value = -1 if value == 0xFFFF else value
    return vt, value


def put_decimal(target, value):
    """A decimal.Decimal as a DECIMAL."""
    sign, digits, exponent = value.as_tuple()
    number = int("".join(map(str, digits))) * 10 ** max(exponent, 0)
    target["wReserved"], target["scale"], target["sign"] = 0, max(-exponent, 0), 0x80 if sign else 0
    target["Hi32"], target["Lo64"] = number >> 64, number & (1 << 64) - 1


def decimal_of(found):
    digits = tuple(map(int, str(found["Hi32"] << 64 | found["Lo64"])))
    return decimal.Decimal((byte(found["sign"]) >> 7, digits, -byte(found["scale"])))


# IDispatch.


class Invoke(DCOMCALL):
    opnum = 6
    structure = oaut.IDispatch_Invoke.structure


class InvokeResponse(DCOMANSWER):
    """impacket's own has no rgVarRef, which is there even if it is empty. [MS-OAUT] 3.1.4.4"""
    structure = oaut.IDispatch_InvokeResponse.structure[:-1] + (("rgVarRef", oaut.VARIANT_ARRAY), ("ErrorCode", NDRULONG))


def dispids(target, *names):
    """GetIDsOfNames of whichever interface `target` is: IDispatch, or a dual one."""
    request = oaut.IDispatch_GetIDsOfNames()
    request["riid"], request["cNames"], request["lcid"] = oaut.IID_NULL, len(names), 0
    for name in names:
        text = oaut.LPOLESTR()
        text["Data"] = name + "\0"
        request["rgszNames"].append(text)
    return list(target.call(request)["rgDispId"])


def invoke(target, dispid, kind, *arguments, named=()):
    """Invoke with (VARTYPE, value) pairs in the order of the method. Returns the result as such a pair."""
    request = Invoke()
    request["dispIdMember"], request["riid"], request["lcid"] = dispid, oaut.IID_NULL, 0
    request["dwFlags"] = kind
    parameters = oaut.DISPPARAMS()
    if arguments:
        for vt, value in reversed(arguments):
            parameters["rgvarg"].append(variant(vt, value))
    else:
        parameters["rgvarg"] = NULL
    if named:
        for dispid in named:
            parameters["rgdispidNamedArgs"].append(dispid)
    else:
        parameters["rgdispidNamedArgs"] = NULL
    parameters["cArgs"], parameters["cNamedArgs"] = len(arguments), len(named)
    request["pDispParams"] = parameters
    request["cVarRef"], request["rgVarRefIdx"], request["rgVarRef"] = 0, [], []
    return value_of(target.call(request)["pVarResult"])


# Calls through a vtable: a request and a response for each method that an IDL text describes.

PRIMITIVES = {
    "signed char": (NDRSMALL, 16), "unsigned char": (NDRUSMALL, 17), "short": (NDRSHORT, 2), "unsigned short": (NDRUSHORT, 18),
    "long": (NDRLONG, 3), "unsigned long": (NDRULONG, 19), "int": (NDRLONG, 3), "unsigned int": (NDRULONG, 19),
    "hyper": (NDRHYPER, 20), "unsigned hyper": (NDRUHYPER, 21), "float": (NDRFLOAT, 4), "double": (NDRDOUBLEFLOAT, 5),
    "VARIANT_BOOL": (NDRSHORT, 11), "CURRENCY": (oaut.CURRENCY, 6), "DATE": (NDRDOUBLEFLOAT, 7), "SCODE": (NDRULONG, 10),
    "DECIMAL": (oaut.DECIMAL, 14), "BSTR": (oaut.BSTR, 8), "VARIANT": (oaut.VARIANT, 12)}


class Parameter:
    def __init__(self, text):
        attributes, rest = text.strip().lstrip("[").split("]", 1)
        self.goes_in = "in" in [a.strip() for a in attributes.split(",")]
        self.comes_out = "out" in [a.strip() for a in attributes.split(",")]
        self.name = rest.split()[-1].lstrip("*")
        self.type = rest[:rest.rindex(self.name)].replace("*", "").strip()
        # Pointers to pointers are other interfaces' matter.
        self.ndr, self.vt = PRIMITIVES.get(self.type, (None, None)) if rest.count("*") < 2 else (None, None)

    def put(self, message, vt, value):
        if self.vt == 8:
            set_text(message.fields[self.name], value)
        elif self.vt == 6:
            message[self.name]["int64"] = value
        elif self.vt == 14:
            put_decimal(message[self.name], value)
        elif self.vt == 12:
            fill(message[self.name], vt, value)
        else:
            message[self.name] = value

    def get(self, message):
        if self.vt == 8:
            return 8, text_of(message.fields[self.name])
        if self.vt == 6:
            return 6, message[self.name]["int64"]
        if self.vt == 14:
            return 14, decimal_of(message[self.name])
        if self.vt == 12:
            return value_of(message[self.name])
        return self.vt, message[self.name]


class Method:
    """A method of an interface: impacket finds the response beside the request by its name."""

    def __init__(self, opnum, name, parameters):
        self.opnum, self.name, self.parameters = opnum, name, parameters
        self.can_be_called = all(p.ndr for p in parameters)
        if not self.can_be_called:
            return
        ident = f"{name}_{opnum}"
        inputs = tuple((p.name, p.ndr) for p in parameters if p.goes_in)
        outputs = tuple((p.name, p.ndr) for p in parameters if p.comes_out) + (("ErrorCode", NDRULONG),)
        self.request = type(ident, (DCOMCALL,), {"opnum": opnum, "structure": inputs, "__module__": __name__})
        globals()[ident + "Response"] = type(
            ident + "Response", (DCOMANSWER,), {"structure": outputs, "__module__": __name__})

    def __call__(self, target, *arguments):
        """Returns what comes out, as (VARTYPE, value) pairs."""
        request = self.request()
        for parameter, argument in zip([p for p in self.parameters if p.goes_in], arguments, strict=True):
            parameter.put(request, *argument)
        answer = target.call(request)
        return [p.get(answer) for p in self.parameters if p.comes_out]


def methods(idl, interface):
    """The methods of a dual interface by (name, propget or propput or ""), read from IDL: opnums count on from IDispatch's seven."""
    body = idl[idl.index(f"interface {interface} : IDispatch"):]
    body = body[body.index("{") + 1:body.index("};")]
    lines = [line.split("//")[0] for line in body.splitlines()]
    found = {}
    for number, text in enumerate(t.strip() for t in "\n".join(lines).split(";") if t.strip()):
        attributes, rest = text[1:].split("]", 1)
        kind = next((k for k in ("propget", "propputref", "propput") if k in attributes), "")
        name, parameters = rest.strip().removeprefix("HRESULT").strip().split("(", 1)
        parts = parameters.rsplit(")", 1)[0].replace("\n", " ")
        pieces = [p for p in split_parameters(parts) if p.strip()]
        found[name.strip(), kind] = Method(7 + number, name.strip(), [Parameter(p) for p in pieces])
    return found


def split_parameters(text):
    """At the commas that are outside of brackets and parentheses."""
    pieces, depth = [""], 0
    for letter in text:
        depth += letter in "[("
        depth -= letter in "])"
        if letter == "," and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += letter
    return pieces
