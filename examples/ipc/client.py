# SPDX-License-Identifier: Apache-2.0
"""A client in Python, by ProgID. While it is connected it starts another program, and hears what that one sends."""
import subprocess
import sys

import latebind


class Sink:
    def Received(self, data):
        print("Python: Received", data, flush=True)


server = latebind.create("IpcTest.IpcClientServer", context="local_server")
with latebind.connect(server, Sink()):
    server.Send("a message from Python")
    subprocess.run(sys.argv[1:], check=True)
print("Python: Echo", bytes(server.Echo(b"\x01\x02\x03")).hex())
