// SPDX-License-Identifier: Apache-2.0

public import CAutomation

/// A VARIANT that is cleared when it goes out of scope. For results and temporaries; `Variant` is the value for Swift code.
public struct OwnedVariant: ~Copyable {
    private var raw: VARIANT

    /// VT_EMPTY.
    public init() { raw = VARIANT() }

    /// Takes over what `raw` owns.
    public init(adopting raw: VARIANT) { self.raw = raw }

    deinit {
        var raw = raw
        VariantOps.clear(&raw)
    }

    /// Gives the VARIANT to the caller, who then owns it.
    public consuming func take() -> VARIANT {
        let result = raw
        raw = VARIANT()
        return result
    }

    /// Replaces the value; what was there is released.
    public mutating func put(adopting value: VARIANT) {
        VariantOps.clear(&raw)
        raw = value
    }

    /// The VARIANT, to be read or filled in by a call; valid within `body`.
    public mutating func withMutableRaw<Result, Failure: Error>(
        _ body: (UnsafeMutablePointer<VARIANT>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(&raw)
    }

    /// The value for Swift; this VARIANT is consumed.
    public consuming func value() -> Variant { Variant(adopting: take()) }
}
