// SPDX-License-Identifier: Apache-2.0

import CPython

/// The part of the module that is written in Python: prelude.py, which is in the binary.
enum Prelude {
    static let documentation = """
        COM Automation: objects are created, called and implemented through their type libraries.

            import latebind
            dictionary = latebind.create("Scripting.Dictionary")
            dictionary["a"] = 1
            print(dictionary.Count, list(dictionary))
        """

    /// Runs prelude.py in the module's namespace.
    static func run(in module: PyPointer) throws(PythonFailure) {
        guard let namespace = PyModule_GetDict(module) else { throw .raised }
        guard PyDict_SetItemString(namespace, "__builtins__", PyEval_GetBuiltins()) == 0 else { throw .raised }
        let source = String(decoding: PackageResources.prelude_py, as: UTF8.self)
        let code = try PyReference(Py_CompileString(source, "<latebind>/prelude.py", Py_file_input))
        lbpy_decref(try PyReference(PyEval_EvalCode(code.pointer, namespace, namespace)).take())
    }
}
