// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
public import AutomationTypes
public import Invocation
public import TypeLibrary

/// One member of an interface as a Swift closure.
public struct MemberImplementation<Instance: AnyObject & Sendable>: Sendable {
    /// Answers a call.
    /// - Returns: the result ([retval] or the property's value); nil leaves it empty.
    public typealias Body = @Sendable (_ instance: Instance, _ call: borrowing IncomingCall) throws -> Variant?

    public let name: String
    public let kinds: InvokeKind
    let body: Body

    /// A method.
    public static func method(_ name: String, _ body: @escaping Body) -> MemberImplementation {
        MemberImplementation(name: name, kinds: .method, body: body)
    }

    /// A property's value.
    public static func get(_ name: String, _ body: @escaping Body) -> MemberImplementation {
        MemberImplementation(name: name, kinds: .propertyGet, body: body)
    }

    /// A property that is assigned a value; the value is the last argument.
    public static func put(_ name: String, _ body: @escaping Body) -> MemberImplementation {
        MemberImplementation(name: name, kinds: .propertyPut, body: body)
    }

    /// A property that is assigned a reference to an object; it is the last argument.
    public static func putRef(_ name: String, _ body: @escaping Body) -> MemberImplementation {
        MemberImplementation(name: name, kinds: .propertyPutRef, body: body)
    }
}

/// An interface of a type library implemented in Swift, member by member; no code is generated.
///
///     let calculators = try ObjectClass<Calculator>(
///         implementing: library.typeInfo(named: "ICalculator"),
///         members: [
///             .method("Add") { calculator, call in Variant(calculator.add(call[0].int ?? 0, call[1].int ?? 0)) },
///             .get("Memory") { calculator, _ in Variant(calculator.memory) },
///         ])
///     let object = calculators.makeObject(Calculator())
///
/// With a coclass that has [source] interfaces, or with `events:`, `object.fire("Changed", 1)` tells whoever listens.
/// The same object serves callers through its vtable and through IDispatch. A member that is not given answers E_NOTIMPL.
public final class ObjectClass<Instance: AnyObject & Sendable>: Sendable {
    public let typeInfo: TypeInfo
    /// The coclass, if one was given.
    public let coclass: TypeInfo?
    /// The outgoing interfaces, the default one first.
    public let events: [TypeInfo]
    private let vtable: SynthesizedVTable
    private let members: MemberBodies

    /// - Parameters:
    ///   - typeInfo: a dual interface, an interface that derives from IUnknown, or a dispinterface.
    ///   - coclass: the class that objects show by IProvideClassInfo2; its [source] interfaces are their events.
    ///   - events: further outgoing interfaces.
    /// - Throws: TYPE_E_ELEMENTNOTFOUND for a member that the interface does not have (or not of that kind), DISP_E_UNKNOWNNAME …
    public init(
        implementing typeInfo: TypeInfo, as coclass: TypeInfo? = nil, events: [TypeInfo] = [],
        members: [MemberImplementation<Instance>]
    ) throws(COMError) {
        self.coclass = coclass
        self.events = (coclass?.eventInterfaces ?? []) + events
        do throws(TypeLibraryError) {
            self.typeInfo = typeInfo
            vtable = try SynthesizedVTable.of(typeInfo)
            let variables = typeInfo.kind == .dispatch && !typeInfo.isDual ? typeInfo.variables : []
            var bodies = [MemberBody.Code?](repeating: nil, count: vtable.functions.count + 2 * variables.count)
            for member in members {
                let body = MemberBody.Code { instance, call in
                    // Only instances of this class are given to its objects.
                    try member.body(unsafeDowncast(instance, to: Instance.self), call)
                }
                let wanted = member.name.lowercased()
                var found = false
                for (index, info) in vtable.functions.enumerated()
                where info.declared.name?.lowercased() == wanted
                    && !info.declared.invokeKind.isDisjoint(with: member.kinds)
                {
                    bodies[index] = body
                    found = true
                }
                for (index, variable) in variables.enumerated() where variable.name?.lowercased() == wanted {
                    if member.kinds.contains(.propertyGet) {
                        bodies[vtable.functions.count + 2 * index] = body
                        found = true
                    } else if member.kinds.isPut {
                        bodies[vtable.functions.count + 2 * index + 1] = body
                        found = true
                    }
                }
                guard found else {
                    throw TypeLibraryError(
                        .TYPE_E_ELEMENTNOTFOUND, "\(typeInfo.name) has no \(member.kinds.noun) named \(member.name)",
                        file: typeInfo.library.path)
                }
            }
            let names = vtable.functions.map { $0.declared.name ?? "" }
            self.members = MemberBodies(
                typeName: typeInfo.name, bodies: bodies,
                names: names + variables.flatMap { [$0.name ?? "", $0.name ?? ""] })
        } catch {
            throw COMError(error)
        }
    }

