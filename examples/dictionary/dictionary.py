"""Drives Scripting.Dictionary, an object written in Swift, through nothing but its type library.

    latebind run dictionary.py                  the object in this process
    latebind run dictionary.py local_server     in a process of its own, which is started on demand: the same output
"""
import sys

import latebind

context = sys.argv[1] if len(sys.argv) > 1 else "in_process"
d = latebind.create("Scripting.Dictionary", context=context)
print("created       ", type(d).__name__)

d.Add("apple", 3)                        # a method, found by name
d.Add(Key="pear", Item=2.5)              # named arguments
d["cherry"] = "red"                      # the default property, Item
d.Item["fig"] = None                     # the same, spelled out
print("Count         ", d.Count, "and len", len(d))
print("d['apple']    ", d["apple"])
print("Exists        ", d.Exists("pear"), d.Exists("plum"))
print("by DISPID 2   ", d._invoke(2, latebind.PROPERTYGET))

print("iterated      ", [key for key in d])     # _NewEnum
print("Keys          ", d.Keys())
print("Items         ", d.Items())

d.Key["pear"] = "Conference"             # a property with a parameter, write-only
print("renamed       ", d.Keys())

inner = latebind.create("Scripting.Dictionary", context=context)
inner["colour"] = "green"
d["nested"] = inner                      # an object in an object
print("nested        ", d["nested"]["colour"], "same object:", d["nested"] == inner)

try:
    d.Add("apple", 4)
except latebind.Error as error:
    print("twice         ", error)
try:
    d.Remove("plum")
except latebind.Error as error:
    print("missing       ", error)
try:
    d.Frobnicate()
except AttributeError as error:
    print("unknown       ", error)

d.Remove("apple")
d.RemoveAll()
d.CompareMode = 1                        # TextCompare
d["Key"] = 1
print("text compare  ", d.Exists("KEY"))
