// SPDX-License-Identifier: Apache-2.0
//
// IDispatch::Invoke on the wire: arguments by reference travel apart from the others, there and back. [MS-OAUT] 3.1.4.4

import AutomationRuntime
import AutomationTypes
import CAutomation

enum DispatchForm {
    typealias Invoke = @convention(c) (
        UnsafeMutableRawPointer?, Int32, UnsafePointer<GUID>?, UInt32, UInt16, UnsafeMutablePointer<DISPPARAMS>?,
        UnsafeMutablePointer<VARIANT>?, UnsafeMutablePointer<EXCEPINFO>?, UnsafeMutablePointer<UInt32>?
    ) -> Int32

    static let slot = 6

    // What the client does not want back.
    private static let zeroResult: UInt32 = 0x2_0000
    private static let zeroException: UInt32 = 0x4_0000
    private static let zeroArgumentError: UInt32 = 0x8_0000

    static let invoke = CallForm(proxy: unsafeBitCast(proxyInvoke, to: UnsafeRawPointer.self), stub: serve)

    // MARK: The client's side

    private static let proxyInvoke: Invoke = { this, memberID, iid, lcid, flags, parameters, result, exception, argumentError in
        guard let this else { return HResult.E_POINTER.rawValue }
        var null = GUID.zero
        if let iid, iid.pointee != null { return HResult.DISP_E_UNKNOWNINTERFACE.rawValue }
        var sent = parameters?.pointee ?? DISPPARAMS()
        guard sent.cNamedArgs <= sent.cArgs, sent.cArgs <= 65535, sent.cArgs == 0 || sent.rgvarg != nil,
            sent.cNamedArgs == 0 || sent.rgdispidNamedArgs != nil
        else { return HResult.E_INVALIDARG.rawValue }
        var wanted = UInt32(flags)
        if result == nil { wanted |= zeroResult }
        if exception == nil { wanted |= zeroException }
        if argumentError == nil { wanted |= zeroArgumentError }
        return withUnsafeMutablePointer(to: &sent) { sent in
            withUnsafeMutablePointer(to: &null) { null in
                split(sent) { indices, references, count in
                    send(this, memberID, null, lcid, wanted, sent, result, exception, argumentError, indices, references, count)
                }
            }
        }.rawValue
    }

