// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The type libraries in Debian's package libwine: made by other people's compiler, described by other people's loader.
public enum WineLibraries {
    public static let folder = "/usr/lib/x86_64-linux-gnu/wine/x86_64-windows"

    /// The path of one of its files.
    /// - Throws: `Failure` that names the package if it is not installed.
    public static func path(_ name: String) throws -> String {
        let path = folder + "/" + name
        guard access(path, R_OK) == 0 else {
            throw Failure("\(path) is missing: `make test` installs Debian's package libwine, which holds it")
        }
        return path
    }
}
