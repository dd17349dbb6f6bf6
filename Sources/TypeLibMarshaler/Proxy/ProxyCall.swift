// SPDX-License-Identifier: Apache-2.0
//
// One call of a proxy: native arguments into the channel's buffer, the channel's answer into the caller's memory. Nothing of the
// caller's is touched before the whole answer has been read and found right.

import AutomationRuntime
import AutomationTypes
import CAutomation
import TypeLibrary

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

enum ProxyCall {
    /// Makes a call.
    /// - Parameters:
    ///   - this: the proxy.
    ///   - returned: gets the native result; at least 16 bytes.
    ///   - place: where the native argument of a parameter lies: by index, by its offset in a frame of the call plan.
    @inline(__always)
    static func perform(
        _ this: UnsafeMutableRawPointer, _ plan: MarshalPlan, _ iid: GUID, returned: UnsafeMutableRawPointer,
        _ place: (Int, Int) -> UnsafeMutableRawPointer?
    ) {
        MarshalPlan.withFrame(plan.proxyFrameSize) { frame in
            let addresses = frame.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
            for index in 0..<plan.count { addresses[index] = place(index, plan.parameters[index].argument) }
            let status = perform(this, plan, iid, frame, returned)
            if status.isFailure { plan.storeFailure(status, into: returned) }
        }
    }

    /// Makes a call whose arguments' addresses begin the frame.
    /// - Returns: a failure on the way, or S_OK: then the native result is in its place.
    private static func perform(
        _ this: UnsafeMutableRawPointer, _ plan: MarshalPlan, _ iid: GUID, _ frame: UnsafeMutableRawPointer,
        _ returned: UnsafeMutableRawPointer
    ) -> HResult {
        let proxy = this.assumingMemoryBound(to: InterfaceProxy.self)
        guard let pointer = proxy.pointee.gate.enter() else {
            plan.clearOutputs(frame)
            ErrorInfo.set(COMError(.RPC_E_DISCONNECTED, "\(plan.name): the proxy is disconnected from its object"))
            return .RPC_E_DISCONNECTED
        }
        defer { proxy.pointee.gate.leave() }
        let status = transact(pointer.assumingMemoryBound(to: IRpcChannelBuffer.self), plan, iid, frame, returned)
        if status.isFailure { plan.clearOutputs(frame) }
        return status
    }

    private static func transact(
        _ channel: UnsafeMutablePointer<IRpcChannelBuffer>, _ plan: MarshalPlan, _ iid: GUID,
        _ frame: UnsafeMutableRawPointer, _ returned: UnsafeMutableRawPointer
    ) -> HResult {
        guard let functions = channel.pointee.lpVtbl else { return .E_UNEXPECTED }
        let addresses = UnsafePointer(frame.assumingMemoryBound(to: UnsafeMutableRawPointer?.self))
        let route = InterfaceRoute(channel)
        var message = RPCOLEMESSAGE()
        do throws(WireFailure) {
            let size = plan.requestSize >= 0 ? plan.requestSize : try plan.measureRequest(addresses, route)
            message.dataRepresentation = 0x10
            message.iMethod = ULONG(plan.slot)
            message.cbBuffer = ULONG(size)
            var iid = iid
            let status = HResult(rawValue: functions.pointee.GetBuffer(channel, &message, &iid))
            guard status.isSuccess else { return status }
            guard let buffer = message.Buffer, Int(message.cbBuffer) >= size else {
                _ = functions.pointee.FreeBuffer(channel, &message)
                return .E_OUTOFMEMORY
            }
            do throws(WireFailure) {
                message.cbBuffer = ULONG(try plan.writeRequest(addresses, route, buffer, size))
            } catch {
                _ = functions.pointee.FreeBuffer(channel, &message)
                throw error
            }
        } catch {
            return plan.report(error)
        }
        var fault: ULONG = 0
        let status = HResult(rawValue: functions.pointee.SendReceive(channel, &message, &fault))
        guard status.isSuccess else {
            // A channel that fails has taken its buffer back, and says so with a null pointer.
            if message.Buffer != nil { _ = functions.pointee.FreeBuffer(channel, &message) }
            return status
        }
        defer { _ = functions.pointee.FreeBuffer(channel, &message) }
        return plan.readResponse(
            UnsafeRawPointer(message.Buffer), Int(message.cbBuffer), message.dataRepresentation, route, frame, returned)
    }

