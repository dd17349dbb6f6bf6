# SPDX-License-Identifier: Apache-2.0
#
# The part of the module that is best said in Python. It runs in the module's namespace when the module is initialised;
# what it uses without defining it is written in Swift (Module.swift).

import enum as _enum
import types as _types

__all__ = [
    "ActiveObject", "ArgumentError", "CoClass", "Connection", "Dispatch", "Empty", "Error", "Fired", "HResult", "InvokeKind",
    "METHOD", "MemberError", "Missing", "Nothing", "Object", "PROPERTYGET", "PROPERTYPUT", "PROPERTYPUTREF", "Record",
    "Registration", "TypeLibrary", "apartment", "cast", "connect", "create", "dynamic", "expando", "fire", "get_active_object", "implement",
    "load_type_library", "pump", "register_active_object", "register_class", "resume_classes", "serve", "stop_serving",
    "suspend_classes",
]


class InvokeKind(_enum.IntFlag):
    """What a call by DISPID means, for Object._invoke()."""

    METHOD = 1
    PROPERTYGET = 2
    PROPERTYPUT = 4
    PROPERTYPUTREF = 8


METHOD, PROPERTYGET, PROPERTYPUT, PROPERTYPUTREF = InvokeKind


class HResult(int):
    """An HRESULT: a signed 32-bit integer that knows its documented name."""

    def __new__(cls, code):
        code = int(code) & 0xFFFFFFFF
        return super().__new__(cls, code - (1 << 32) if code & 0x80000000 else code)

    @property
    def name(self):
        """The documented name, or None."""
        return _describe_hresult(self)[0]

    @property
    def explanation(self):
        """What the code means, or None."""
        return _describe_hresult(self)[1]

    def __str__(self):
        number = f"0x{self & 0xFFFFFFFF:08X}"
        return f"{self.name} ({number})" if self.name else number

    def __repr__(self):
        return f"HResult(0x{self & 0xFFFFFFFF:08X})"


class Error(Exception):
    """A COM call failed.

    hresult       the HRESULT, a signed integer
    description   what the object says about it, or None
    source        the component that raised the error, or None
    help_file     its help file, or None
    help_context  the topic in that file
    argument      the index of the argument at fault, counted from 0 in the order of the call, or None
    parameter     the name of that argument's parameter, or None
    member        the member that was called, 'IDictionary.Add', or None

    An implementation in Python raises it to answer a call with an HRESULT of its choice.
    """

    def __init__(self, hresult=0x80004005, description=None, source=None, help_file=None, help_context=0,
                 argument=None, parameter=None, member=None):
        super().__init__(hresult, description, source, help_file, help_context, argument, parameter, member)
        self.hresult = HResult(hresult)
        self.description = description
        self.source = source
        self.help_file = help_file
        self.help_context = help_context
        self.argument = argument
        self.parameter = parameter
        self.member = member

    @property
    def strerror(self):
        """What the HRESULT means, or None for a code that is not documented."""
        return self.hresult.explanation

    def __str__(self):
        places = []
        if self.member or self.source:
            places.append(self.member or self.source)
        if self.argument is not None:
            places.append(f"argument {self.argument}" + (f" ({self.parameter})" if self.parameter else ""))
        elif self.parameter:
            places.append(self.parameter)
        places.append(f"{self.description or self.strerror or 'the call failed'} [{self.hresult}]")
        return ": ".join(places)


class MemberError(Error, AttributeError):
    """The object has no member of this name."""


class ArgumentError(Error, TypeError):
    """The arguments of a call do not fit the member: their number, a name, or the type of one of them."""


class _Sentinel:
    """A value with a name."""

    def __init__(self, name, doc):
        self._name = name
        self.__doc__ = doc

    def __repr__(self):
        return f"latebind.{self._name}"

    def __reduce__(self):
        return self._name


Missing = _Sentinel("Missing", "Stands for an optional argument that is not passed.")
Empty = _Sentinel("Empty", "Stands for VT_EMPTY, a VARIANT without a value; None is VT_NULL.")
Nothing = _Sentinel("Nothing", "Stands for a null object where no interface is declared; None is VT_NULL there.")


