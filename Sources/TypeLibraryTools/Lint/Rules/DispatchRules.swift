// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LintRule {
    static let dispatchRules: [LintRule] = [
        LintRule(
            "dual-base", .error, "A dual interface derives from IDispatch.", source: Published.automation,
            .type { type, reporter in
                guard type.definition.kind == .dispatch, type.definition.isVTable else { return }
                let chain = type.inheritance
                guard !chain.contains(where: { $0.guid == WellKnownIID.dispatch }) else { return }
                if chain.last?.definition.implementedTypes.isEmpty == true {
                    reporter.report("is dual and does not derive from IDispatch", at: type.path)
                }
            }),
        LintRule(
            "automation-type", .error,
            "A dual or oleautomation interface passes only types that a VARIANT can hold and the type-library marshaler knows.",
            source: Published.automation,
            .function { function, reporter in
                guard function.type.isAutomation, !function.type.isRoot else { return }
                let library = function.library
                for parameter in function.parameters where !library.isAutomationType(parameter.parameter.type) {
                    let text = function.type.owner.spelling.text(parameter.parameter.type)
                    reporter.report("\(text) is no Automation type", at: parameter.path)
                }
                let result = function.function.returnType
                if result != .basic(.void), !library.isAutomationType(result) {
                    reporter.report("returns \(function.type.owner.spelling.text(result)), no Automation type", at: function.path)
                }
            }),
        LintRule(
            "unsigned-type", .warning, isOnByDefault: false,
            "Scripts and Visual Basic have no unsigned types but bytes, nor 64-bit integers: they see another number.",
            source: Published.practice,
            .parameter { parameter, reporter in
                guard parameter.function.type.isAutomation else { return }
                var type = parameter.canonical
                while case .pointer(let target?) = type { type = target }
                guard case .basic(let varType) = type, [.ui2, .ui4, .uint, .i8, .ui8, .i1].contains(varType) else { return }
                reporter.report("\(TypeSpelling.name(of: varType)) does not reach every language", at: parameter.path)
            }),
        LintRule(
            "duplicate-dispid", .error, "A DISPID stands for one member, bases included.", source: Published.dispids,
            .type { type, reporter in
                guard type.definition.isDispatchable, !type.isRoot else { return }
                var owners: [Int32: (name: String, kinds: InvokeKind)] = [:]
                for base in type.inheritance.dropFirst().reversed() where WellKnown.names[base.guid] == nil {
                    // Longer than any vtable that compilers write: not worth the work in every derived interface.
                    guard base.definition.functions.count <= 4096 else { continue }
                    for function in base.definition.functions {
                        owners[function.memberID] = (function.name?.lowercased() ?? "", [])
                    }
                }
                for function in type.functions {
                    check(function.function.memberID, function.function.name, function.function.invokeKind, function.path)
                }
                for (index, variable) in type.definition.variables.enumerated() {
                    check(variable.memberID, variable.name, [.propertyGet, .propertyPut], type.path(.variable(index)))
                }
                func check(_ id: Int32, _ name: String?, _ kinds: InvokeKind, _ path: DeclarationPath) {
                    let name = name ?? ""
                    guard let owner = owners[id] else {
                        owners[id] = (name.lowercased(), kinds)
                        return
                    }
                    if owner.name != name.lowercased() {
                        reporter.report("has DISPID \(dispID(id)), which another member has", at: path)
                    } else if !owner.kinds.isDisjoint(with: kinds) {
                        reporter.report("DISPID \(dispID(id)) answers this kind of call already", at: path)
                    }
                    owners[id]?.kinds.formUnion(kinds)
                }
            }),
        LintRule(
            "reserved-dispid", .error,
            "Negative DISPIDs are reserved: they name the standard members of collections and controls.",
            source: Published.dispids,
            .type { type, reporter in
                guard type.definition.isDispatchable else { return }
                func check(_ id: Int32, _ path: DeclarationPath) {
                    if id == -1 || id == -3 {
                        let name = id == -1 ? "DISPID_UNKNOWN" : "DISPID_PROPERTYPUT"
                        reporter.report("\(name) (\(id)) cannot be the DISPID of a member", at: path)
                    } else if id < 0, !isStandard(id) {
                        reporter.report("DISPID \(dispID(id)) is reserved and stands for nothing", at: path)
                    }
                }
                for function in type.functions { check(function.function.memberID, function.path) }
                for (index, variable) in type.definition.variables.enumerated() {
                    check(variable.memberID, type.path(.variable(index)))
                }
            }),
        LintRule(
            "new-enum", .error,
            "DISPID_NEWENUM (-4) is the member that For Each calls: it takes no arguments and returns IUnknown* or IEnumVARIANT*.",
            source: Published.dispids,
            .function { function, reporter in
                guard function.type.definition.isDispatchable else { return }
                let isNamed = function.function.name?.lowercased() == "_newenum"
                guard function.function.memberID == -4 else {
                    let id = dispID(function.function.memberID)
                    if isNamed { reporter.report("_NewEnum has DISPID \(id), not -4", at: function.path) }
                    return
                }
                if function.arguments.count > (function.returnsThroughArgument ? 1 : 0) {
                    reporter.report("For Each passes no arguments", at: function.path)
                }
                if let value = function.valueType, function.library.isEnumerator(value) { return }
                reporter.report("returns neither IUnknown* nor IEnumVARIANT*", at: function.path)
            }),
        LintRule(
            "default-member", .warning,
            "DISPID_VALUE (0) is what the object's name alone stands for: a property that gives a value, or a method that returns one.",
            source: Published.dispids,
            .type { type, reporter in
                guard type.definition.isDispatchable else { return }
                let members = type.functions.filter { $0.function.memberID == 0 }
                guard let first = members.first else { return }
                if !members.contains(where: { $0.valueType != nil && !$0.function.invokeKind.isPut }) {
                    reporter.report("the default member gives no value", at: first.path)
                }
            }),
    ]

    /// Whether Automation or OLE controls give the negative DISPID a meaning.
    private static func isStandard(_ id: Int32) -> Bool {
        // -4 to -8 are NEWENUM, EVALUATE, CONSTRUCTOR, DESTRUCTOR and COLLECT; from -500 the stock and ambient members of
        // controls; from 0x80010000 the extender's.
        (-8 ... -4).contains(id) || (-5_999 ... -500).contains(id)
            || (0x8001_0000...0x8001_FFFF).contains(UInt32(bitPattern: id))
    }
}

