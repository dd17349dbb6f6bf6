// SPDX-License-Identifier: Apache-2.0
//
// FUNCDESC, VARDESC, TYPEATTR, TLIBATTR and CUSTDATA as a caller gets them: one block each, with everything that it points
// at inside it, so that giving it back is one `free`. Only the BSTRs of default values and constants are blocks of their own.

import AutomationTypes
public import CAutomation
import TypeLibrary

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A block under construction: the description, then its nested parts one after the other. The sizes are added up
/// before; a part that would not fit is refused.
private struct DescriptionBlock {
    let start: UnsafeMutableRawPointer
    private let size: Int
    private var used: Int

    /// - Throws: E_OUTOFMEMORY
    init(headSize: Int, nestedSize: Int) throws {
        size = Self.rounded(headSize) + nestedSize
        guard let memory = calloc(1, size) else { throw COMError(.E_OUTOFMEMORY) }
        start = memory
        used = Self.rounded(headSize)
        LiveObjects.descriptions.increment()
    }

    /// Zeroed room for `count` values, aligned to 8.
    mutating func room<Value>(for type: Value.Type, count: Int = 1, extra: Int = 0) throws -> UnsafeMutablePointer<Value> {
        let bytes = Self.rounded(MemoryLayout<Value>.stride * count + extra)
        guard bytes <= size - used else { throw COMError(.E_UNEXPECTED) }
        defer { used += bytes }
        return (start + used).bindMemory(to: type, capacity: count)
    }

    static func rounded(_ size: Int) -> Int { (size + 7) & ~7 }
}

public enum Descriptions {
    // MARK: Giving back

    /// Frees a block that holds no BSTRs: TYPEATTR, TLIBATTR.
    static func release(_ block: UnsafeMutableRawPointer?) {
        guard let block else { return }
        free(block)
        LiveObjects.descriptions.decrement()
    }

    static func release(_ function: UnsafeMutablePointer<FUNCDESC>?) {
        guard let function else { return }
        if let parameters = function.pointee.lprgelemdescParam {
            for index in 0..<Int(function.pointee.cParams) {
                guard let value = parameters[index].paramdesc.pparamdescex else { continue }
                VariantOps.clear(&value.pointee.varDefaultValue)
            }
        }
        release(UnsafeMutableRawPointer(function))
    }

    static func release(_ variable: UnsafeMutablePointer<VARDESC>?) {
        guard let variable else { return }
        if variable.pointee.varkind == VAR_CONST, let value = variable.pointee.lpvarValue { VariantOps.clear(value) }
        release(UnsafeMutableRawPointer(variable))
    }

    // MARK: Libraries and types

    static func makeLibraryAttributes(_ library: TypeLibrary) throws -> UnsafeMutablePointer<TLIBATTR> {
        let block = try DescriptionBlock(headSize: MemoryLayout<TLIBATTR>.size, nestedSize: 0)
        let attributes = block.start.bindMemory(to: TLIBATTR.self, capacity: 1)
        attributes.pointee.guid = library.guid
        attributes.pointee.lcid = library.lcid
        attributes.pointee.syskind = SYSKIND(library.attributes.systemKind.rawValue)
        attributes.pointee.wMajorVerNum = library.version.major
        attributes.pointee.wMinorVerNum = library.version.minor
        attributes.pointee.wLibFlags = library.flags.rawValue
        return attributes
    }

