// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
import AutomationTypes
public import CAutomation

/// The wire form of single values, as BSTR_UserMarshal and its kin write and read it: what the pointer before a value points at.
///
/// Alignment counts from an address that is a multiple of 8. Nothing tells these functions where the buffer ends: whoever calls
/// `unmarshal` vouches for it, as in the C prototypes.
public enum WireForm {
    public enum Value {
        case bstr(UnsafeMutablePointer<BSTR?>)
        case variant(UnsafeMutablePointer<VARIANT>)
        case safeArray(UnsafeMutablePointer<UnsafeMutablePointer<SAFEARRAY>?>)
    }

    /// Where a value that begins at `start`, counted from a multiple of 8, ends.
    /// - Throws: the HRESULT for a value that cannot travel.
    public static func end(of value: Value, from start: Int, _ destination: MarshalingDestination) throws(COMError) -> Int {
        var writer = NDRWriter(measuringFrom: start, route: InterfaceRoute(destination))
        do throws(WireFailure) {
            try write(value, &writer)
        } catch {
            throw error.error("the wire form")
        }
        return writer.position
    }

    /// Writes a value and returns where it ends.
    public static func marshal(
        _ value: Value, to place: UnsafeMutableRawPointer, _ destination: MarshalingDestination
    ) throws(COMError) -> UnsafeMutableRawPointer {
        let start = Int(bitPattern: place) & 7
        let route = InterfaceRoute(destination)
        // The size is known before a byte is written, so nothing is written that was not counted.
        let end = try end(of: value, from: start, destination)
        var writer = NDRWriter(place - start, capacity: end, from: start, route: route)
        do throws(WireFailure) {
            try write(value, &writer)
        } catch {
            writer.releaseInterfaces()
            throw error.error("the wire form")
        }
        return place - start + writer.position
    }

    private static func write(_ value: Value, _ writer: inout NDRWriter) throws(WireFailure) {
        switch value {
        case .bstr(let text): try WireBString.write(text.pointee, &writer)
        case .variant(let variant): try WireVariant.write(variant, &writer)
        case .safeArray(let array): try WireSafeArray.write(array.pointee, &writer)
        }
    }

    /// Reads a value over an old one, which is released, and returns where it ends. What a VARIANT by reference refers to is
    /// allocated and belongs to it: `free` frees it.
    public static func unmarshal(
        _ value: Value, from place: UnsafeRawPointer, _ destination: MarshalingDestination
    ) throws(COMError) -> UnsafeRawPointer {
        free(value)
        let start = Int(bitPattern: place) & 7
        do throws(WireFailure) {
            var reader = try NDRReader(
                place - start, count: Int(UInt32.max), from: start, label: 0x10, route: InterfaceRoute(destination))
            reader.references = .given
            defer {
                reader.log.freeAll()
                reader.log.deallocate()
            }
            do throws(WireFailure) {
                switch value {
                case .bstr(let text): text.pointee = try WireBString.read(&reader)
                case .variant(let variant): try WireVariant.read(into: variant, &reader)
                case .safeArray(let array):
                    try reader.align(4)
                    array.pointee = try WireSafeArray.read(.empty, .zero, &reader)
                }
            } catch {
                free(value)
                throw error
            }
            return place - start + reader.position
        } catch {
            throw error.error("the wire form")
        }
    }

    /// Releases a value and leaves it null, or VT_EMPTY.
    public static func free(_ value: Value) {
        switch value {
        case .bstr(let text):
            BString.free(text.pointee)
            text.pointee = nil
        case .variant(let variant): WireVariant.destroyOwned(variant)
        case .safeArray(let array):
            WireSafeArray.destroy(array.pointee)
            array.pointee = nil
        }
    }
}

extension WireVariant {
    /// Clears a VARIANT that owns what it refers to.
    fileprivate static func destroyOwned(_ variant: UnsafeMutablePointer<VARIANT>) {
        let type = VarType(rawValue: variant.pointee.vt)
        if type.isByRef, type.base != .record || type.isArray, let block = variant.pointee.byref {
            if type == VarType.variant.byRef {
                let inner = block.assumingMemoryBound(to: VARIANT.self)
                // A reference in a reference, as deep as the wire form can have them.
                destroyOwned(inner)
            } else {
                dropReferenced(block, type.dereferenced, info: nil)
            }
            TaskMemory.release(block)
        }
        VariantOps.clear(variant)
        variant.initialize(to: VARIANT())
    }
}