    /// A COM object that passes its calls to `instance`, which it keeps alive.
    /// - Parameter controllingUnknown: the outer object's IUnknown if the object is aggregated.
    public func makeObject(_ instance: Instance, controllingUnknown: UnsafeMutableRawPointer? = nil) -> DynamicObject {
        DynamicObject(
            [implementedInterface(by: instance)], events: events.map { EventSource($0) }, coclass: coclass,
            controllingUnknown: controllingUnknown)
    }

    /// This interface of an object that has several: `DynamicObject([first.implementedInterface(by: instance), …])`.
    public func implementedInterface(by instance: Instance) -> ImplementedInterface {
        ImplementedInterface(typeInfo, vtable: vtable, handler: ObjectHandler(instance, members))
    }

    /// The instance behind an object of this class; nil for any other object.
    public func instance(of object: ComObject?) -> Instance? {
        guard let handler = (object as? DynamicObject)?.handler as? ObjectHandler, handler.members === members else {
            return nil
        }
        return handler.instance as? Instance
    }
}

/// One member of a class without the class's generic parameter.
private final class MemberBody: Sendable {
    /// A closure in a structure: in an Optional or an Array by itself it would be called through thunks.
    struct Code: Sendable {
        let call: @Sendable (AnyObject, borrowing IncomingCall) throws -> Variant?
    }

    let name: String
    /// nil if the class does not implement the member.
    let body: Code?

    init(_ name: String, _ body: Code?) {
        self.name = name
        self.body = body
    }
}

/// The members of a class: what a call reads, without counting references.
private final class MemberBodies: @unchecked Sendable {
    // Unchecked: `list` is written in init and read afterwards.

    let typeName: String
    /// By function index of the vtable; past those, the get and the put of each dispinterface variable.
    private let members: [MemberBody]
    private let list: UnsafeMutablePointer<Unmanaged<MemberBody>>
    private let count: Int

    init(typeName: String, bodies: [MemberBody.Code?], names: [String]) {
        self.typeName = typeName
        members = zip(names, bodies).map { MemberBody($0, $1) }
        count = members.count
        list = .allocate(capacity: max(1, count))
        for (index, member) in members.enumerated() { (list + index).initialize(to: .passUnretained(member)) }
    }

    deinit { list.deallocate() }

    @inline(__always)
    func answer(_ function: Int, _ instance: AnyObject, _ call: borrowing IncomingCall) throws {
        guard function >= 0, function < count else { throw COMError(.E_UNEXPECTED) }
        let member = list[function]._withUnsafeGuaranteedRef { $0 }
        guard let body = member.body else {
            throw COMError(.E_NOTIMPL, "\(typeName).\(member.name) is not implemented")
        }
        if let result = try body.call(instance, call) { call.setResult(result) }
    }
}

/// Passes the calls of one object on to its instance.
private final class ObjectHandler: InterfaceHandler {
    let instance: any AnyObject & Sendable
    let members: MemberBodies

    init(_ instance: any AnyObject & Sendable, _ members: MemberBodies) {
        self.instance = instance
        self.members = members
    }

    func answer(_ function: Int, _ call: borrowing IncomingCall) throws { try members.answer(function, instance, call) }
}

extension InvokeKind {
    /// The word for a message.
    var noun: String {
        switch self {
        case .method: "method"
        case .propertyGet: "readable property"
        case .propertyPut: "writable property"
        case .propertyPutRef: "property that takes a reference"
        default: "member"
        }
    }
}