    static func makeTypeAttributes(_ object: TypeInfoObject) throws -> UnsafeMutablePointer<TYPEATTR> {
        let type = object.typeInfo
        // Where a base cannot be found the vtable's size still tells how many functions there are.
        let slots = Int(type.definition.vtableSize) / type.library.attributes.systemKind.pointerSize
        let functionCount = (try? type.functions())?.count ?? slots
        let alias = type.definition.alias
        var block = try DescriptionBlock(
            headSize: MemoryLayout<TYPEATTR>.size, nestedSize: alias.map { nestedSize(of: $0) } ?? 0)
        let attributes = block.start.bindMemory(to: TYPEATTR.self, capacity: 1)
        attributes.pointee.guid = type.guid
        attributes.pointee.lcid = type.library.attributes.lcid
        attributes.pointee.memidConstructor = DispID.unknown
        attributes.pointee.memidDestructor = DispID.unknown
        attributes.pointee.cbSizeInstance = type.instanceSize
        attributes.pointee.typekind = TYPEKIND(type.kind.rawValue)
        attributes.pointee.cFuncs = UInt16(clamping: functionCount)
        attributes.pointee.cVars = UInt16(clamping: type.variables.count)
        attributes.pointee.cImplTypes = UInt16(clamping: type.implementedTypes.count)
        attributes.pointee.cbSizeVft = type.vtableSize
        attributes.pointee.cbAlignment = type.alignment
        attributes.pointee.wTypeFlags = type.flags.rawValue
        attributes.pointee.wMajorVerNum = type.definition.version.major
        attributes.pointee.wMinorVerNum = type.definition.version.minor
        if let alias {
            do {
                try write(alias, to: &attributes.pointee.tdescAlias, in: &block, type.library, object)
            } catch {
                release(block.start)
                throw error
            }
        }
        return attributes
    }

    // MARK: Members

    static func makeFunction(_ info: FunctionInfo, of object: TypeInfoObject) throws -> UnsafeMutablePointer<FUNCDESC> {
        let function = info.function
        var nested = nestedSize(of: function.returnType) + MemoryLayout<ELEMDESC>.stride * function.parameters.count
        for parameter in function.parameters {
            nested += nestedSize(of: parameter.type)
            if parameter.defaultValue != nil { nested += MemoryLayout<PARAMDESCEX>.stride }
        }
        var block = try DescriptionBlock(headSize: MemoryLayout<FUNCDESC>.size, nestedSize: nested)
        let description = block.start.bindMemory(to: FUNCDESC.self, capacity: 1)
        description.pointee.memid = function.memberID
        description.pointee.funckind = FUNCKIND(function.kind.rawValue)
        description.pointee.invkind = INVOKEKIND(UInt32(function.invokeKind.rawValue))
        description.pointee.callconv = CALLCONV(function.callConv.rawValue)
        description.pointee.cParamsOpt = function.optionalCount
        description.pointee.oVft = function.vtableOffset
        description.pointee.wFuncFlags = function.flags.rawValue
        do {
            try write(function.returnType, to: &description.pointee.elemdescFunc.tdesc, in: &block, info.library, object)
            guard let count = Int16(exactly: function.parameters.count) else { throw COMError(.TYPE_E_SIZETOOBIG) }
            guard count > 0 else { return description }
            let parameters = try block.room(for: ELEMDESC.self, count: Int(count))
            description.pointee.lprgelemdescParam = parameters
            for (index, parameter) in function.parameters.enumerated() {
                try write(parameter.type, to: &parameters[index].tdesc, in: &block, info.library, object)
                parameters[index].paramdesc.wParamFlags = parameter.flags.rawValue
                if let defaultValue = parameter.defaultValue {
                    let value = try block.room(for: PARAMDESCEX.self)
                    value.pointee.cBytes = UInt32(MemoryLayout<PARAMDESCEX>.size)
                    value.pointee.varDefaultValue = try Variant(defaultValue).makeRaw()
                    parameters[index].paramdesc.pparamdescex = value
                }
                // Counted one by one: a failure below gives back the values written so far.
                description.pointee.cParams = Int16(index + 1)
            }
            return description
        } catch {
            release(description)
            throw error
        }
    }

    static func makeVariable(_ variable: Variable, of object: TypeInfoObject) throws -> UnsafeMutablePointer<VARDESC> {
        let value = variable.kind == .const ? variable.value : nil
        var block = try DescriptionBlock(
            headSize: MemoryLayout<VARDESC>.size,
            nestedSize: nestedSize(of: variable.type) + (value == nil ? 0 : MemoryLayout<VARIANT>.stride))
        let description = block.start.bindMemory(to: VARDESC.self, capacity: 1)
        description.pointee.memid = variable.memberID
        description.pointee.wVarFlags = variable.flags.rawValue
        description.pointee.varkind = VARKIND(variable.kind.rawValue)
        do {
            if let value {
                let memory = try block.room(for: VARIANT.self)
                memory.pointee = try Variant(value).makeRaw()
                description.pointee.lpvarValue = memory
            } else if variable.kind != .const {
                description.pointee.oInst = variable.instanceOffset
            }
            try write(
                variable.type, to: &description.pointee.elemdescVar.tdesc, in: &block, object.typeInfo.library, object)
            return description
        } catch {
            release(description)
            throw error
        }
    }

