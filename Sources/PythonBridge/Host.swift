// SPDX-License-Identifier: Apache-2.0

import CPython

/// `latebind run`: runs Python in this process, with `latebind` among its built-in modules.
///
/// libpython must have been loaded with RTLD_GLOBAL before. Called once, without the GIL.
/// - Parameters:
///   - argc: the number of `argv`.
///   - argv: the program, then what `python` takes: `script.py arguments…`, `-m module arguments…`, `-c code`.
/// - Returns: the exit status: the script's, 1 after an exception that nobody caught.
@c(LatebindRunPython)
public func runPython(_ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Int32 {
    guard argc > 0, let argv else { return 2 }
    return lbpy_run_main(argc, argv, "latebind") { initializeModule() }
}