    /// Calls a plan whose remote form is not the local one.
    /// - Parameter arguments: the addresses of the remote form's arguments.
    static func call(_ this: UnsafeMutableRawPointer, slot: Int, _ arguments: UnsafeMutableRawPointer...) -> HResult {
        let marshal = this.assumingMemoryBound(to: InterfaceProxy.self).pointee.table._withUnsafeGuaranteedRef { $0.marshal }
        guard slot < marshal.slots.count, case .form(let plan, _) = marshal.slots[slot], plan.count == arguments.count else {
            return .E_NOTIMPL
        }
        var returned: (UInt64, UInt64) = (0, 0)
        perform(this, plan, marshal.iid, returned: &returned) { index, _ in arguments[index] }
        return HResult(rawValue: Int32(truncatingIfNeeded: Int64(bitPattern: returned.0)))
    }
}

extension MarshalPlan {
    /// The native result of a call that failed on the way.
    func storeFailure(_ status: HResult, into returned: UnsafeMutableRawPointer) {
        if call.returnsHResult {
            returned.storeBytes(of: Int(status.rawValue), as: Int.self)
        } else if let result {
            returned.initializeMemory(as: UInt8.self, repeating: 0, count: max(8, result.pointee.size))
        }
    }

    // MARK: The request

    fileprivate func measureRequest(
        _ addresses: UnsafePointer<UnsafeMutableRawPointer?>, _ route: InterfaceRoute
    ) throws(WireFailure) -> Int {
        var writer = NDRWriter(measuringFrom: 0, route: route)
        try writeParameters(addresses, &writer)
        return writer.position
    }

    /// - Returns: the bytes written.
    fileprivate func writeRequest(
        _ addresses: UnsafePointer<UnsafeMutableRawPointer?>, _ route: InterfaceRoute, _ buffer: UnsafeMutableRawPointer,
        _ size: Int
    ) throws(WireFailure) -> Int {
        var writer = NDRWriter(buffer, capacity: size, route: route)
        do throws(WireFailure) {
            try writeParameters(addresses, &writer)
        } catch {
            writer.releaseInterfaces()
            throw error
        }
        return writer.position
    }

    private func writeParameters(
        _ addresses: UnsafePointer<UnsafeMutableRawPointer?>, _ writer: inout NDRWriter
    ) throws(WireFailure) {
        writer.arguments = addresses
        for index in 0..<count {
            let parameter = parameters + index
            guard let place = addresses[index] else { continue }
            if parameter.pointee.isReference, place.loadUnaligned(as: UnsafeRawPointer?.self) == nil {
                throw WireFailure(
                    parameter.pointee.isIn ? .nullReference : .nullOutPointer, at: writer.position, .RPC_X_NULL_REF_POINTER)
            }
            guard parameter.pointee.isIn else { continue }
            try writer.scalars(parameter.pointee.node, place)
            try writer.referents(parameter.pointee.node, place)
        }
    }

    // MARK: The response

