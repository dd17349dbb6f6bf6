"""Scripts a C++ class through nothing but its type library.

    latebind run counter.py
"""
import latebind

counter = latebind.create("Counters.Counter")
print("created       ", type(counter).__name__)
counter.Name = "doors, Türen"
print("Name          ", counter.Name)
print("Add           ", counter.Add(40), counter.Add(), counter.Add(step=1))
counter.Value = 7
print("Value         ", counter.Value, "and late bound", latebind.dynamic(counter).Value)
print("History       ", counter.History())
try:
    counter.Value = -1
except latebind.Error as error:
    print("below zero    ", error)
try:
    counter.Add("many")
except latebind.ArgumentError as error:
    print("not a number  ", error)
