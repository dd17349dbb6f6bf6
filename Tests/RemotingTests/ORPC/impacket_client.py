#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An independent client (impacket) of a server on 127.0.0.1: impacket_client.py PORT CLSID IID. Exits with 0 if all is as it should be."""
import sys
import uuid

from impacket.dcerpc.v5 import rpcrt, transport
from impacket.dcerpc.v5.dcomrt import (
    DCOMANSWER, DCOMCALL, IID_IObjectExporter, INTERFACE, DCOMConnection, IObjectExporter, IRemoteSCMActivator, ServerAlive)
from impacket.dcerpc.v5.dtypes import LONG
from impacket.uuid import uuidtup_to_bin


class Add(DCOMCALL):
    opnum = 4
    structure = (("a", LONG), ("b", LONG))


class AddResponse(DCOMANSWER):
    structure = (("sum", LONG), ("ErrorCode", LONG))


def connect(port):
    """A connection with authentication level none."""
    rpc = transport.DCERPCTransportFactory(f"ncacn_ip_tcp:127.0.0.1[{port}]")
    rpc.set_connect_timeout(20)
    dce = rpc.get_dce_rpc()
    dce.set_auth_level(rpcrt.RPC_C_AUTHN_LEVEL_NONE)
    dce.connect()
    return dce


def main():
    port, clsid, iid = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    # The object exporter.
    dce = connect(port)
    dce.bind(IID_IObjectExporter)
    assert dce.request(ServerAlive())["ErrorCode"] == 0
    dce.disconnect()
    bindings = IObjectExporter(connect(port)).ServerAlive2()
    assert [b["aNetworkAddr"] for b in bindings] == [f"127.0.0.1[{port}]\0"], bindings

    # Activation, as an instance and as a class object.
    dce = connect(port)
    target = dce.get_rpc_transport().getRemoteHost()
    DCOMConnection.PORTMAPS[target] = dce
    binary = uuidtup_to_bin((iid, "0.0"))
    instance = IRemoteSCMActivator(dce).RemoteCreateInstance(uuid.UUID(clsid).bytes_le, binary[:16])
    # The object's own method, on its IPID.
    request = Add()
    request["a"], request["b"] = 20, 22
    answer = instance.request(request, binary, instance.get_iPid())
    assert answer["sum"] == 42 and answer["ErrorCode"] == 0

    # Another interface of it, references, their end.
    other = instance.RemQueryInterface(1, (binary[:16],))
    assert other.get_iPid() == instance.get_iPid()
    instance.RemAddRef()
    instance.RemRelease()

    # A class that is not there.
    missing = connect(port)
    try:
        IRemoteSCMActivator(missing).RemoteCreateInstance(uuid.uuid4().bytes_le, binary[:16])
    except Exception as error:  # noqa: BLE001: whatever impacket makes of it, it must say which
        assert "80040154" in str(error) or "CLASSNOTREG" in str(error).upper(), error
    else:
        raise AssertionError("a class that is not there was activated")
    print("as it should be")


if __name__ == "__main__":
    main()