    /// Reads the results into the frame, then hands them to the caller.
    fileprivate func readResponse(
        _ buffer: UnsafeRawPointer?, _ size: Int, _ label: RPCOLEDATAREP, _ route: InterfaceRoute,
        _ frame: UnsafeMutableRawPointer, _ returned: UnsafeMutableRawPointer
    ) -> HResult {
        let words = wordsSize
        let addresses = frame.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        let scope = (frame + words).assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        let cells = frame + 2 * words
        let storage = frame + 3 * words
        var reader: NDRReader
        do throws(WireFailure) {
            // Of an empty message nothing is read.
            reader = try NDRReader(buffer ?? UnsafeRawPointer(frame), count: buffer == nil ? 0 : size, label: label, route: route)
        } catch {
            return report(error)
        }
        // What comes back is read into the frame; expressions see it there.
        for index in 0..<count {
            let parameter = parameters + index
            guard parameter.pointee.isOut else {
                scope[index] = addresses[index]
                continue
            }
            let cell = cells + 8 * index
            if parameter.pointee.storage >= 0 {
                cell.storeBytes(of: storage + parameter.pointee.storage, as: UnsafeMutableRawPointer?.self)
            }
            scope[index] = cell
        }
        reader.arguments = UnsafePointer(scope)
        reader.progress = NDRReader.Progress(parameters: parameters, isResponse: true)
        reader.log.isInput = false
        var result: (UInt64, UInt64, UInt64) = (0, 0, 0)
        defer { reader.log.deallocate() }
        do throws(WireFailure) {
            for index in 0..<count where parameters[index].isOut {
                let parameter = parameters + index
                reader.progress?.current = index
                // A reference inside a value that only comes back would refer to memory that nobody frees.
                reader.references =
                    parameter.pointee.isIn && parameter.pointee.node.pointee.child?.pointee.kind == .variant
                    ? .logged : .dereferenced
                if let direct = directTarget(parameter, addresses[index]) {
                    // Plain bytes go where they belong at once.
                    (cells + 8 * index).storeBytes(of: direct, as: UnsafeMutableRawPointer?.self)
                    try checkDirect(parameter, addresses, reader)
                }
                try reader.scalars(parameter.pointee.node, cells + 8 * index)
                try reader.referents(parameter.pointee.node, cells + 8 * index)
            }
            if let node = self.result {
                reader.references = .dereferenced
                try withUnsafeMutableBytes(of: &result) { (bytes) throws(WireFailure) in
                    let place = node.pointee.size <= 24 ? bytes.baseAddress.unsafelyUnwrapped : returned
                    try reader.scalars(node, place)
                    try reader.referents(node, place)
                }
            }
            try reader.log.verify(UnsafePointer(scope))
        } catch {
            for index in 0..<count where parameters[index].storage >= 0 && parameters[index].isOut {
                if let child = parameters[index].node.pointee.child {
                    WireMemory.dropInPlace(child, storage + parameters[index].storage)
                }
            }
            if let node = self.result, node.pointee.size <= 24 {
                withUnsafeMutableBytes(of: &result) { WireMemory.dropInPlace(node, $0.baseAddress.unsafelyUnwrapped) }
            }
            reader.log.freeAll()
            return report(error)
        }
        reader.log.forgetShared()
        for index in 0..<count where parameters[index].isOut {
            commit(parameters + index, from: cells + 8 * index, to: addresses[index], addresses, scope)
        }
        reader.log.freeAll()
        if let node = self.result, node.pointee.size <= 24 {
            storeResult(node, &result, returned)
        }
        return .S_OK
    }

    /// The caller's own memory, if a parameter is an array of plain numbers that only comes back.
    private func directTarget(
        _ parameter: UnsafeMutablePointer<WireParameter>, _ place: UnsafeMutableRawPointer?
    ) -> UnsafeMutableRawPointer? {
        guard parameter.pointee.isArray, !parameter.pointee.isIn, parameter.pointee.node.pointee.child?.pointee.has(.block) == true
        else { return nil }
        return place?.loadUnaligned(as: UnsafeMutableRawPointer?.self)
    }

    /// Whether the number of elements that comes next is the caller's.
    private func checkDirect(
        _ parameter: UnsafeMutablePointer<WireParameter>, _ addresses: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
        _ reader: NDRReader
    ) throws(WireFailure) {
        guard let size = parameter.pointee.node.pointee.sizeIs else { return }
        var ahead = reader
        let count = try ahead.getCount(elementSize: 0)
        guard size.pointee.value(UnsafePointer(addresses), nil) == Int64(count) else {
            throw WireFailure(.conformance, at: reader.position)
        }
    }

