# SPDX-License-Identifier: Apache-2.0
"""A client of Test.Ledger: the program that is traced."""
import datetime
import decimal
import os

import latebind


class Watcher:
    def Saw(self, text):
        print("saw", text)


library = latebind.load_type_library(os.environ["TEST_LIBRARY"])
ledger = latebind.create("Test.Ledger", context="local_server")
ledger.Owner = "Ada"
assert ledger.Owner == "Ada"
ledger.Enter(datetime.datetime(2024, 2, 29, 12, 30), 'a "lamp"\nand oil', decimal.Decimal("12.5"), 2)
ledger.Enter(datetime.datetime(2024, 3, 1), "sold", decimal.Decimal("-3.0001"), 1)
print(ledger.Total([1, 2]))
ledger.Keep([1, "two", None, 3.5, [True, b"\x01\x02"]])
ledger.Keep(list(range(100)))
ledger.Review(latebind.implement(library.DWatcher, Watcher()))
print(ledger.Close("done"))
try:
    ledger.Close("stolen")
except latebind.Error as error:
    print(error)

# The same by name alone.
late = latebind.dynamic(ledger)
late.Owner = "Grace"
assert late.Owner == "Grace"
assert late.Enter(datetime.datetime(2024, 3, 2), "late", 1, 1) == 3
try:
    late.Close("stolen")
except latebind.Error as error:
    print(error)
