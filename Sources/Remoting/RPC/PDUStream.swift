// SPDX-License-Identifier: Apache-2.0
//
// One end of a connection as a sequence of PDUs and messages. What it reads is hostile: lengths are checked before memory is
// taken, and a message's memory grows with the bytes that came, not with what the peer announces.

import AutomationTypes
import CPlatform

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Reads and writes PDUs. Used by one thread at a time; its owner closes the descriptor.
final class PDUStream {
    let descriptor: Int32
    let options: RPCOptions
    /// The longest fragment to send, and to accept.
    var maximumTransmit: Int
    var maximumReceive: Int
    /// For the trace: which conversation this is, and whether this is the server's end.
    let conversation: Conversation
    private let trace: PacketTrace?

    /// What has been received and not been given away: the current PDU, then what came behind it.
    private var block: Block?
    private var filled = 0
    /// The length of the current PDU; 0: there is none.
    private var current = 0
    /// Where one read goes that fills two places.
    private let parts = UnsafeMutablePointer<iovec>.allocate(capacity: 2)

    init(_ descriptor: Int32, options: RPCOptions, conversation: Conversation) {
        self.descriptor = descriptor
        self.options = options
        self.conversation = conversation
        trace = options.trace ?? Trace.packets
        maximumTransmit = options.maximumFragment
        maximumReceive = options.maximumFragment
    }

    deinit {
        block?.giveBack()
        parts.deallocate()
    }

    /// Gives its memory back before it goes itself.
    func releaseMemory() {
        block?.giveBack()
        block = nil
        filled = 0
        current = 0
    }

    // MARK: Receiving