class CoClass:
    """A class that a type library describes. Calling it makes an object."""

    def __init__(self, name, clsid, interface, doc):
        self.name = name
        self.clsid = clsid
        self.interface = interface
        self.__doc__ = doc or f"Class {name}."

    def __call__(self):
        return create(self.clsid, self.interface)

    def __repr__(self):
        return f"<latebind.CoClass {self.name} {self.clsid}>"


class Registration:
    """A class that register_class() made known. It ends with revoke(), or with the `with` block that it is used in."""

    __slots__ = ("_cookie", "prog_id", "clsid")

    def __init__(self, cookie, prog_id, clsid):
        self._cookie = cookie
        self.prog_id = prog_id
        self.clsid = clsid

    def revoke(self):
        """Make the class unknown again; objects that it made live on.

        A class of a single-threaded apartment is revoked on its thread, and goes with the apartment.
        """
        if self._cookie is not None:
            _revoke_class(self._cookie)
            self._cookie = None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.revoke()


class ActiveObject:
    """An object that register_active_object() made known. It ends with revoke(), with the `with` block that it is used in, or with
    the process."""

    __slots__ = ("_cookie",)

    def __init__(self, cookie):
        self._cookie = cookie

    def revoke(self):
        """Make the object unknown again; who has it keeps it."""
        cookie, self._cookie = self._cookie, None
        if cookie is not None:
            _revoke_active_object(cookie)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.revoke()


def create(name, interface=None, context="any"):
    """Make an object of the class with this ProgID ('Scripting.Dictionary') or CLSID ('{EE09B103-…}').

    The class is one that register_class() made known, or one that a manifest on LATEBIND_PATH describes. interface, an
    interface of a type library, says what the object is known by; without it the object itself tells.

    context says where the object lives: 'in_process', in this process; 'local_server', in another one, which is started if none
    serves the class; 'any', the first of the two that the class offers. Raises Error: REGDB_E_CLASSNOTREG or CO_E_CLASSSTRING for a
    class that is not known, CO_E_SERVER_EXEC_FAILURE with what the server wrote to stderr if it did not start.
    """
    return _create(name, interface, context)


def expando(**members):
    """Make a COM object that gets its members at run time (IDispatchEx), with these to begin with.

    Assigning an attribute makes a member, `del` deletes it, iterating gives the names. Scripts and COM components that it
    is passed to can do the same.
    """
    made = _expando()
    for name, value in members.items():
        setattr(made, name, value)
    return made


def register_class(prog_id, clsid, factory, interface=None, context="in_process", use="multiple", suspended=False):
    """Make a class known: objects are made by calling factory, and implemented by what it returns.

    interface is an interface of a type library, a coclass, or a tuple of interfaces, as implement() takes it; without it
    factory's attribute _com_interfaces_ is used. Returns a Registration.

    context says who may make objects: 'in_process', this process; 'local_server', other processes of the user (and this one, if use
    is 'multiple'); 'any', both. use is 'multiple'; 'single', for which the class serves one other process and the next one gets a
    server of its own; or 'separate', for which 'local_server' does not include this process. A suspended class is unknown to
    other processes until serve() or resume_classes().

    The class belongs to the apartment of this thread. Objects of other processes are called on threads of their own, unless that
    apartment is single-threaded: see apartment().
    """
    return Registration(_register_class(prog_id, clsid, factory, interface, context, use, suspended), prog_id, clsid)


def serve(until_idle=True, first_client=60.0):
    """Serve the classes that were registered for other processes, suspended ones included, and return at the end.

    until_idle says that the end is when no other process has an object of this one any more; then 'idle' is returned, or 'unused' if
    no client came within first_client seconds (None: for ever). stop_serving() ends it too, and SIGTERM in the main thread, unless
    the program handles that itself: 'stopped'. In a single-threaded apartment it pumps.
    """
    import signal
    import threading

    before = None
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        before = signal.signal(signal.SIGTERM, lambda *_: stop_serving())
    milliseconds = None if first_client is None else round(first_client * 1000)
    try:
        _start_serving()
        while True:
            # Python runs its signal handlers between the waits.
            reason = _serve(until_idle, milliseconds, 200)
            if reason is not None:
                return reason
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def register_active_object(object, name, weak=False):
    """Make an object known to the user's processes under a ProgID or CLSID: get_active_object() gives it.

    It is kept alive by this, and the process with it, unless weak is true. Returns an ActiveObject.
    """
    return ActiveObject(_register_active_object(object, name, weak))


