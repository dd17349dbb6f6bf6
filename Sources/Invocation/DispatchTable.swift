// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
public import AutomationTypes
public import CAutomation
public import TypeLibrary

/// What Invoke needs of a type: from DISPID and kind of call to the plan, without a lock and without a hash of anything but
/// the DISPID. Plans are made when first needed.
public final class DispatchTable: TypeInvocation, @unchecked Sendable {
    // Unchecked: everything is written in init, but for the plans, which are set once each, atomically.

    public let members: MemberTable

    private struct Entry {
        var memberID: Int32
        var kinds: UInt16
        /// The kinds that Invoke may call: none of a restricted function.
        var invocable: UInt16
        /// Index of the function.
        var index: Int32
        /// The next entry of the bucket, in declaration order; -1 at the end.
        var next: Int32
    }
    private let entries: UnsafeMutablePointer<Entry>
    private let buckets: UnsafeMutablePointer<Int32>
    private let mask: UInt32
    private let plans: UnsafeMutablePointer<OnceReference<CallPlan>>
    private let planCount: Int

    /// The table of a type.
    /// - Throws: the library's error if its functions, or those that it inherits, cannot be read.
    public static func of(_ typeInfo: TypeInfo) throws(TypeLibraryError) -> DispatchTable {
        if let known = typeInfo.callTable.load() { return unsafeDowncast(known, to: DispatchTable.self) }
        let made = DispatchTable(try typeInfo.members())
        return unsafeDowncast(typeInfo.callTable.storeIfNil(made), to: DispatchTable.self)
    }

    private init(_ members: MemberTable) {
        self.members = members
        let count = members.functions.count
        var capacity = 8
        while capacity < 2 * count { capacity *= 2 }
        mask = UInt32(capacity - 1)
        buckets = .allocate(capacity: capacity)
        buckets.initialize(repeating: -1, count: capacity)
        entries = .allocate(capacity: max(1, count))
        // Backwards, so that the first declared stands first in its bucket.
        for index in members.functions.indices.reversed() {
            let function = members.functions[index].function
            let bucket = Int(DispatchTable.hash(function.memberID) & mask)
            (entries + index).initialize(
                to: Entry(
                    memberID: function.memberID, kinds: function.invokeKind.rawValue,
                    invocable: DispatchTable.isRestricted(function) ? 0 : function.invokeKind.rawValue, index: Int32(index),
                    next: buckets[bucket]))
            buckets[bucket] = Int32(index)
        }
        planCount = count + 2 * members.variables.count
        plans = .allocate(capacity: max(1, planCount))
        for index in 0..<planCount { (plans + index).initialize(to: OnceReference()) }
    }

    deinit {
        for index in 0..<planCount { (plans + index).deinitialize(count: 1) }
        plans.deallocate()
        entries.deallocate()
        buckets.deallocate()
    }

    private static func hash(_ memberID: Int32) -> UInt32 {
        let value = UInt32(bitPattern: memberID)
        return value ^ (value >> 16)
    }

    /// [restricted] keeps a member from macro languages, so Invoke does not know it. A negative DISPID is the system's: _NewEnum is
    /// restricted as a rule, and For Each calls it all the same.
    static func isRestricted(_ function: Function) -> Bool { function.flags.contains(.restricted) && function.memberID >= 0 }

    static func isRestricted(_ variable: Variable) -> Bool { variable.flags.contains(.restricted) && variable.memberID >= 0 }

    /// Index in `members.functions` of the function that a call of one of `kinds` means: the first of the member that answers
    /// to one of them. nil if there is none.
    public func functionIndex(_ memberID: Int32, _ kinds: InvokeKind) -> Int? {
        firstEntry(memberID) { $0.kinds & kinds.rawValue != 0 }
    }

    /// The same for Invoke: a restricted function is not there.
    @inline(__always)
    func invocableIndex(_ memberID: Int32, _ kinds: InvokeKind) -> Int? {
        firstEntry(memberID) { $0.invocable & kinds.rawValue != 0 }
    }

    @inline(__always)
    private func firstEntry(_ memberID: Int32, _ isMeant: (Entry) -> Bool) -> Int? {
        var position = buckets[Int(DispatchTable.hash(memberID) & mask)]
        while position >= 0 {
            let entry = entries[Int(position)]
            if entry.memberID == memberID, isMeant(entry) { return Int(entry.index) }
            position = entry.next
        }
        return nil
    }

    /// The plan of a function, if it has been made, for the length of `body`.
    @inline(__always)
    func withPlan<Result>(at index: Int, _ body: (CallPlan) -> Result) -> Result? { plans[index].withInstance(body) }

    /// The plan of the function at `index` of `members.functions`.
    public func plan(at index: Int) throws(TypeLibraryError) -> CallPlan {
        if let known = plans[index].load() { return known }
        return plans[index].storeIfNil(try CallPlan(members.functions[index]))
    }