extension LintFunction {
    /// Whether a property gives its value through the last parameter, though that is not marked retval.
    var returnsThroughArgument: Bool {
        function.invokeKind.contains(.propertyGet) && function.returnType == .basic(.hresult)
            && !function.parameters.contains { $0.flags.contains(.retval) }
    }
}

extension TypeLibrary {
    /// Whether a value of the type can be what DISPID_NEWENUM returns.
    func isEnumerator(_ type: TypeDescription) -> Bool {
        switch canonical(type) {
        case .basic(.unknown), .basic(.dispatch), .basic(.variant): return true
        case .pointer(.type(.guid(let guid))?): return guid == TypeLibrary.enumVariantIID
        default: return false
        }
    }

    private static let enumVariantIID = GUID(
        Data1: 0x0002_0404, Data2: 0, Data3: 0, Data4: (0xC0, 0, 0, 0, 0, 0, 0, 0x46))

    /// Whether IDispatch::Invoke and the type-library marshaler can pass a value. [MS-OAUT] 2.2.49
    func isAutomationType(_ type: TypeDescription, depth: Int = 0) -> Bool {
        guard depth < 64 else { return false }
        switch type {
        case .basic(let varType): return TypeLibrary.automationTypes.contains(varType)
        case .safeArray(let element): return element.map { isAutomationType($0, depth: depth + 1) } ?? false
        case .cArray: return false
        case .pointer(let target):
            guard let target else { return false }
            if case .pointer(let inner?) = target { return isObject(inner) }
            return isObject(target) || isAutomationType(target, depth: depth + 1)
        case .userDefined(let reference):
            // What cannot be found is another rule's business.
            guard let (library, index) = try? locate(reference), let header = try? library.header(at: index) else { return true }
            switch header.kind {
            case .enum: return true
            case .record, .union: return header.guid != .zero
            case .alias:
                guard let target = try? library.typeInfo(at: index).definition.alias else { return false }
                return library.isAutomationType(target, depth: depth + 1)
            case .interface, .dispatch, .coclass, .module: return false
            }
        }
    }

    /// Whether a pointer to the type is an interface pointer.
    private func isObject(_ type: TypeDescription) -> Bool {
        guard case .userDefined(let reference) = type else { return false }
        guard let (library, index) = try? locate(reference), let kind = (try? library.header(at: index))?.kind else {
            return true
        }
        if kind == .alias, let target = try? library.typeInfo(at: index).definition.alias, case .userDefined = target {
            return library.canonicalKind(of: target).map { [.interface, .dispatch, .coclass].contains($0) } ?? true
        }
        return [.interface, .dispatch, .coclass].contains(kind)
    }

    /// The kind of the type behind aliases.
    private func canonicalKind(of type: TypeDescription, depth: Int = 0) -> TypeKind? {
        guard depth < 64, case .userDefined(let reference) = type, let (library, index) = try? locate(reference),
            let header = try? library.header(at: index)
        else { return nil }
        guard header.kind == .alias, let target = try? library.typeInfo(at: index).definition.alias else { return header.kind }
        return library.canonicalKind(of: target, depth: depth + 1)
    }

    private static let automationTypes: Set<VarType> = [
        .i1, .ui1, .i2, .ui2, .i4, .ui4, .i8, .ui8, .int, .uint, .r4, .r8, .bool, .cy, .date, .bstr, .variant, .decimal,
        .unknown, .dispatch, .error, .hresult,
    ]
}