class apartment:
    """Lets this thread be in an apartment for as long as a `with` block.

    Objects that are made in a single-threaded apartment are called on its thread alone: when it calls pump() or serve(), and while a
    call of its own is out. A thread that is in none is counted to the multi-threaded apartment.
    """

    __slots__ = ("_single_threaded",)

    def __init__(self, single_threaded=True):
        self._single_threaded = single_threaded

    def __enter__(self):
        _enter_apartment(self._single_threaded)
        return self

    def __exit__(self, *exception):
        _leave_apartment()


def implement(interface, object, events=None):
    """Make a COM object whose calls a Python object answers, by the names of the interface's members.

    interface is an interface of a type library, a coclass (its default interface), or a tuple of interfaces.
    A method is called; a property is an attribute, or a method of that name; a property with parameters is get_Name
    and set_Name, or an attribute that is subscripted; Count and _NewEnum fall back on len() and iter().

    events is an outgoing interface, or a tuple of them, whose events fire() fires; without it the attribute
    _com_events_ of the object's class is used, or the coclass's own.
    """
    return _implement(interface, object, events)


class Connection:
    """A sink connected to an object's events. It ends with disconnect(), with the `with` block, or when this goes."""

    __slots__ = ("_number", "__weakref__")

    def __init__(self, number):
        self._number = number

    def disconnect(self):
        """End the connection; nothing happens if it has ended."""
        number, self._number = self._number, None
        if number is not None:
            _disconnect(number)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.disconnect()

    def __del__(self):
        try:
            self.disconnect()
        except Error:
            pass


class _Sink:
    """What COM calls: the sink's own methods, or the sink itself if it is a function."""

    def __init__(self, sink):
        self._sink = sink

    def __getattr__(self, name):
        sink = self._sink
        if name.startswith("__"):
            raise AttributeError(name)
        method = getattr(sink, name, None)
        if callable(method):
            return method
        if callable(sink):
            return lambda *arguments: sink(name, *arguments)
        raise AttributeError(name)


def connect(source, sink, events=None):
    """Connect a sink to the events of a COM object, and return a Connection.

    sink has a method for each event that it wants, of the event's name; or it is a function, which is called with the
    name and the arguments of every event. events is the outgoing interface; without it the object's class tells.
    What a method returns goes back to the object: the result, or a tuple of it and the new values of arguments by reference.
    Events without a method are ignored.
    """
    return Connection(_connect(source, _Sink(sink), events))


class Fired:
    """What came of an event that fire() fired.

    results    one entry for each sink: what it returned, or the Error that it failed with
    arguments  the arguments as the sinks left them: those by reference may have changed
    """

    __slots__ = ("results", "arguments")

    def __init__(self, results, arguments):
        self.results = results
        self.arguments = arguments

    def __repr__(self):
        return f"Fired(results={self.results!r}, arguments={self.arguments!r})"


def fire(source, event, *arguments):
    """Fire an event: call every sink that is connected to source, one after the other, and return a Fired.

    source is a COM object that implement() made, or the Python object that implements it. A sink that fails does not keep
    the others from being called.
    """
    results, left = _fire(source, event, arguments)
    return Fired([value if text is None else Error(value, text) for value, text in results], left)


def _make_enumeration(name, members, doc):
    """An IntEnum of the constants; a namespace if they cannot be one."""
    try:
        made = _enum.IntEnum(name, members, module="latebind")
    except (TypeError, ValueError):
        return _types.SimpleNamespace(**dict(members))
    made.__doc__ = doc or f"Enumeration {name}."
    return made