    // MARK: TYPEDESC

    /// Bytes that a TYPEDESC needs beside itself.
    private static func nestedSize(of type: TypeDescription) -> Int {
        switch type {
        case .pointer(let target?), .safeArray(let target?): MemoryLayout<TYPEDESC>.stride + nestedSize(of: target)
        case .cArray(let element, let bounds):
            DescriptionBlock.rounded(
                MemoryLayout<ARRAYDESC>.stride + MemoryLayout<SAFEARRAYBOUND>.stride * max(0, bounds.count - 1))
                + nestedSize(of: element)
        case .basic, .userDefined, .pointer(nil), .safeArray(nil): 0
        }
    }

    private static func write(
        _ type: TypeDescription, to description: UnsafeMutablePointer<TYPEDESC>, in block: inout DescriptionBlock,
        _ library: TypeLibrary, _ object: TypeInfoObject
    ) throws {
        description.pointee.vt = type.varType.rawValue
        switch type {
        case .basic, .pointer(nil), .safeArray(nil): break
        case .pointer(let target?), .safeArray(let target?):
            let nested = try block.room(for: TYPEDESC.self)
            description.pointee.lptdesc = nested
            try write(target, to: nested, in: &block, library, object)
        case .cArray(let element, let bounds):
            let extra = MemoryLayout<SAFEARRAYBOUND>.stride * max(0, bounds.count - 1)
            let nested = try block.room(for: ARRAYDESC.self, extra: extra)
            description.pointee.lpadesc = nested
            nested.pointee.cDims = UInt16(clamping: bounds.count)
            let stored = (UnsafeMutableRawPointer(nested) + MemoryLayout<ARRAYDESC>.offset(of: \.rgbounds)!)
                .assumingMemoryBound(to: SAFEARRAYBOUND.self)
            for (index, bound) in bounds.enumerated() {
                stored[index] = SAFEARRAYBOUND(cElements: bound.count, lLbound: bound.lower)
            }
            try write(element, to: &nested.pointee.tdescElem, in: &block, library, object)
        case .userDefined(let reference):
            description.pointee.hreftype = object.number(of: reference, in: library)
        }
    }

    // MARK: Custom data

    /// The value of one item of custom data; VT_EMPTY if there is none of this GUID.
    static func give(_ items: [CustomData], _ guid: GUID, to result: UnsafeMutablePointer<VARIANT>) throws {
        VariantOps.initialize(result)
        if let item = items.first(where: { $0.guid == guid }) { result.pointee = try Variant(item.value).makeRaw() }
    }

    /// All items, in an array that ClearCustData frees.
    static func give(_ items: [CustomData], to result: UnsafeMutablePointer<CUSTDATA>) throws {
        result.initialize(to: CUSTDATA())
        guard !items.isEmpty else { return }
        let block = try DescriptionBlock(headSize: MemoryLayout<CUSTDATAITEM>.stride * items.count, nestedSize: 0)
        let array = block.start.bindMemory(to: CUSTDATAITEM.self, capacity: items.count)
        result.pointee.prgCustData = array
        for (index, item) in items.enumerated() {
            array[index].guid = item.guid
            do {
                array[index].varValue = try Variant(item.value).makeRaw()
            } catch {
                clear(result)
                throw error
            }
            result.pointee.cCustData = UInt32(index + 1)
        }
    }

    /// ClearCustData.
    public static func clear(_ data: UnsafeMutablePointer<CUSTDATA>) {
        guard let array = data.pointee.prgCustData else { return }
        for index in 0..<Int(data.pointee.cCustData) { VariantOps.clear(&array[index].varValue) }
        release(UnsafeMutableRawPointer(array))
        data.initialize(to: CUSTDATA())
    }
}

/// Releases the values of a CUSTDATA that ITypeInfo2 or ITypeLib2 filled in, and its array: ClearCustData.
public func clearCustomData(_ data: UnsafeMutablePointer<CUSTDATA>) { Descriptions.clear(data) }
