// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The compilers for programs that link libLatebind: the system's, or what scripts/sanitize.sh names, because a program with a
/// sanitized library needs the same sanitizer.
public enum CCompiler {
    /// The command's words for C.
    public static let c = words("LATEBIND_CC", "cc")
    /// The command's words for C++.
    public static let cxx = words("LATEBIND_CXX", "c++")

    private static func words(_ variable: String, _ usual: String) -> [String] {
        let text = getenv(variable).map { String(cString: $0) } ?? usual
        return text.split(separator: " ").map(String.init)
    }
}
