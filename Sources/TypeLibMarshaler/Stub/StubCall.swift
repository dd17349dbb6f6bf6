// SPDX-License-Identifier: Apache-2.0
//
// One call of a stub: a request into native arguments, the object's function, its results into the channel's buffer. Whatever the
// request holds and however the call ends, everything that was made for it is freed here.

import AutomationRuntime
import AutomationTypes
import CAutomation
import TypeLibrary

/// A call whose arguments have been read, for a function whose local form differs.
struct StubCall {
    let object: UnsafeMutableRawPointer
    let plan: MarshalPlan
    /// The addresses of the arguments.
    let arguments: UnsafePointer<UnsafeMutableRawPointer?>

    /// The object's function.
    var function: UnsafeRawPointer? { object.load(as: UnsafePointer<UnsafeRawPointer?>.self)[plan.slot] }

    /// The value of an argument, a pointer or a number.
    func argument<Value>(_ index: Int, as type: Value.Type) -> Value {
        // A plan's parameters all have addresses.
        arguments[index].unsafelyUnwrapped.loadUnaligned(as: type)
    }

    static func serve(
        _ object: UnsafeMutableRawPointer, _ table: MarshalTable, _ message: UnsafeMutablePointer<RPCOLEMESSAGE>,
        _ channel: UnsafeMutablePointer<IRpcChannelBuffer>
    ) -> HResult {
        let slot = Int(message.pointee.iMethod)
        guard slot >= 3, slot < table.slots.count else { return .RPC_S_PROCNUM_OUT_OF_RANGE }
        switch table.slots[slot] {
        case .none: return .RPC_S_PROCNUM_OUT_OF_RANGE
        case .failure(let error):
            ErrorInfo.set(error, interface: table.iid)
            return error.hresult
        case .plan(let plan): return serve(object, table.iid, plan, nil, message, channel)
        case .form(let plan, let form): return serve(object, table.iid, plan, form.stub, message, channel)
        }
    }

    private static func serve(
        _ object: UnsafeMutableRawPointer, _ iid: GUID, _ plan: MarshalPlan, _ form: CallForm.Stub?,
        _ message: UnsafeMutablePointer<RPCOLEMESSAGE>, _ channel: UnsafeMutablePointer<IRpcChannelBuffer>
    ) -> HResult {
        MarshalPlan.withFrame(plan.stubFrameSize) { frame in
            let size = message.pointee.Buffer == nil ? 0 : Int(message.pointee.cbBuffer)
            let route = InterfaceRoute(channel)
            var reader: NDRReader
            do throws(WireFailure) {
                reader = try NDRReader(
                    UnsafeRawPointer(message.pointee.Buffer) ?? UnsafeRawPointer(frame), count: size,
                    label: message.pointee.dataRepresentation, route: route)
            } catch {
                return plan.report(error)
            }
            defer { reader.log.deallocate() }
            do throws(WireFailure) {
                try plan.readRequest(&reader, frame)
            } catch {
                plan.dropRequest(reader, frame)
                return plan.report(error)
            }
            reader.log.forgetShared()
            let addresses = plan.stubAddresses(frame)
            let returned = frame + plan.stubResultOffset
            if let form {
                let status = form(StubCall(object: object, plan: plan, arguments: addresses))
                returned.storeBytes(of: Int(status.rawValue), as: Int.self)
            } else {
                let vtable = object.load(as: UnsafePointer<UnsafeRawPointer?>.self)
                guard let function = vtable[plan.slot] else {
                    plan.finish(reader, frame)
                    return .E_NOTIMPL
                }
                let pointers = (frame + plan.stubPointersOffset).assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
                plan.call.callNative(function, object, frame, returned: returned, pointers: pointers)
            }
            let status = plan.respond(frame, iid, route, message, channel)
            plan.finish(reader, frame)
            return status
        }
    }
}

extension MarshalPlan {
    fileprivate func stubAddresses(_ frame: UnsafeMutableRawPointer) -> UnsafePointer<UnsafeMutableRawPointer?> {
        UnsafePointer((frame + stubAddressesOffset).assumingMemoryBound(to: UnsafeMutableRawPointer?.self))
    }

