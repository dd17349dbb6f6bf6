// SPDX-License-Identifier: Apache-2.0
//
// What the marshaler needs of a plan: native arguments in, a native call, no VARIANT anywhere.

package import CFFI
import TypeLibrary

extension CallPlan {
    /// Bytes at the start of a frame that hold the native arguments.
    package var argumentBytes: Int {
        guard usesImage else { return resultOffset }
        if imageStack > 0 { return RegisterImage.registerBytes + 8 * imageStack }
        return imageFloats ? RegisterImage.registerBytes : 8 * RegisterImage.integerCount
    }

    /// Where in a frame the native argument of a parameter lies.
    package func argumentOffset(_ parameter: Int) -> Int { arguments[parameter].slot }

    /// Calls a function with the arguments of a frame.
    /// - Parameters:
    ///   - returned: gets the native result; at least 16 bytes.
    ///   - pointers: room for one pointer more than there are parameters.
    @inline(__always)
    package func callNative(
        _ function: UnsafeRawPointer, _ instance: UnsafeMutableRawPointer, _ frame: UnsafeMutableRawPointer,
        returned: UnsafeMutableRawPointer, pointers: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) {
        if usesImage {
            frame.storeBytes(of: instance, as: UnsafeMutableRawPointer.self)
            if hasShortNumbers {
                for index in 0..<argumentCount where arguments[index].flags.contains(.extend) {
                    arguments[index].type.extend(frame + arguments[index].slot)
                }
            }
            RegisterImage.call(
                function, frame, imageResult, usesFloats: imageFloats, stackWords: imageStack, returned: returned)
            return
        }
        var this: UnsafeMutableRawPointer? = instance
        withUnsafeMutablePointer(to: &this) { this in
            pointers.initialize(to: UnsafeMutableRawPointer(this))
            for index in 0..<argumentCount { (pointers + (index + 1)).initialize(to: frame + arguments[index].slot) }
            latebind_ffi_call(interface.cif, function, returned, pointers)
        }
    }

    /// Whether the function may be entered through `latebind_slot`.
    package var entersThroughImage: Bool { usesImage && returnsHResult }

    /// Bytes of the registers in an image; an argument at this offset or above lies on the stack.
    package static var imageRegisterBytes: Int { RegisterImage.registerBytes }

    /// A libffi closure for the function, or nil if there is no memory for it.
    /// - Parameter context: given to `entry` at every call; it must outlive the closure.
    package func makeClosure(
        _ entry: @escaping @convention(c) (
            UnsafeMutablePointer<ffi_cif>?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
            UnsafeMutableRawPointer?
        ) -> Void, context: UnsafeMutableRawPointer
    ) -> (closure: UnsafeMutableRawPointer, code: UnsafeRawPointer)? {
        var code: UnsafeMutableRawPointer?
        guard let closure = ffi_closure_alloc(latebind_ffi_closure_size(), &code), let code else { return nil }
        let status = ffi_prep_closure_loc(
            closure.assumingMemoryBound(to: ffi_closure.self), interface.cif, entry, context, code)
        guard status == FFI_OK else {
            ffi_closure_free(closure)
            return nil
        }
        return (closure, UnsafeRawPointer(code))
    }
}
