#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Finds the call of ISum::Sum in a pcap file that Latebind wrote, and shows the bytes of both PDUs with their fields named.

What differs from run to run (identifiers from a random source) is shown as it is, or with --mask as question marks.
Sources: C706 chapter 12 (connection-oriented PDUs), [MS-DCOM] 2.2.13 (ORPCTHIS, ORPCTHAT)."""
import struct
import sys
import uuid

REQUEST, RESPONSE = 0, 2


def pdus(path):
    """The payloads of a pcap file of raw IPv4 packets, each with its ports."""
    with open(path, "rb") as file:
        data = file.read()
    offset = 24
    while offset < len(data):
        length = struct.unpack_from("<I", data, offset + 8)[0]
        packet = data[offset + 16:offset + 16 + length]
        offset += 16 + length
        if len(packet) > 40:
            yield struct.unpack_from(">HH", packet, 20), packet[40:]


class Dump:
    def __init__(self, pdu, mask):
        self.pdu, self.offset, self.mask = pdu, 0, mask

    def field(self, size, name, value=None, random=False):
        chunk = self.pdu[self.offset:self.offset + size]
        for start in range(0, size, 8):
            part = chunk[start:start + 8]
            text = " ".join("??" if random and self.mask else "%02x" % byte for byte in part)
            if start == 0:
                shown = value(chunk) if value else ""
                if random and self.mask:
                    shown = ""
                print(("  %04x  %-24s %s %s" % (self.offset, text, name, shown)).rstrip())
            else:
                print("  %04x  %s" % (self.offset + start, text))
        self.offset += size
        return chunk


def number(chunk):
    return "= %d" % int.from_bytes(chunk, "little", signed=True)


def guid(chunk):
    return "= {%s}" % str(uuid.UUID(bytes_le=bytes(chunk))).upper()


def header(dump, kind):
    dump.field(2, "version 5.0")
    dump.field(1, "type: " + kind)
    flags = dump.pdu[dump.offset]
    names = [name for bit, name in ((1, "first fragment"), (2, "last fragment"), (0x80, "object")) if flags & bit]
    dump.field(1, "flags: " + ", ".join(names))
    dump.field(4, "data representation: little endian, ASCII, IEEE")
    dump.field(2, "length of the fragment", number)
    dump.field(2, "length of the authentication", number)
    dump.field(4, "call id", number, random=True)
    dump.field(4, "size of the arguments or results", number)
    dump.field(2, "presentation context", number, random=True)


def request(pdu, mask):
    print("request: the header of the PDU")
    dump = Dump(pdu, mask)
    header(dump, "request")
    dump.field(2, "operation: the slot in the vtable", number)
    dump.field(16, "object: the IPID", guid, random=True)
    print("ORPCTHIS")
    dump.field(4, "version of the protocol: 5.%d" % struct.unpack_from("<H", pdu, dump.offset + 2))
    dump.field(4, "flags", number)
    dump.field(4, "reserved")
    dump.field(16, "causality id", guid, random=True)
    dump.field(4, "extensions", lambda chunk: "= none" if chunk == bytes(4) else "= some")
    print("the arguments")
    dump.field(4, "a", number)
    dump.field(4, "b", number)


def response(pdu, mask):
    print("response: the header of the PDU")
    dump = Dump(pdu, mask)
    header(dump, "response")
    dump.field(1, "cancelled", number)
    dump.field(1, "reserved")
    print("ORPCTHAT")
    dump.field(4, "flags", number)
    dump.field(4, "extensions", lambda chunk: "= none" if chunk == bytes(4) else "= some")
    print("the results")
    dump.field(4, "*result", number)
    dump.field(4, "HRESULT", number)


def main(path, mask):
    call = None
    for ports, pdu in pdus(path):
        # The arguments are the last eight bytes: 2 and 3.
        if call is None and pdu[2] == REQUEST and pdu[3] & 0x80 and pdu[22:24] == b"\x03\0" and pdu[-8:] == struct.pack("<ii", 2, 3):
            call = ports, pdu[12:16]
            request(pdu, mask)
        elif call and pdu[2] == RESPONSE and (ports[1], ports[0]) == call[0] and pdu[12:16] == call[1]:
            response(pdu, mask)
            return 0
    print("no call of Sum in " + path, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--mask" in sys.argv))