    private func capacities(_ frame: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Int> {
        (frame + stubCapacitiesOffset).assumingMemoryBound(to: Int.self)
    }

    // MARK: The request

    fileprivate func readRequest(_ reader: inout NDRReader, _ frame: UnsafeMutableRawPointer) throws(WireFailure) {
        let addresses = (frame + stubAddressesOffset).assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        let storage = frame + stubStorageOffset
        for index in 0..<count {
            let parameter = parameters + index
            let slot = frame + parameter.pointee.argument
            addresses[index] = slot
            if parameter.pointee.storage >= 0 {
                slot.storeBytes(of: storage + parameter.pointee.storage, as: UnsafeMutableRawPointer?.self)
            }
        }
        reader.arguments = UnsafePointer(addresses)
        reader.progress = NDRReader.Progress(parameters: parameters, isResponse: false)
        for index in 0..<count where parameters[index].isIn {
            let parameter = parameters + index
            reader.progress?.current = index
            let slot = frame + parameter.pointee.argument
            reader.log.isInput = !parameter.pointee.isOut
            try reader.scalars(parameter.pointee.node, slot)
            try reader.referents(parameter.pointee.node, slot)
        }
        try reader.log.verify(UnsafePointer(addresses))
        for index in 0..<count where parameters[index].isArray && parameters[index].isOut {
            try prepareArray(index, frame, addresses, &reader)
        }
    }

    /// Memory for an array that the object fills, and how many elements it has.
    private func prepareArray(
        _ index: Int, _ frame: UnsafeMutableRawPointer, _ addresses: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
        _ reader: inout NDRReader
    ) throws(WireFailure) {
        let parameter = parameters + index
        guard let child = parameter.pointee.node.pointee.child else { return }
        let slot = frame + parameter.pointee.argument
        if parameter.pointee.isIn {
            // Its elements came with the request: as many as that said.
            let block = slot.loadUnaligned(as: UnsafeMutableRawPointer?.self)
            guard let entries = reader.log.entries else { return }
            for position in 0..<reader.log.count where entries[position].block == block {
                capacities(frame)[index] = entries[position].count
            }
            return
        }
        guard let value = parameter.pointee.node.pointee.sizeIs?.pointee.value(UnsafePointer(addresses), nil) else {
            throw WireFailure(.missingExpression, at: reader.position)
        }
        guard value >= 0, value <= Int64(Int32.max) else { throw WireFailure(.tooManyElements, at: reader.position) }
        let size = Int(value) * child.pointee.size
        // A few bytes of request ask for all of this. Elements that are not plain bytes cost more than their memory, each.
        try reader.spend(child.pointee.has(.block) ? size : Int(value) * max(child.pointee.size, MarshalingLimits.elementCost))
        guard let memory = WireMemory.allocate(size) else { throw WireFailure(.outOfMemory, at: reader.position, .E_OUTOFMEMORY) }
        slot.storeBytes(of: memory, as: UnsafeMutableRawPointer?.self)
        capacities(frame)[index] = Int(value)
    }

    /// Frees what was read of a request that is not right.
    fileprivate func dropRequest(_ reader: NDRReader, _ frame: UnsafeMutableRawPointer) {
        for index in 0..<count {
            let parameter = parameters + index
            let slot = frame + parameter.pointee.argument
            if parameter.pointee.storage >= 0, let child = parameter.pointee.node.pointee.child {
                WireMemory.dropInPlace(child, frame + stubStorageOffset + parameter.pointee.storage)
            } else if parameter.pointee.isArray, !parameter.pointee.isIn {
                TaskMemory.release(slot.loadUnaligned(as: UnsafeMutableRawPointer?.self))
            } else if !parameter.pointee.isReference {
                WireMemory.dropInPlace(parameter.pointee.node, slot)
            }
        }
        reader.log.freeAll()
    }

    // MARK: The response

    fileprivate func respond(
        _ frame: UnsafeMutableRawPointer, _ iid: GUID, _ route: InterfaceRoute, _ message: UnsafeMutablePointer<RPCOLEMESSAGE>,
        _ channel: UnsafeMutablePointer<IRpcChannelBuffer>
    ) -> HResult {
        do throws(WireFailure) {
            try checkArrays(frame)
            var size = responseSize
            if size < 0 {
                var writer = NDRWriter(measuringFrom: 0, route: route)
                try writeResponse(frame, &writer)
                size = writer.position
            }
            message.pointee.cbBuffer = ULONG(size)
            var iid = iid
            let status = HResult(rawValue: channel.pointee.lpVtbl.pointee.GetBuffer(channel, message, &iid))
            guard status.isSuccess else { return status }
            guard let buffer = message.pointee.Buffer, Int(message.pointee.cbBuffer) >= size else { return .E_OUTOFMEMORY }
            message.pointee.dataRepresentation = 0x10
            var writer = NDRWriter(buffer, capacity: size, route: route)
            do throws(WireFailure) {
                try writeResponse(frame, &writer)
            } catch {
                writer.releaseInterfaces()
                throw error
            }
            message.pointee.cbBuffer = ULONG(writer.position)
            return .S_OK
        } catch {
            return report(error)
        }
    }

    /// The object may not claim more elements than there is memory for.
    private func checkArrays(_ frame: UnsafeMutableRawPointer) throws(WireFailure) {
        for index in 0..<count where parameters[index].isArray && parameters[index].isOut {
            let size = parameters[index].node.pointee.sizeIs?.pointee.value(stubAddresses(frame), nil) ?? 0
            guard size <= Int64(capacities(frame)[index]) else {
                throw WireFailure(.conformance, at: 0, .RPC_X_INVALID_BOUND)
            }
        }
    }

    private func writeResponse(_ frame: UnsafeMutableRawPointer, _ writer: inout NDRWriter) throws(WireFailure) {
        writer.arguments = stubAddresses(frame)
        for index in 0..<count where parameters[index].isOut {
            let slot = frame + parameters[index].argument
            try writer.scalars(parameters[index].node, slot)
            try writer.referents(parameters[index].node, slot)
        }
        if let result {
            try writer.scalars(result, frame + stubResultOffset)
            try writer.referents(result, frame + stubResultOffset)
        }
    }

    /// Frees the arguments and the results.
    fileprivate func finish(_ reader: NDRReader, _ frame: UnsafeMutableRawPointer) {
        let addresses = stubAddresses(frame)
        // Arrays first: their sizes may lie in other parameters.
        for index in 0..<count {
            let parameter = parameters + index
            guard parameter.pointee.isOut else { continue }
            let slot = frame + parameter.pointee.argument
            guard let child = parameter.pointee.node.pointee.child else { continue }
            if parameter.pointee.storage >= 0 {
                WireMemory.destroy(child, frame + stubStorageOffset + parameter.pointee.storage, addresses, record: nil)
            } else if parameter.pointee.isArray {
                guard let block = slot.loadUnaligned(as: UnsafeMutableRawPointer?.self) else { continue }
                if !child.pointee.flags.isDisjoint(with: [.owns, .pointers, .unions]) {
                    for element in 0..<capacities(frame)[index] {
                        WireMemory.destroy(child, block + element * child.pointee.size, addresses, record: nil)
                    }
                }
                TaskMemory.release(block)
            } else {
                WireMemory.destroy(parameter.pointee.node, slot, addresses, record: nil)
            }
        }
        for index in 0..<count {
            let parameter = parameters + index
            guard !parameter.pointee.isOut else { continue }
            let slot = frame + parameter.pointee.argument
            if parameter.pointee.storage >= 0, let child = parameter.pointee.node.pointee.child {
                if child.pointee.has(.owns) { WireMemory.dropInPlace(child, frame + stubStorageOffset + parameter.pointee.storage) }
            } else if parameter.pointee.node.pointee.has(.owns) {
                WireMemory.dropInPlace(parameter.pointee.node, slot)
            }
        }
        if let result { WireMemory.destroy(result, frame + stubResultOffset, addresses, record: nil) }
        reader.log.freeAll()
    }
}
