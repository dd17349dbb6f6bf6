// SPDX-License-Identifier: Apache-2.0

import CPython

/// The arguments of one call from Python, borrowed from the caller for as long as it lasts.
struct PythonArguments {
    /// Positional arguments, then those with a name.
    private let start: UnsafePointer<PyPointer?>?
    /// How many are positional.
    let count: Int
    /// A tuple of the names; nil if there are none.
    let names: PyPointer?
    /// What a property is assigned.
    var value: PyPointer?

    /// No arguments.
    init() {
        start = nil
        count = 0
        names = nil
    }

    init(_ start: UnsafePointer<PyPointer?>?, count: Int, names: PyPointer? = nil) {
        self.start = start
        self.count = count
        self.names = names
    }

    var nameCount: Int { names.map(lbpy_tuple_count) ?? 0 }

    /// A positional argument, or the one that has the name `index - count`.
    subscript(index: Int) -> PyPointer {
        // Callers stay below count + nameCount, and Python passes no NULL there.
        start?[index] ?? lbpy_none()
    }

    /// The positional arguments without the first `number`.
    func dropFirst(_ number: Int) -> PythonArguments {
        PythonArguments(start.map { $0 + number }, count: count - number)
    }

    /// The last positional argument as the value that a property is assigned.
    func lastAsValue() throws(PythonFailure) -> PythonArguments {
        guard count > 0 else { throw .python(.type, "the value to assign is missing") }
        var result = PythonArguments(start, count: count - 1)
        result.value = self[count - 1]
        return result
    }

    func name(_ index: Int) -> PyPointer { names.map { lbpy_tuple_item($0, index) } ?? lbpy_none() }
}

/// Calls `body` with the keys of a subscript: the items of a tuple, or the one object.
func withKeys<Result>(
    _ key: PyPointer?, _ body: (PythonArguments) throws(PythonFailure) -> Result
) throws(PythonFailure) -> Result {
    guard let key else { throw .python(.type, "a subscript without a key") }
    let count = lbpy_is_tuple(key) ? lbpy_tuple_count(key) : 1
    return try withUnsafeTemporaryAllocation(of: PyPointer?.self, capacity: max(1, count)) {
        (items) throws(PythonFailure) in
        for index in 0..<count { items.initializeElement(at: index, to: lbpy_is_tuple(key) ? lbpy_tuple_item(key, index) : key) }
        return try body(PythonArguments(items.baseAddress.map { UnsafePointer($0) }, count: count))
    }
}

/// Calls `body` with what tp_call gets: a tuple and a dict or NULL.
func withArguments<Result>(
    _ positional: PyPointer?, _ keywords: PyPointer?, _ body: (PythonArguments) throws(PythonFailure) -> Result
) throws(PythonFailure) -> Result {
    let count = positional.map(lbpy_tuple_count) ?? 0
    let nameCount = keywords.map(PyDict_Size) ?? 0
    let names = nameCount > 0 ? try PyReference(PyTuple_New(nameCount)).take() : nil
    defer { if let names { lbpy_decref(names) } }
    return try withUnsafeTemporaryAllocation(of: PyPointer?.self, capacity: max(1, count + nameCount)) {
        (items) throws(PythonFailure) in
        if let positional {
            for index in 0..<count { items.initializeElement(at: index, to: lbpy_tuple_item(positional, index)) }
        }
        if let keywords, let names {
            var position = 0
            var key: PyPointer?
            var value: PyPointer?
            var index = 0
            while index < nameCount, PyDict_Next(keywords, &position, &key, &value) != 0, let key {
                lbpy_tuple_set(names, index, pyRetained(key))
                items.initializeElement(at: count + index, to: value)
                index += 1
            }
        }
        return try body(PythonArguments(items.baseAddress.map { UnsafePointer($0) }, count: count, names: names))
    }
}
