#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""impacket as the client of a component that `latebind serve` serves: impacket_counter.py PORT CLSID IID IDL.

The class is Counter of examples/cpp-component. At the end everything is given back, and the server ends of itself."""
import sys
import uuid

import orpc
from orpc import IObjectExporter, IRemoteSCMActivator, expect, failure

port, clsid, counter_iid, idl = int(sys.argv[1]), sys.argv[2], sys.argv[3], open(sys.argv[4]).read()
methods = orpc.methods(idl, "ICounter")

# The object exporter.
bindings = IObjectExporter(orpc.connect(port)).ServerAlive2()
expect("ServerAlive2", [b["aNetworkAddr"] for b in bindings], [f"127.0.0.1[{port}]\0"])

# A class that is not there.
status, _ = failure(lambda: orpc.create_instance(orpc.connect(port), str(uuid.uuid4()), orpc.IID_IDISPATCH))
expect("an unknown class", status, 0x80040154)

# RemoteActivation, then IDispatch.
activation = orpc.connect(port)
dispatch = orpc.activate(activation, clsid, orpc.IID_IDISPATCH)
bindings = IObjectExporter(orpc.connect(port)).ResolveOxid2(dispatch.interface.get_oxid(), (7,))
expect("ResolveOxid2", [b["aNetworkAddr"] for b in bindings], [f"127.0.0.1[{port}]\0"])
status, _ = failure(lambda: IObjectExporter(orpc.connect(port)).ResolveOxid2(12345, (7,)))
expect("ResolveOxid2 of an OXID that is not there", status, 1910)

expect("GetTypeInfoCount", orpc.oaut.IDispatch(dispatch.interface).GetTypeInfoCount()["pctinfo"], 1)
expect("GetIDsOfNames", orpc.dispids(dispatch, "Add"), [2])
expect("GetIDsOfNames with a parameter", orpc.dispids(dispatch, "Add", "step"), [2, 0])
status, _ = failure(lambda: orpc.dispids(dispatch, "Subtract"))
expect("an unknown name", status, 0x80020006)
value, name, add = 0, 1, 2
expect("Add(5)", orpc.invoke(dispatch, add, orpc.METHOD, (3, 5)), (3, 5))
expect("Add()", orpc.invoke(dispatch, add, orpc.METHOD), (3, 6))
expect("Add(step: 4)", orpc.invoke(dispatch, add, orpc.METHOD, (3, 4), named=(0,)), (3, 10))
expect("Add of a string", orpc.invoke(dispatch, add, orpc.METHOD, (8, "30")), (3, 40))
expect("put Name", orpc.invoke(dispatch, name, orpc.PROPERTYPUT, (8, "Zähler 😀"), named=(orpc.PROPERTYPUT_ID,)), (0, None))
expect("get Name", orpc.invoke(dispatch, name, orpc.PROPERTYGET), (8, "Zähler 😀"))
expect("put Value", orpc.invoke(dispatch, value, orpc.PROPERTYPUT, (3, 41), named=(orpc.PROPERTYPUT_ID,)), (0, None))
expect("get Value", orpc.invoke(dispatch, value, orpc.PROPERTYGET), (3, 41))

# A call that fails, with its EXCEPINFO; one with an argument of the wrong type.
status, answer = failure(
    lambda: orpc.invoke(dispatch, value, orpc.PROPERTYPUT, (3, -1), named=(orpc.PROPERTYPUT_ID,)))
expect("put Value(-1)", status, orpc.DISP_E_EXCEPTION)
exception = answer["pExcepInfo"]
expect("scode", exception["scode"] & 0xFFFFFFFF, 0x80070057)
expect("description", orpc.text_of(exception.fields["bstrDescription"]), "a counter does not stand below zero")
expect("source", orpc.text_of(exception.fields["bstrSource"]), "Counters.Counter")
status, answer = failure(lambda: orpc.invoke(dispatch, add, orpc.METHOD, (8, "many")))
expect("Add of a word", status, 0x80020005)
expect("its argument", answer["pArgErr"], 0)

# The dual interface of the same object: its vtable.
status, _ = failure(lambda: dispatch.query(str(uuid.uuid4())))
expect("an interface that the object does not have", status, orpc.E_NOINTERFACE)
counter = dispatch.query(counter_iid)
expect("get_Value", methods["Value", "propget"](counter), [(3, 41)])
expect("Add", methods["Add", ""](counter, (3, 1)), [(3, 42)])
expect("put_Name", methods["Name", "propput"](counter, (8, "vtable")), [])
expect("get_Name", methods["Name", "propget"](counter), [(8, "vtable")])
status, _ = failure(lambda: methods["Value", "propput"](counter, (3, -1)))
expect("put_Value(-1)", status, 0x80070057)
expect("Invoke sees it", orpc.invoke(dispatch, value, orpc.PROPERTYGET), (3, 42))

# The class object, and what it makes.
factory = orpc.get_class_object(orpc.connect(port), clsid)
other = orpc.instance_of(factory, counter_iid)
expect("a new counter", methods["Value", "propget"](other), [(3, 0)])
expect("another than the first", methods["Value", "propget"](counter), [(3, 42)])
status, _ = failure(lambda: orpc.instance_of(factory, str(uuid.uuid4())))
expect("CreateInstance of an interface that the class does not have", status, orpc.E_NOINTERFACE)
third = orpc.create_instance(orpc.connect(port), clsid, counter_iid)
expect("RemoteCreateInstance", methods["Add", ""](third, (3, 3)), [(3, 3)])

# References. An interface goes with the last of its own, the object with the last of all.
other.add_references(3)
other.release(other.references - 1)
expect("with one reference", methods["Value", "propget"](other), [(3, 0)])
other.release()
status, _ = failure(lambda: methods["Value", "propget"](other))
expect("with none", status, orpc.RPC_E_DISCONNECTED)
for held in (third, factory, counter):
    held.release()
expect("the other interface", orpc.invoke(dispatch, value, orpc.PROPERTYGET), (3, 42))
dispatch.release(dispatch.references - 1)
expect("with one reference", orpc.invoke(dispatch, value, orpc.PROPERTYGET), (3, 42))
dispatch.release()
orpc.wait_until_gone(port)
print("as it should be")
