// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// The headers on their own: C and C++ programs that use nothing else are compiled without a warning, and run.
@Suite struct HeaderTests {
    static let standards = ["c11", "c17", "c++11", "c++17", "c++20"]
    static let headers = [
        "basetyps", "winerror", "wtypes", "unknwn", "objidl", "oaidl", "ocidl", "objbase", "oleauto", "automation",
    ]

    @Test(arguments: standards)
    func everyHeaderCompilesAloneWithoutAWarning(standard: String) throws {
        let scratch = try ScratchDirectory()
        for header in Self.headers {
            let source = scratch.path + "/" + header + (isCxx(standard) ? ".cpp" : ".c")
            try writeFile(source, "#include <latebind/\(header).h>\nint main(void) { return 0; }\n")
            try compile([source], standard: standard, to: source + ".o", options: ["-c", "-Wpedantic"])
        }
    }

    @Test(arguments: standards)
    func wideCharactersOfSixteenBitsServeAsOLECHAR(standard: String) throws {
        let scratch = try ScratchDirectory()
        let source = scratch.path + (isCxx(standard) ? "/wide.cpp" : "/wide.c")
        try writeFile(source, """
            #include <latebind/automation.h>
            static const OLECHAR text[] = OLESTR("four");
            int main(void) { return sizeof(text) == 10 && text[4] == 0 && sizeof(OLECHAR) == 2 ? 0 : 1; }
            """)
        for (name, options) in [("/wide", []), ("/short", ["-fshort-wchar"])] {
            try compile([source], standard: standard, to: scratch.path + name, options: options)
            #expect(try runProgram([scratch.path + name]) == "")
        }
    }

    /// A C object, called by a C++ program through the C++ declaration of the same interface: QueryInterface, AddRef,
    /// Release and IDispatch's methods meet in the same slots, with the same arguments. And the reverse.
    @Test func cAndCxxMeetInTheSameSlots() throws {
        let scratch = try ScratchDirectory()
        let programs = siblingOfThisFile("Programs")
        try compile(
            [programs + "/object.c"], standard: "c11", to: scratch.path + "/object.o", options: ["-c", "-Wpedantic"])
        try compile(
            [programs + "/caller.cpp", scratch.path + "/object.o"], standard: "c++11", to: scratch.path + "/caller")
        #expect(try runProgram([scratch.path + "/caller"]) == """
            C object, C++ caller: refs 2 1, query S_OK E_NOINTERFACE, id 7, invoke 42
            C++ object, C caller: refs 2 1, query S_OK E_NOINTERFACE, id 7, invoke 42

            """)
    }

    /// CINTERFACE gives C++ the C declarations.
    @Test func cxxCanChooseTheCDeclarations() throws {
        let scratch = try ScratchDirectory()
        try writeFile(scratch.path + "/cinterface.cpp", """
            #define CINTERFACE
            #define COBJMACROS
            #include <latebind/automation.h>
            static ULONG addRef(IUnknown *) { return 5; }
            int main() {
                IUnknownVtbl vtable = {nullptr, addRef, nullptr};
                IUnknown object = {&vtable};
                return IUnknown_AddRef(&object) == 5 ? 0 : 1;
            }
            """)
        try compile([scratch.path + "/cinterface.cpp"], standard: "c++11", to: scratch.path + "/cinterface")
        #expect(try runProgram([scratch.path + "/cinterface"]) == "")
    }

    private func isCxx(_ standard: String) -> Bool { standard.hasPrefix("c++") }

    private func compile(
        _ sources: [String], standard: String, to output: String, options: [String] = []
    ) throws {
        let include = siblingOfThisFile("../../Sources/CAutomation/include")
        let compiler = isCxx(standard) ? "c++" : "cc"
        let messages = try runProgram(
            [compiler, "-std=\(standard)", "-Wall", "-Wextra", "-Werror", "-I", include] + options + sources
                + ["-o", output])
        #expect(messages == "")
    }
}
