// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LintRule {
    static let remotingRules: [LintRule] = [
        LintRule(
            "unicode-string", .warning, "Strings are Unicode: BSTR or LPWSTR, not LPSTR or char* with [string].",
            source: Published.design,
            .parameter { parameter, reporter in
                guard parameter.function.type.isInterface else { return }
                var type = parameter.canonical
                var isPointer = false
                while case .pointer(let target?) = type {
                    type = target
                    isPointer = true
                }
                if type == .basic(.lpstr) {
                    reporter.report("is an LPSTR", at: parameter.path)
                } else if isPointer, type == .basic(.i1) || type == .basic(.ui1), parameter.has("string") {
                    reporter.report("is a string of 8-bit characters", at: parameter.path)
                }
            }),
        LintRule(
            "void-pointer", .warning,
            "void* means nothing in another process: nobody knows how many bytes it points at.", source: Published.design,
            .parameter { parameter, reporter in
                guard parameter.function.type.isRemotable, parameter.canonical == .pointer(.basic(.void)) else { return }
                reporter.report("is a void*; use IUnknown*, or a type with size_is", at: parameter.path)
            }),
        LintRule(
            "interface-pointer", .error,
            "A void** that returns an interface has iid_is, which tells the marshaler which interface it is.",
            source: Published.design,
            .parameter { parameter, reporter in
                guard parameter.function.type.isRemotable, parameter.canonical == .pointer(.pointer(.basic(.void))),
                    !parameter.has("iid_is")
                else { return }
                reporter.report("is a void** without iid_is", at: parameter.path)
            }),
        LintRule(
            "full-pointer", .warning,
            "Pointers are ref or unique: a full pointer (ptr) makes the marshaler look for aliases in every call. Seen in IDL only.",
            source: Published.design,
            .type { type, reporter in
                func check(_ path: DeclarationPath) {
                    guard let attributes = type.owner.attributes(at: path) else { return }
                    if attributes.contains("ptr") { reporter.report("is a full pointer", at: path) }
                    if attributes.contains("pointer_default(ptr)") {
                        reporter.report("makes its pointers full pointers", at: path)
                    }
                }
                check(type.path)
                for function in type.functions {
                    check(function.path)
                    for parameter in function.parameters { check(parameter.path) }
                }
                for index in type.definition.variables.indices { check(type.path(.variable(index))) }
            }),
        LintRule(
            "array-size", .warning,
            "A C array travels only with size_is, length_is or string; a SAFEARRAY knows its size.", source: Published.remoting,
            .function { function, reporter in
                guard function.type.isRemotable else { return }
                let parameters = function.parameters
                for parameter in parameters {
                    guard case .pointer(.basic(let type)?) = parameter.canonical, type == .i1 || type == .ui1,
                        !parameter.has("string"), !parameter.has("size_is"), !parameter.has("max_is"),
                        !parameter.parameter.flags.contains(.retval), let name = parameter.parameter.name?.lowercased(),
                        ["buffer", "buf", "data", "bytes", "pv", "pb"].contains(where: name.hasPrefix)
                    else { continue }
                    reporter.report("looks like a buffer and has no size_is, so one byte travels", at: parameter.path)
                }
            }),
    ]
}