    /// The bytes of the current PDU; valid until the next call of `receive` or `takeMessage`.
    var pdu: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: block?.data, count: current) }

    /// Whether bytes are there that no `receive` has returned.
    var hasLeftover: Bool { filled > current }

    /// Reads one PDU, whole. A first byte may take for ever; from then on the PDU must be complete within the fragment timeout.
    /// - Parameter idle: called when the socket's own time limit passes before a first byte; throws to give up.
    func receive(idle: () throws(RPCError) -> Void = {}) throws(RPCError) -> PDUHeader {
        dropCurrent()
        let block = try needBlock()
        if filled == 0 { filled = try firstBytes(block, idle) }
        var deadline: UInt64 = 0
        if filled < PDUHeader.size { try fill(block, to: PDUHeader.size, &deadline) }
        let header = try PDUHeader(block.data, maximum: maximumReceive)
        if filled < header.length {
            var target = block
            if header.length > block.capacity {
                target = try block.replaced(capacity: roomFor(header, block), used: filled)
                self.block = target
            }
            try fill(target, to: header.length, &deadline)
        }
        current = header.length
        if let trace { trace.record(conversation, isSent: false, pdu) }
        CallObserver.moved(header.length, isSent: false)
        return header
    }

    /// The room for a PDU, and for the rest of its message if more is to come: what alloc_hint says, but believed only so far.
    private func roomFor(_ header: PDUHeader, _ block: Block) -> Int {
        guard !header.isLast, header.type == .request || header.type == .response, filled >= 20 else { return header.length }
        let hint = Int(Wire.uint32(block.data + 16, isBigEndian: header.isBigEndian))
        return max(header.length, min(hint &+ 64, options.maximumMessage, 4 << 20))
    }

    private func needBlock() throws(RPCError) -> Block {
        if let block { return block }
        let fresh = try Block(capacity: 0)
        block = fresh
        return fresh
    }

    /// Forgets the current PDU and moves what came behind it to the front.
    private func dropCurrent() {
        guard current > 0, let held = block else { return }
        let rest = filled - current
        if rest > 0 { memmove(held.data, held.data + current, rest) }
        filled = rest
        current = 0
        // A large block is not kept for the sake of a small message.
        if held.capacity > 65536, rest == 0 {
            held.giveBack()
            block = nil
        }
    }

    private func firstBytes(_ block: Block, _ idle: () throws(RPCError) -> Void) throws(RPCError) -> Int {
        while true {
            let count = recv(descriptor, block.data, block.capacity, 0)
            if count > 0 { return count }
            if count == 0 { throw .closed }
            switch errno {
            case EINTR: continue
            case EAGAIN: try idle()
            case ECONNRESET: throw .broken("the peer closed the connection")
            default: throw .broken("receiving: " + Socket.text(errno))
            }
        }
    }

    /// Reads on until `count` bytes are there.
    private func fill(_ block: Block, to count: Int, _ deadline: inout UInt64) throws(RPCError) {
        while filled < count {
            // Whatever comes is welcome in a small block; in a large one the next fragment does not belong.
            let room = block.capacity <= 4096 ? block.capacity - filled : count - filled
            var part = iovec(iov_base: block.data + filled, iov_len: room)
            filled += try more(&part, 1, &deadline)
        }
    }

    /// One read within a message that has begun.
    private func more(_ parts: UnsafeMutablePointer<iovec>, _ count: Int, _ deadline: inout UInt64) throws(RPCError) -> Int {
        var message = msghdr()
        message.msg_iov = parts
        message.msg_iovlen = .init(count)
        while true {
            let received = recvmsg(descriptor, &message, Int32(MSG_DONTWAIT))
            if received > 0 { return received }
            if received == 0 { throw .broken("the peer closed the connection within a message") }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                let now = Socket.now()
                if deadline == 0 { deadline = now + UInt64(options.fragmentTimeout) }
                guard now < deadline else {
                    throw .timedOut("a message began and did not go on within \(options.fragmentTimeout) ms")
                }
                var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(&wait, 1, Int32(clamping: deadline - now))
            default: throw .broken("receiving: " + Socket.text(errno))
            }
        }
    }

    // MARK: Messages

    /// The stub data of a request or a response, all of its fragments.
    struct Message {
        /// Whose bytes the stub data are.
        let block: Block
        /// Whether the block is the message's own; otherwise it is the stream's, and the message valid until the next `receive`.
        var ownsBlock: Bool
        let offset: Int
        let length: Int
        /// It was longer than the limit: it has been read to its end, and its bytes are not there.
        var isTooLong = false

        @inline(__always) var body: UnsafeMutableRawPointer { block.data + offset }
    }

    /// The message whose first fragment is the current PDU.
    /// - Parameters:
    ///   - first: its header.
    ///   - offset: where its stub data begin: behind the header and the object UUID.
    ///   - owned: whether the caller wants the block; it must give it back then.
    func takeMessage(_ first: PDUHeader, offset: Int, owned: Bool) throws(RPCError) -> Message {
        guard let held = block, current >= offset else { throw .violation("a fragment is shorter than its header") }
        if first.isLast {
            let message = Message(block: held, ownsBlock: owned, offset: offset, length: current - offset)
            if owned { try detach() }
            return message
        }
        var length = current
        try detach()
        var whole = held
        var isTooLong = false
        do throws(RPCError) {
            while try appendFragment(of: first, to: &whole, &length, &isTooLong) {}
        } catch {
            whole.giveBack()
            throw error
        }
        return Message(block: whole, ownsBlock: true, offset: offset, length: length - offset, isTooLong: isTooLong)
    }

    /// The current block becomes somebody else's; what came behind the current PDU is kept.
    private func detach() throws(RPCError) {
        guard let held = block else { return }
        let rest = filled - current
        if rest > 0 {
            let fresh = try Block(capacity: rest)
            fresh.data.copyMemory(from: held.data + current, byteCount: rest)
            block = fresh
        } else {
            block = nil
        }
        filled = rest
        current = 0
    }

    /// Reads the next fragment of a message behind what is there.
    /// - Returns: whether more are to come.
    private func appendFragment(
        of first: PDUHeader, to whole: inout Block, _ length: inout Int, _ isTooLong: inout Bool
    ) throws(RPCError) -> Bool {
        let block = try needBlock()
        var deadline: UInt64 = 0
        if filled < PDUHeader.size { try fill(block, to: PDUHeader.size, &deadline) }
        let header = try PDUHeader(block.data, maximum: maximumReceive)
        // A cancel may come between two fragments. Nothing that runs can be cancelled here: it is read and forgotten.
        if first.type == .request, header.type == .cancel, header.callID == first.callID {
            try skipSmall(header, block, &deadline)
            return true
        }
        guard header.type == first.type, header.callID == first.callID, !header.isFirst,
            header.isBigEndian == first.isBigEndian, header.authenticationLength == 0
        else {
            throw .violation(
                "call \(first.callID): a fragment of it was to come, not one of type \(header.type), call \(header.callID), flags"
                    + " \(header.flags)")
        }
        let offset = PDUHeader.requestSize + (header.hasObject && header.type == .request ? 16 : 0)
        guard header.length >= offset else { throw .violation("a fragment is shorter than its header") }
        if filled < offset { try fill(block, to: offset, &deadline) }
        let count = header.length - offset
        var total = length + count
        if isTooLong || total > options.maximumMessage {
            // The rest is read over what is there: the connection stays in step, and its peer can be told.
            isTooLong = true
            length = PDUHeader.requestSize + 16
            total = length + count
        }
        if total > whole.capacity {
            whole = try whole.replaced(capacity: min(max(whole.capacity * 2, total), options.maximumMessage), used: length)
        }
        // What is there already, then the rest where it belongs, together with the beginning of what comes behind it.
        let here = min(count, filled - offset)
        (whole.data + length).copyMemory(from: block.data + offset, byteCount: here)
        let consumed = offset + here
        if filled > consumed { memmove(block.data, block.data + consumed, filled - consumed) }
        filled -= consumed
        var missing = count - here
        while missing > 0 {
            parts[0] = iovec(iov_base: whole.data + (total - missing), iov_len: missing)
            parts[1] = iovec(iov_base: block.data, iov_len: min(block.capacity, 4096))
            let received = try more(parts, header.isLast ? 1 : 2, &deadline)
            if received > missing { filled = received - missing }
            missing -= min(missing, received)
        }
        if let trace {
            trace.record(conversation, header, isSent: false, UnsafeRawBufferPointer(start: whole.data + length, count: count))
        }
        CallObserver.moved(header.length, isSent: false)
        length = total
        return !header.isLast
    }

    private func skipSmall(_ header: PDUHeader, _ block: Block, _ deadline: inout UInt64) throws(RPCError) {
        guard header.length <= block.capacity else { throw .violation("a cancel PDU of \(header.length) bytes") }
        try fill(block, to: header.length, &deadline)
        if filled > header.length { memmove(block.data, block.data + header.length, filled - header.length) }
        filled -= header.length
        CallObserver.moved(header.length, isSent: false)
    }

    // MARK: Sending

    /// Writes one PDU that is ready.
    func send(_ pdu: [UInt8]) throws(RPCError) {
        if let trace { pdu.withUnsafeBytes { trace.record(conversation, isSent: true, $0) } }
        let failure = pdu.withUnsafeBytes { bytes -> RPCError? in
            do throws(RPCError) {
                if let base = bytes.baseAddress { try Socket.send(descriptor, base, bytes.count) }
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
        CallObserver.moved(pdu.count, isSent: true)
    }

    /// Writes a request or a response.
    /// - Parameters:
    ///   - stub: its stub data; the bytes in front of them are free for the header: 24, or 40 with an object UUID.
    ///   - second: what bytes 20 to 23 of the header are: context id and opnum are at 20 and 22, cancel count at 22.
    @inline(__always)
    func sendMessage(
        _ type: PDUType, callID: UInt32, contextID: UInt16, second: UInt16, object: GUID?, stub: UnsafeMutableRawPointer,
        length: Int
    ) throws(RPCError) {
        let headerSize = PDUHeader.requestSize + (object == nil ? 0 : 16)
        guard headerSize + length <= maximumTransmit else {
            try sendFragments(
                type, callID: callID, contextID: contextID, second: second, object: object, stub: stub, length: length)
            return
        }
        let start = stub - headerSize
        PDUStream.writeHeader(
            type, PDUFlags.only, headerSize + length, callID, contextID, second, object, remaining: length, to: start)
        if let trace {
            trace.record(conversation, isSent: true, UnsafeRawBufferPointer(start: start, count: headerSize + length))
        }
        try Socket.send(descriptor, start, headerSize + length)
        CallObserver.moved(headerSize + length, isSent: true)
    }

    @inline(__always)
    private static func writeHeader(
        _ type: PDUType, _ flags: UInt8, _ length: Int, _ callID: UInt32, _ contextID: UInt16, _ second: UInt16,
        _ object: GUID?, remaining: Int, to start: UnsafeMutableRawPointer
    ) {
        PDUHeader.write(
            type, flags: object == nil ? flags : flags | PDUFlags.object, length: length, callID: callID, to: start)
        start.storeBytes(of: UInt32(truncatingIfNeeded: remaining).littleEndian, toByteOffset: 16, as: UInt32.self)
        start.storeBytes(of: contextID.littleEndian, toByteOffset: 20, as: UInt16.self)
        start.storeBytes(of: second.littleEndian, toByteOffset: 22, as: UInt16.self)
        if let object { start.storeBytes(of: object, toByteOffset: 24, as: GUID.self) }
    }

    /// All fragments with as few writes as there are windows of 32 of them.
    private func sendFragments(
        _ type: PDUType, callID: UInt32, contextID: UInt16, second: UInt16, object: GUID?, stub: UnsafeMutableRawPointer,
        length: Int
    ) throws(RPCError) {
        let headerSize = PDUHeader.requestSize + (object == nil ? 0 : 16)
        // The stub data of every fragment but the last are a multiple of 8 bytes. [C706] 12.6.2.2
        let chunk = (maximumTransmit - headerSize) & ~7
        let window = 32
        let headers = UnsafeMutableRawPointer.allocate(byteCount: window * 40, alignment: 8)
        defer { headers.deallocate() }
        var offset = 0
        while offset < length {
            var parts: [iovec] = []
            var bytes = 0
            parts.reserveCapacity(2 * window)
            for slot in 0..<window where offset < length {
                let count = min(chunk, length - offset)
                var flags: UInt8 = 0
                if offset == 0 { flags |= PDUFlags.first }
                if offset + count == length { flags |= PDUFlags.last }
                let header = headers + slot * 40
                PDUStream.writeHeader(
                    type, flags, headerSize + count, callID, contextID, second, object, remaining: length - offset, to: header)
                parts.append(iovec(iov_base: header, iov_len: headerSize))
                parts.append(iovec(iov_base: stub + offset, iov_len: count))
                bytes += headerSize + count
                if let trace {
                    trace.record(
                        conversation, isSent: true, UnsafeRawBufferPointer(start: header, count: headerSize),
                        UnsafeRawBufferPointer(start: stub + offset, count: count))
                }
                offset += count
            }
            try Socket.send(descriptor, &parts)
            CallObserver.moved(bytes, isSent: true)
        }
    }

    /// Writes a fault. [C706] 12.6.4.7
    func sendFault(_ status: UInt32, callID: UInt32, contextID: UInt16 = 0, didNotExecute: Bool) throws(RPCError) {
        let flags = didNotExecute ? PDUFlags.only | PDUFlags.didNotExecute : PDUFlags.only
        try send(
            PDUHeader.pdu(.fault, flags: flags, callID: callID) { writer in
                writer.uint32(0)
                writer.uint16(contextID)
                writer.uint16(0)
                writer.uint32(status)
                writer.uint32(0)
            })
    }
}