    /// Small integers fill the whole register that they are returned in.
    private func storeResult(
        _ node: UnsafePointer<WireNode>, _ result: inout (UInt64, UInt64, UInt64), _ returned: UnsafeMutableRawPointer
    ) {
        if node.pointee.kind == .number, node.pointee.has(.signed), node.pointee.width < 8 {
            let value: Int =
                switch node.pointee.width {
                case 4: Int(Int32(truncatingIfNeeded: result.0))
                case 2: Int(Int16(truncatingIfNeeded: result.0))
                default: Int(Int8(truncatingIfNeeded: result.0))
                }
            returned.storeBytes(of: value, as: Int.self)
            return
        }
        if node.pointee.size <= 8 {
            returned.storeBytes(of: result.0, as: UInt64.self)
        } else {
            withUnsafeBytes(of: result) { returned.copyMemory(from: $0.baseAddress.unsafelyUnwrapped, byteCount: node.pointee.size) }
        }
    }

    // MARK: The caller's memory

    /// Hands a result over.
    private func commit(
        _ parameter: UnsafeMutablePointer<WireParameter>, from cell: UnsafeMutableRawPointer, to place: UnsafeMutableRawPointer?,
        _ addresses: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ scope: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) {
        let node = parameter.pointee.node
        guard let child = node.pointee.child, let place else { return }
        let scopes = WireAssignment(old: UnsafePointer(addresses), new: UnsafePointer(scope))
        guard parameter.pointee.isReference else {
            return scopes.commitPointer(node, from: cell, to: place)
        }
        guard let from = cell.loadUnaligned(as: UnsafeMutableRawPointer?.self),
            let to = place.loadUnaligned(as: UnsafeMutableRawPointer?.self), from != to
        else { return }
        guard parameter.pointee.isArray else {
            if parameter.pointee.isIn {
                scopes.assign(child, from: from, to: to, oldRecord: nil, newRecord: nil)
            } else {
                memcpy(to, from, child.pointee.size)
            }
            return
        }
        let capacity = max(0, Int(clamping: node.pointee.sizeIs?.pointee.value(UnsafePointer(addresses), nil) ?? 0))
        let received = max(0, Int(clamping: node.pointee.sizeIs?.pointee.value(UnsafePointer(scope), nil) ?? 0))
        for index in 0..<received {
            let element = from + index * child.pointee.size
            if index >= capacity {
                WireMemory.destroy(child, element, UnsafePointer(scope), record: nil)
            } else if parameter.pointee.isIn {
                scopes.assign(child, from: element, to: to + index * child.pointee.size, oldRecord: nil, newRecord: nil)
            } else {
                memcpy(to + index * child.pointee.size, element, child.pointee.size)
            }
        }
        TaskMemory.release(from)
    }

    /// What a failed call leaves in [out] parameters: nothing.
    func clearOutputs(_ frame: UnsafeMutableRawPointer) {
        let addresses = UnsafePointer(frame.assumingMemoryBound(to: UnsafeMutableRawPointer?.self))
        for index in 0..<count {
            let parameter = parameters + index
            guard parameter.pointee.isOut, !parameter.pointee.isIn, parameter.pointee.isReference,
                let child = parameter.pointee.node.pointee.child,
                let target = addresses[index]?.loadUnaligned(as: UnsafeMutableRawPointer?.self)
            else { continue }
            var elements = 1
            if parameter.pointee.isArray {
                let size = parameter.pointee.node.pointee.sizeIs?.pointee.value(addresses, nil) ?? 0
                elements = size < 0 || size > Int64(Int32.max) ? 0 : Int(size)
            }
            memset(target, 0, elements * child.pointee.size)
        }
    }
}
