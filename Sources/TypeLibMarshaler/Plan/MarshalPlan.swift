// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import Invocation
import TypeLibrary

/// A parameter on its way: all that a call reads of it.
struct WireParameter {
    let node: UnsafePointer<WireNode>
    let isIn: Bool
    let isOut: Bool
    /// Where the native argument lies in a frame of the call plan.
    let argument: Int
    /// Where what the parameter's own pointer points at lies, from the start of the storage; -1 if it has none there.
    let storage: Int

    /// A reference pointer of the parameter itself, which the wire does not show.
    @inline(__always) var isReference: Bool { node.pointee.kind == .pointer && node.pointee.has(.topLevel) }
    /// An array whose size the call tells.
    @inline(__always) var isArray: Bool { isReference && node.pointee.has(.conformant) }
}

/// A FUNCDESC compiled once into how its calls travel: what proxies and stubs share.
final class MarshalPlan: @unchecked Sendable {
    // Unchecked: `parameters` is written in init and read afterwards.

    let call: CallPlan
    /// `Interface.Method`, for messages.
    let name: String
    /// The slot in the vtable, which is also RPCOLEMESSAGE.iMethod.
    let slot: Int
    let count: Int
    let parameters: UnsafeMutablePointer<WireParameter>
    /// nil for no result.
    let result: UnsafePointer<WireNode>?
    /// Bytes of a request, of a response; -1 where the values decide.
    let requestSize: Int
    let responseSize: Int
    private let types: WireTypes

    // A proxy's frame: the addresses of the native arguments; the same with storage for what comes back; the pointers to that
    // storage; the storage. A stub's frame: the native arguments; their addresses; the capacities of arrays; the storage; the
    // native result; libffi's list.
    let storageSize: Int
    let proxyFrameSize: Int
    let stubArgumentsOffset = 0
    let stubAddressesOffset: Int
    let stubCapacitiesOffset: Int
    let stubStorageOffset: Int
    let stubResultOffset: Int
    let stubPointersOffset: Int
    let stubFrameSize: Int

    /// - Throws: E_NOTIMPL for what no marshaler can carry; what resolving the types throws.
    init(_ info: FunctionInfo, of typeName: String) throws(TypeLibraryError) {
        let function = info.declared
        name = typeName + "." + (function.name ?? "")
        slot = info.slot
        call = try CallPlan(info)
        let owner = try info.library.typeInfo(at: info.typeIndex)
        var compiler = WireCompiler(pointerDefault: owner.definition.marshaling.pointerDefault)
        let said = function.marshaling
        var made: [WireParameter] = []
        var storage = 0
        for (index, parameter) in function.parameters.enumerated() {
            var attributes = said.parameters[index]
            let isOut = parameter.flags.contains(.out)
            let isIn = parameter.flags.contains(.in) || !isOut
            // What is only given back has a place that the caller provides: a reference.
            if isOut && !isIn { attributes.pointerKind = nil }
            let node: UnsafePointer<WireNode>
            do throws(TypeLibraryError) {
                node = try compiler.parameter(parameter, attributes, among: function.parameters, in: info.library)
            } catch {
                throw TypeLibraryError(error.hresult, "parameter \(parameter.name ?? "\(index)"): \(error.message)", file: error.file)
            }
            let isPointer = node.pointee.kind == .pointer
            var place = -1
            if isPointer, node.pointee.has(.topLevel), !node.pointee.has(.conformant), let child = node.pointee.child {
                storage = (storage + 15) & ~15
                place = storage
                storage += max(8, child.pointee.size)
            }
            guard storage <= 16 << 20 else {
                throw TypeLibraryError(.TYPE_E_SIZETOOBIG, "the arguments of \(name) need more than 16 MiB", file: info.library.path)
            }
            made.append(
                WireParameter(
                    node: node, isIn: isIn, isOut: isOut && isPointer, argument: call.argumentOffset(index), storage: place))
        }
        result = try compiler.result(function.returnType, said.result, in: info.library)
        types = compiler.types
        count = made.count
        storageSize = (storage + 15) & ~15
        requestSize = MarshalPlan.fixedSize(made.filter(\.isIn).map(\.node))
        responseSize = MarshalPlan.fixedSize(made.filter(\.isOut).map(\.node) + (result.map { [$0] } ?? []))

        let words = (8 * made.count + 15) & ~15
        proxyFrameSize = 3 * words + storageSize
        stubAddressesOffset = (call.argumentBytes + 15) & ~15
        stubCapacitiesOffset = stubAddressesOffset + words
        stubStorageOffset = stubCapacitiesOffset + words
        stubResultOffset = stubStorageOffset + storageSize
        stubPointersOffset = stubResultOffset + (max(16, result?.pointee.size ?? 0) + 15) & ~15
        stubFrameSize = stubPointersOffset + 8 * (made.count + 1)

        parameters = .allocate(capacity: max(1, made.count))
        for (index, parameter) in made.enumerated() { (parameters + index).initialize(to: parameter) }
    }

    deinit { parameters.deallocate() }

    var wordsSize: Int { (8 * count + 15) & ~15 }

    /// The bytes of values that always take the same, one after the other; -1 if one does not.
    private static func fixedSize(_ nodes: [UnsafePointer<WireNode>]) -> Int {
        var position = 0
        for node in nodes {
            guard let (alignment, size) = fixedSize(node) else { return -1 }
            position = (position + alignment - 1) & -alignment
            position += size
        }
        return position
    }

    private static func fixedSize(_ node: UnsafePointer<WireNode>) -> (alignment: Int, size: Int)? {
        switch node.pointee.kind {
        case .number, .int3264: return (node.pointee.width, node.pointee.width)
        case .pointer where node.pointee.has(.topLevel) && !node.pointee.has(.conformant):
            return node.pointee.child.flatMap { fixedSize($0) }
        case .record where node.pointee.has(.block), .array where node.pointee.has(.block):
            return (node.pointee.wireAlignment, node.pointee.size)
        default: return nil
        }
    }

    /// A frame of zeros, on the stack where it fits.
    @inline(__always)
    static func withFrame<Result>(_ size: Int, _ body: (UnsafeMutableRawPointer) -> Result) -> Result {
        // A size that the compiler knows is what makes it use the stack.
        if size <= 1024 {
            return withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16) { memory in
                // An allocation of a fixed size has an address.
                let frame = memory.baseAddress.unsafelyUnwrapped
                frame.initializeMemory(as: UInt8.self, repeating: 0, count: size)
                return body(frame)
            }
        }
        let frame = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        defer { frame.deallocate() }
        frame.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        return body(frame)
    }

    /// Tells the caller's thread why a call could not travel.
    func report(_ failure: WireFailure) -> HResult {
        ErrorInfo.set(failure.error(name))
        return failure.hresult
    }
}