    /// The plan that reads or writes a variable of a dispinterface as the property that it is.
    func plan(ofVariable variable: Int, put: Bool) throws(TypeLibraryError) -> CallPlan {
        let index = functionIndex(ofVariable: variable, put: put)
        if let known = plans[index].load() { return known }
        let described = members.variables[variable]
        let value = Parameter(name: nil, type: described.type)
        let function = Function(
            memberID: described.memberID, name: described.name, kind: .dispatch,
            invokeKind: put ? .propertyPut : .propertyGet, parameters: put ? [value] : [],
            returnType: put ? .basic(.void) : described.type)
        return plans[index].storeIfNil(try CallPlan(function: function, library: members.library, slot: 0))
    }

    /// The number under which a variable's get or put is known: past the functions, two for each variable.
    func functionIndex(ofVariable variable: Int, put: Bool) -> Int {
        members.functions.count + 2 * variable + (put ? 1 : 0)
    }

    /// Calls a member of `instance`: ITypeInfo::Invoke. [MS-OAUT] 3.1.4.4
    ///
    /// DISP_E_MEMBERNOTFOUND for a member that is restricted, unless its DISPID is negative.
    ///
    /// - Parameters:
    ///   - instance: the vtable that the type describes, or any interface of an object with IDispatch for a dispinterface; a
    ///     module's functions have none.
    ///   - flags: DISPATCH_METHOD, PROPERTYGET, PROPERTYPUT, PROPERTYPUTREF, alone or together.
    ///   - parameters: arguments from the last to the first, named ones first.
    ///   - result: gets the result; may be nil.
    ///   - exception: gets what the object said when DISP_E_EXCEPTION is returned; may be nil.
    ///   - argumentError: gets the index in `rgvarg` for DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW and DISP_E_PARAMNOTFOUND; may
    ///     be nil.
    public override func invoke(
        _ instance: UnsafeMutableRawPointer, _ memberID: Int32, _ flags: UInt16,
        _ parameters: UnsafeMutablePointer<DISPPARAMS>?, _ result: UnsafeMutablePointer<VARIANT>?,
        _ exception: UnsafeMutablePointer<EXCEPINFO>?, _ argumentError: UnsafeMutablePointer<UInt32>?
    ) -> HResult {
        guard parameters != nil, let arguments = DispatchArguments(parameters) else { return .E_INVALIDARG }
        result?.initialize(to: VARIANT())
        let kinds = InvokeKind(rawValue: flags)
        guard let index = invocableIndex(memberID, kinds) else {
            return invokeVariable(members, instance, memberID, flags, parameters, result, exception, argumentError)
        }
        let known = plans[index].withInstance {
            invoke($0, at: index, instance, memberID, flags, arguments, parameters, result, exception, argumentError)
        }
        if let known { return known }
        do {
            return invoke(
                try plan(at: index), at: index, instance, memberID, flags, arguments, parameters, result, exception, argumentError)
        } catch {
            return error.hresult
        }
    }

    @inline(__always)
    private func invoke(
        _ plan: CallPlan, at index: Int, _ instance: UnsafeMutableRawPointer, _ memberID: Int32, _ flags: UInt16,
        _ arguments: DispatchArguments, _ parameters: UnsafeMutablePointer<DISPPARAMS>?,
        _ result: UnsafeMutablePointer<VARIANT>?, _ exception: UnsafeMutablePointer<EXCEPINFO>?,
        _ argumentError: UnsafeMutablePointer<UInt32>?
    ) -> HResult {
        if plan.vtableSlot >= 0 {
            return plan.invoke(
                instance, InvokeKind(rawValue: flags), arguments, lcid: 0, result: result, exception: exception,
                argumentError: argumentError)
        }
        if plan.target == .module {
            return invokeModule(
                plan, at: index, InvokeKind(rawValue: flags), arguments, result: result, exception: exception,
                argumentError: argumentError)
        }
        return forward(instance, memberID, flags, parameters, result, exception, argumentError)
    }

    /// Calls the function that AddressOfMember finds.
    private func invokeModule(
        _ plan: CallPlan, at index: Int, _ kinds: InvokeKind, _ arguments: DispatchArguments, result: UnsafeMutablePointer<VARIANT>?,
        exception: UnsafeMutablePointer<EXCEPINFO>?, argumentError: UnsafeMutablePointer<UInt32>?
    ) -> HResult {
        let info = members.functions[index]
        do {
            let function = UnsafeRawPointer(
                try info.library.typeInfo(at: info.typeIndex).address(of: plan.memberID, plan.invokeKind))
            // Nothing looks at the instance of a function that has none.
            return plan.invoke(
                UnsafeMutableRawPointer(mutating: function), kinds, arguments, lcid: 0, result: result, exception: exception,
                argumentError: argumentError
            ) { frame, matched, result in
                plan.performModuleFunction(function, frame, UnsafePointer(matched), 0, result)
            }
        } catch let error as COMError {
            return error.hresult
        } catch {
            return (error as? TypeLibraryError)?.hresult ?? .E_UNEXPECTED
        }
    }
}
