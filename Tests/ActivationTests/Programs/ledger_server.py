# SPDX-License-Identifier: Apache-2.0
"""Serves Test.Ledger until its clients have gone."""
import os

import latebind

# The test knows by the FIFO's end that this process has ended.
alive = os.open(os.environ["TEST_ALIVE"], os.O_WRONLY)
os.write(alive, b"%d\n" % os.getpid())
library = latebind.load_type_library(os.environ["TEST_LIBRARY"])


class Ledger:
    def __init__(self):
        self.entries = []
        self.Owner = "nobody"

    def Enter(self, day, text, amount, kind):
        self.entries.append((text, amount))
        return len(self.entries)

    def Total(self, numbers):
        return sum(self.entries[number - 1][1] for number in numbers), len(numbers)

    def Keep(self, value):
        return value

    def Review(self, watcher):
        for text, _ in self.entries:
            watcher.Saw(text)
        return len(self.entries)

    def Close(self, reason):
        if reason == "stolen":
            raise latebind.Error(0x80070005, "the ledger stays open")
        return reason + ", closed"


latebind.register_class(
    "Test.Ledger", "{2B7C51D3-8E0F-4A66-9D1B-5F3C0A9E7100}", Ledger, library.ILedger, context="local_server", suspended=True)
latebind.serve(first_client=60)
