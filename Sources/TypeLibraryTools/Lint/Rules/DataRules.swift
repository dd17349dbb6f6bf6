// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LintRule {
    static let dataRules: [LintRule] = [
        LintRule(
            "natural-alignment", .warning,
            "The fields of a record are naturally aligned: a packed record is read in pieces, and has another layout on the wire.",
            source: Published.remoting,
            .type { type, reporter in
                guard type.definition.kind == .record else { return }
                for (index, field) in type.info.variables.enumerated() {
                    guard let layout = field.type.layout(in: type.owner.library), layout.alignment > 1,
                        Int(field.instanceOffset) % layout.alignment != 0
                    else { continue }
                    reporter.report(
                        "stands at offset \(field.instanceOffset), which is no multiple of \(layout.alignment)",
                        at: type.path(.variable(index)))
                }
            }),
        LintRule(
            "record-padding", .warning, isOnByDefault: false,
            "The fields of a record stand so that no bytes are left between them: the largest first.",
            source: Published.practice,
            .type { type, reporter in
                guard type.definition.kind == .record else { return }
                var end = 0
                for (index, field) in type.info.variables.enumerated() {
                    guard let layout = field.type.layout(in: type.owner.library) else { return }
                    let offset = Int(field.instanceOffset)
                    if offset > end {
                        reporter.report("stands behind \(offset - end) unused bytes", at: type.path(.variable(index)))
                    }
                    end = offset + layout.size
                }
            }),
        LintRule(
            "enum-width", .warning,
            "An enum whose constants do not fit 16 bits has [v1_enum]: without it NDR sends 16. The attribute is seen in IDL only; without the text every such enum is reported.",
            source: Published.midl,
            .type { type, reporter in
                guard type.definition.kind == .enum,
                    type.owner.attributes(at: type.path)?.contains("v1_enum") != true
                else { return }
                let wide = type.definition.variables.firstIndex { variable in
                    guard case .integer(_, let value)? = variable.value else { return false }
                    return Int16(exactly: value) == nil
                }
                if let wide {
                    let name = type.definition.variables[wide].name ?? "a constant"
                    reporter.report("\(name) needs more than 16 bits, and the enum is not known to be v1_enum", at: type.path)
                }
            }),
        LintRule(
            "enum-duplicate-value", .warning, isOnByDefault: false,
            "Each constant of an enum has a value of its own, so that a value has one name.", source: Published.practice,
            .type { type, reporter in
                guard type.definition.kind == .enum else { return }
                var names: [ConstantValue: String] = [:]
                for (index, variable) in type.definition.variables.enumerated() {
                    guard let value = variable.value else { continue }
                    if let other = names[value] {
                        reporter.report("has the value of \(other)", at: type.path(.variable(index)))
                    } else {
                        names[value] = variable.name ?? ""
                    }
                }
            }),
        LintRule(
            "facility-itf", .warning,
            "Codes of an interface's own in FACILITY_ITF begin at 0x0200: those below are COM's.", source: Published.errors,
            .type { type, reporter in
                guard type.definition.kind == .enum || type.definition.kind == .module else { return }
                for (index, variable) in type.definition.variables.enumerated() {
                    guard case .integer(_, let value)? = variable.value,
                        let code = UInt32(exactly: value) ?? Int32(exactly: value).map(UInt32.init(bitPattern:))
                    else { continue }
                    let result = HResult(code)
                    // A success code with the facility, or a failure; other bits make it no HRESULT.
                    guard code & 0x7FFF_0000 == 0x0004_0000, result.code < 0x200 else { continue }
                    guard code >> 31 == 1 || variable.name?.hasPrefix("S_") == true || variable.name?.contains("_S_") == true
                    else { continue }
                    reporter.report(
                        "0x\(hexadecimal(UInt64(code), digits: 8)) is one of COM's own codes; begin at 0x\(hexadecimal(UInt64(code & 0xFFFF_0000 | 0x200), digits: 8))",
                        at: type.path(.variable(index)))
                }
            }),
    ]
}