    /// Takes the arguments by reference out of `sent`, whose list is replaced by one in which they are empty, for the call.
    private static func split(
        _ sent: UnsafeMutablePointer<DISPPARAMS>,
        _ body: (UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<VARIANT>, Int) -> HResult
    ) -> HResult {
        let count = Int(sent.pointee.cArgs)
        var references = 0
        if let arguments = sent.pointee.rgvarg {
            for index in 0..<count where VarType(rawValue: arguments[index].vt).isByRef { references += 1 }
        }
        guard references > 0, let arguments = sent.pointee.rgvarg else {
            var (index, variant) = (UInt32(0), VARIANT())
            return withUnsafeMutablePointer(to: &index) { index in
                withUnsafeMutablePointer(to: &variant) { body(index, $0, 0) }
            }
        }
        // Shallow copies: what they hold stays the caller's.
        return withUnsafeTemporaryAllocation(of: VARIANT.self, capacity: count + references) { variants in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: references) { indices in
                guard let values = variants.baseAddress, let positions = indices.baseAddress else { return .E_OUTOFMEMORY }
                var next = 0
                for index in 0..<count {
                    if VarType(rawValue: arguments[index].vt).isByRef {
                        (values + index).initialize(to: VARIANT())
                        (values + (count + next)).initialize(to: arguments[index])
                        (positions + next).initialize(to: UInt32(index))
                        next += 1
                    } else {
                        (values + index).initialize(to: arguments[index])
                    }
                }
                sent.pointee.rgvarg = values
                let status = body(positions, values + count, references)
                // A reference is written through. What is no reference any more has nowhere to go.
                for index in 0..<references {
                    let variant = values + (count + index)
                    if !VarType(rawValue: variant.pointee.vt).isByRef { VariantOps.clear(variant) }
                }
                return status
            }
        }
    }

    private static func send(
        _ this: UnsafeMutableRawPointer, _ memberID: Int32, _ null: UnsafeMutablePointer<GUID>, _ lcid: UInt32, _ flags: UInt32,
        _ sent: UnsafeMutablePointer<DISPPARAMS>, _ result: UnsafeMutablePointer<VARIANT>?,
        _ exception: UnsafeMutablePointer<EXCEPINFO>?, _ argumentError: UnsafeMutablePointer<UInt32>?,
        _ indices: UnsafeMutablePointer<UInt32>, _ references: UnsafeMutablePointer<VARIANT>, _ count: Int
    ) -> HResult {
        var (memberID, lcid, flags, count) = (memberID, lcid, flags, UInt32(count))
        var value = VARIANT()
        var told = EXCEPINFO()
        var position: UInt32 = 0
        var iidPointer: UnsafeMutablePointer<GUID>? = null
        var sentPointer: UnsafeMutablePointer<DISPPARAMS>? = sent
        var indicesPointer: UnsafeMutablePointer<UInt32>? = indices
        var referencesPointer: UnsafeMutablePointer<VARIANT>? = references
        let status = withUnsafeMutablePointer(to: &value) { value in
            withUnsafeMutablePointer(to: &told) { told in
                withUnsafeMutablePointer(to: &position) { position in
                    var valuePointer: UnsafeMutablePointer<VARIANT>? = value
                    var toldPointer: UnsafeMutablePointer<EXCEPINFO>? = told
                    var positionPointer: UnsafeMutablePointer<UInt32>? = position
                    return ProxyCall.call(
                        this, slot: slot, &memberID, &iidPointer, &lcid, &flags, &sentPointer, &valuePointer, &toldPointer,
                        &positionPointer, &count, &indicesPointer, &referencesPointer)
                }
            }
        }
        if let result {
            result.initialize(to: value)
        } else {
            VariantOps.clear(&value)
        }
        // An address that came over the wire is nobody's to call, whatever the server says.
        told.pfnDeferredFillIn = nil
        told.pvReserved = nil
        if status == .DISP_E_EXCEPTION, let exception {
            exception.initialize(to: told)
        } else {
            for text in [told.bstrSource, told.bstrDescription, told.bstrHelpFile] { BString.free(text) }
        }
        if status.isFailure { argumentError?.pointee = position }
        return status
    }

    // MARK: The server's side

    private static let serve: CallForm.Stub = { call in
        guard let function = call.function else { return .E_NOTIMPL }
        let flags = call.argument(3, as: UInt32.self)
        let parameters = call.argument(4, as: UnsafeMutablePointer<DISPPARAMS>?.self)
        let exception = call.argument(6, as: UnsafeMutablePointer<EXCEPINFO>?.self)
        let count = Int(call.argument(8, as: UInt32.self))
        let indices = call.argument(9, as: UnsafeMutablePointer<UInt32>?.self)
        let references = call.argument(10, as: UnsafeMutablePointer<VARIANT>?.self)
        guard let parameters else { return .E_INVALIDARG }
        guard count == 0 || (indices != nil && references != nil && parameters.pointee.rgvarg != nil) else { return .E_INVALIDARG }
        if let indices {
            for index in 0..<count where indices[index] >= parameters.pointee.cArgs { return .E_INVALIDARG }
        }
        exchange(parameters, indices, references, 0..<count)
        // The object gets a list that it may look at and nothing more: what it does to it does not change what is freed.
        var given = parameters.pointee
        let status = HResult(
            rawValue: unsafeBitCast(function, to: Invoke.self)(
                call.object, call.argument(0, as: Int32.self), call.argument(1, as: UnsafePointer<GUID>?.self),
                call.argument(2, as: UInt32.self), UInt16(truncatingIfNeeded: flags), &given,
                flags & zeroResult == 0 ? call.argument(5, as: UnsafeMutablePointer<VARIANT>?.self) : nil,
                flags & zeroException == 0 ? exception : nil,
                flags & zeroArgumentError == 0 ? call.argument(7, as: UnsafeMutablePointer<UInt32>?.self) : nil))
        exchange(parameters, indices, references, (0..<count).reversed())
        if let exception {
            // Addresses of this process mean nothing to another: what the object would tell later is told now.
            let fill = exception.pointee.pfnDeferredFillIn
            exception.pointee.pfnDeferredFillIn = nil
            if status == .DISP_E_EXCEPTION { _ = fill?(exception) }
            exception.pointee.pvReserved = nil
        }
        return status
    }

    /// Puts the arguments by reference where they stand in the list, and back.
    private static func exchange(
        _ parameters: UnsafeMutablePointer<DISPPARAMS>, _ indices: UnsafeMutablePointer<UInt32>?,
        _ references: UnsafeMutablePointer<VARIANT>?, _ order: some Sequence<Int>
    ) {
        guard let indices, let references, let arguments = parameters.pointee.rgvarg else { return }
        for index in order {
            let place = arguments + Int(indices[index])
            let other = place.pointee
            place.initialize(to: references[index])
            (references + index).initialize(to: other)
        }
    }
}
