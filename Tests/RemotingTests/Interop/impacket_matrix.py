#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the calls of the call matrix with impacket, through Invoke and through the vtables: impacket_matrix.py PORT CLSID TABLES.

Left out is what impacket cannot say: arrays, records, objects as values, and references in a VARIANT. Prints how many calls were made."""
import decimal
import os
import sys

import orpc
from orpc import expect, failure

port, clsid, folder = int(sys.argv[1]), sys.argv[2], sys.argv[3]
ISIGNATURES, IDIRECTIONS = "3f0a6b12-52c1-4d5e-9b1a-0c7d2e4f6a80", "3f0a6b16-52c1-4d5e-9b1a-0c7d2e4f6a80"
IDL = open(os.path.join(folder, "signatures.idl")).read()
STATUS = {
    "DISP_E_OVERFLOW": 0x8002000A, "DISP_E_TYPEMISMATCH": 0x80020005, "DISP_E_PARAMNOTOPTIONAL": 0x8002000F}
TYPES = {
    "i1": 16, "ui1": 17, "i2": 2, "ui2": 18, "i4": 3, "ui4": 19, "i8": 20, "ui8": 21, "r4": 4, "r8": 5, "bool": 11, "cy": 6, "date": 7,
    "error": 10, "decimal": 14, "bstr": 8}
made = {"Invoke": 0, "vtable": 0}


class CannotSay(Exception):
    pass


def value(text):
    """A value of the tables as a (VARTYPE, value) pair."""
    if text in ("empty", "none"):
        return 0, None
    if text == "null":
        return 1, None
    if text == "missing":
        return 10, 0x80020004
    kind, _, rest = text.partition(":")
    if kind not in TYPES:
        raise CannotSay(text)
    vt = TYPES[kind]
    if vt == 8:
        return vt, rest
    if vt == 11:
        return vt, -1 if rest == "true" else 0
    if vt in (4, 5, 7):
        return vt, float(rest)
    if vt == 14:
        return vt, decimal.Decimal(rest)
    return vt, int(rest, 0)


def lines(name):
    for line in open(os.path.join(folder, name), encoding="utf-8"):
        if not line.startswith("#"):
            yield line.rstrip("\n").split("\t")


class Subject:
    def __init__(self, dispatch, interface):
        self.methods = orpc.methods(IDL, interface)
        self.dispatch = dispatch
        self.interface = dispatch.query(ISIGNATURES if interface == "ISignatures" else IDIRECTIONS)

    def invoke(self, name, kind, arguments, expected):
        """Late bound, on whichever interface the name belongs to."""
        flags = {"": 1, "propget": 2, "propput": 4}[kind]
        named = (orpc.PROPERTYPUT_ID,) if flags == 4 else ()
        self.compare(
            f"{name} {arguments}", expected, "Invoke",
            lambda: orpc.invoke(self.dispatch, orpc.dispids(self.dispatch, name)[0], flags, *arguments, named=named))

    def compare(self, what, expected, way, call):
        if expected.startswith("!"):
            words = expected[1:].split()
            status, answer = failure(call)
            wanted = STATUS[words[0]] if words[0] in STATUS else orpc.DISP_E_EXCEPTION
            expect(f"{what} {way}", status, wanted)
            if wanted == orpc.DISP_E_EXCEPTION:
                expect(f"{what}: scode", answer["pExcepInfo"]["scode"] & 0xFFFFFFFF, int(words[0], 0))
        else:
            expect(f"{what} {way}", call(), value(expected))
        made[way] += 1

    def through_vtable(self, name, kind, arguments, after, expected):
        """Early bound, with arguments of exactly the method's types."""
        method = self.methods[name, kind]
        if not method.can_be_called:
            raise CannotSay(name)
        inputs = [p for p in method.parameters if p.goes_in]
        outputs = [p for p in method.parameters if p.comes_out]
        if len(inputs) != len(arguments) or any(p.vt not in (12, a[0]) for p, a in zip(inputs, arguments)):
            raise CannotSay(name)
        wanted = after + ([] if expected == "none" else [value(expected)])
        if len(wanted) != len(outputs):
            raise CannotSay(name)
        found = method(self.interface, *arguments)
        expect(f"{name} {arguments} vtable", found, wanted)
        made["vtable"] += 1


def attempt(call, *arguments):
    try:
        call(*arguments)
    except CannotSay:
        pass


def directions(subject):
    for line in lines("directions.tsv"):
        kind, text, expected = line[0], line[1], line[2] if len(line) > 2 else line[1]
        try:
            given = value(text)
        except CannotSay:
            continue
        for way in ("Echo", "Read"):
            attempt(subject.invoke, way + kind, "", [given], expected)
            if not expected.startswith("!"):
                attempt(subject.through_vtable, way + kind, "", [given], [], expected)
        if len(line) == 2:
            attempt(subject.through_vtable, "Give" + kind, "", [given], [given], "none")
            attempt(subject.through_vtable, "Swap" + kind, "", [given, given], [given], text)


def calls(subject):
    kinds = {"get": "propget", "put": "propput", "putref": "propputref"}
    for member, arguments, expected in lines("calls.tsv"):
        word, _, name = member.rpartition(" ")
        kind = kinds.get(word, "")
        texts = arguments.split("|") if arguments else []
        try:
            if any(t.startswith(("ref ", "var ")) for t in texts):
                # In and out in NDR: [in, out] has one place for both.
                pairs = [t.split(" ", 1)[1].split(" -> ") for t in texts]
                if any(t.startswith("var ") for t in texts):
                    continue
                goes_in = [p.goes_in for p in subject.methods[name, kind].parameters][:len(pairs)]
                comes_out = [p.comes_out for p in subject.methods[name, kind].parameters][:len(pairs)]
                before = [value(p[0]) for p, use in zip(pairs, goes_in) if use]
                after = [value(p[1]) for p, use in zip(pairs, comes_out) if use]
                attempt(subject.through_vtable, name, kind, before, after, expected)
            else:
                given = [value(t) for t in texts]
                attempt(subject.invoke, name, kind, given, expected)
                if not expected.startswith("!"):
                    attempt(subject.through_vtable, name, kind, given, [], expected)
        except CannotSay:
            continue


activation = orpc.connect(port)
dispatch = orpc.create_instance(activation, clsid, orpc.IID_IDISPATCH)
signatures = Subject(dispatch, "ISignatures")
calls(signatures)
# The late-bound half of IDirections is called on that interface itself, which is an IDispatch, too.
own = Subject(dispatch, "IDirections")
own.dispatch = own.interface
directions(own)
for held in (signatures.interface, own.interface, dispatch):
    held.release()
orpc.wait_until_gone(port)
print(made["Invoke"], made["vtable"])
