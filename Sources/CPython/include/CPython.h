// SPDX-License-Identifier: Apache-2.0
//
// CPython for Swift. What the C API offers only as macros or as global variables is reached through functions here.
//
// The library that holds this code is also loaded by programs without Python, so it does not link libpython and binds to
// the interpreter of its process:
//   functions   are weak and bound by the dynamic loader at the first call;
//   variables   (None, the types, the exceptions) would have to be found when the library is loaded; lbpy_load finds them
//               when Python imports the module instead.
// The address of a function of the C API must not be taken either: that too is resolved when the library is loaded.
//
// Every function here needs the GIL unless it says otherwise.
#ifndef LATEBIND_CPYTHON_H
#define LATEBIND_CPYTHON_H

// Python.h turns on _GNU_SOURCE, under which fd_set has other members than in Swift's module of the C library; the C library's
// headers come first, as that module has them.
#include <sys/select.h>

#ifdef __ELF__
#define PyAPI_FUNC(type) __attribute__((weak, visibility("default"))) type
#endif
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>
#include <stdint.h>

// ---- The interpreter's variables ---------------------------------------------------------------------------------

// X(name here, symbol): objects that are variables themselves.
#define LBPY_OBJECTS(X)                                                                                            \
    X(none, _Py_NoneStruct)                                                                                        \
    X(yes, _Py_TrueStruct)                                                                                         \
    X(no, _Py_FalseStruct)                                                                                        \
    X(not_implemented, _Py_NotImplementedStruct)                                                                   \
    X(float_type, PyFloat_Type)                                                                                    \
    X(method_type, PyMethod_Type)                                                                                  \
    X(function_type, PyFunction_Type)                                                                              \
    X(builtin_function_type, PyCFunction_Type)                                                                     \
    X(bytearray_type, PyByteArray_Type)

// X(name here, symbol): variables that point at an object.
#define LBPY_POINTERS(X)                                                                                           \
    X(import_error, PyExc_ImportError)                                                                             \
    X(exception, PyExc_Exception)                                                                                  \
    X(attribute_error, PyExc_AttributeError)                                                                       \
    X(key_error, PyExc_KeyError)                                                                                   \
    X(memory_error, PyExc_MemoryError)                                                                             \
    X(not_implemented_error, PyExc_NotImplementedError)                                                            \
    X(overflow_error, PyExc_OverflowError)                                                                         \
    X(runtime_error, PyExc_RuntimeError)                                                                           \
    X(stop_iteration, PyExc_StopIteration)                                                                         \
    X(type_error, PyExc_TypeError)                                                                                 \
    X(value_error, PyExc_ValueError)

#define LBPY_DECLARE(name, symbol) PyObject *name;
struct lbpy_variables {
    LBPY_OBJECTS(LBPY_DECLARE)
    LBPY_POINTERS(LBPY_DECLARE)
};
#undef LBPY_DECLARE

// Written by lbpy_load, only read afterwards.
extern __attribute__((visibility("hidden"))) struct lbpy_variables lbpy_variables;

/// Finds the interpreter's variables. Returns NULL, or the name of a variable that this process does not have.
const char *lbpy_load(void);

// lbpy_none(), lbpy_type_error() …: borrowed.
#define LBPY_ACCESSOR(name, symbol)                                                                                \
    static inline PyObject *lbpy_##name(void) { return lbpy_variables.name; }
LBPY_OBJECTS(LBPY_ACCESSOR)
LBPY_POINTERS(LBPY_ACCESSOR)
#undef LBPY_ACCESSOR

// ---- Reference counts and types ----------------------------------------------------------------------------------

static inline void lbpy_incref(PyObject *object) { Py_INCREF(object); }
static inline void lbpy_decref(PyObject *object) { Py_DECREF(object); }
static inline PyTypeObject *lbpy_type(PyObject *object) { return Py_TYPE(object); }

static inline bool lbpy_is_int(PyObject *object) { return PyLong_Check(object); }
static inline bool lbpy_is_str(PyObject *object) { return PyUnicode_Check(object); }
static inline bool lbpy_is_bytes(PyObject *object) { return PyBytes_Check(object); }
static inline bool lbpy_is_tuple(PyObject *object) { return PyTuple_Check(object); }
static inline bool lbpy_is_list(PyObject *object) { return PyList_Check(object); }
static inline bool lbpy_is_type(PyObject *object) { return PyType_Check(object); }
static inline bool lbpy_is_exception(PyObject *object) { return PyExceptionInstance_Check(object); }
/// Whether `object` is an instance of `type` or of a type derived from it. No Python code runs.
static inline bool lbpy_is_instance(PyObject *object, PyObject *type) {
    return Py_TYPE(object) == (PyTypeObject *)type || PyType_IsSubtype(Py_TYPE(object), (PyTypeObject *)type);
}

/// Whether a type is another one or derives from it.
static inline bool lbpy_is_subtype(PyObject *type, PyObject *base) {
    return PyType_IsSubtype((PyTypeObject *)type, (PyTypeObject *)base);
}

static inline Py_ssize_t lbpy_tuple_count(PyObject *tuple) { return PyTuple_GET_SIZE(tuple); }
static inline PyObject *lbpy_tuple_item(PyObject *tuple, Py_ssize_t index) { return PyTuple_GET_ITEM(tuple, index); }
/// Puts a new reference into a tuple that nobody has seen yet.
static inline void lbpy_tuple_set(PyObject *tuple, Py_ssize_t index, PyObject *item) {
    PyTuple_SET_ITEM(tuple, index, item);
}
static inline Py_ssize_t lbpy_vectorcall_count(size_t flagged) { return PyVectorcall_NARGS(flagged); }

// ---- Text as UTF-16 ----------------------------------------------------------------------------------------------

/// How many UTF-16 units the text of a str has. A lone surrogate is one unit.
Py_ssize_t lbpy_str_length16(PyObject *text);
/// Writes the units; `units` has room for lbpy_str_length16(text).
void lbpy_str_copy16(PyObject *text, uint16_t *units);
/// A new str from UTF-16. Pairs are joined, lone surrogates kept.
PyObject *lbpy_str_from16(const uint16_t *units, Py_ssize_t count);

// ---- datetime ----------------------------------------------------------------------------------------------------

/// A day and a time of day without a time zone.
typedef struct {
    int year, month, day, hour, minute, second, microsecond;
} lbpy_datetime;

typedef enum { LBPY_NOT_A_DATE, LBPY_DATE, LBPY_DATETIME, LBPY_AWARE_DATETIME } lbpy_date_kind;

/// Imports the datetime module. Returns -1 with an exception set.
int lbpy_datetime_load(void);
/// What `object` is; fills `value` in if it is a date or a naive datetime.
lbpy_date_kind lbpy_datetime_get(PyObject *object, lbpy_datetime *value);
/// A new naive datetime.datetime.
PyObject *lbpy_datetime_make(const lbpy_datetime *value);

// ---- Instances of the bridge's own types -------------------------------------------------------------------------

/// An instance of any type of the bridge: a Python head and the Swift object that it stands for.
typedef struct {
    PyObject_HEAD
    /// A Swift object, owned.
    void *payload;
    /// What a call runs, for types with lbpy_vectorcall_member; else NULL.
    vectorcallfunc call;
    PyObject *weak_references;
} lbpy_instance;

/// Makes an instance of a heap type; it takes over `payload` if it succeeds.
PyObject *lbpy_instance_make(PyTypeObject *type, void *payload, vectorcallfunc call);
/// Frees an instance after its payload has been taken out.
void lbpy_instance_free(PyObject *self);
/// Py_tp_members that tell the type where weak references are.
void *lbpy_instance_members(void);
/// The same, and where the vectorcall function is.
void *lbpy_callable_members(void);

/// Flags of every type: it takes part in garbage collection, and only the bridge makes instances.
unsigned long lbpy_type_flags(void);
/// Further flags: calls go through `lbpy_instance.call`; it can be a base.
unsigned long lbpy_type_flag_vectorcall(void);
unsigned long lbpy_type_flag_base(void);
/// Instances are descriptors that are called as methods with the object as their first argument.
unsigned long lbpy_type_flag_method_descriptor(void);

// Functions for type slots.
/// tp_call through `lbpy_instance.call`.
void *lbpy_slot_call(void);
/// tp_iter of an iterator.
void *lbpy_slot_self(void);
/// tp_getattro and tp_setattro that ask lbpy_set_respell's function about names that the generic look-up does not find.
void *lbpy_slot_getattr(void);
void *lbpy_slot_setattr(void);

/// Another spelling of an attribute's name, which the type does have: a new reference, or NULL with or without an exception.
typedef PyObject *(*lbpy_respell)(PyObject *self, PyObject *name);
void lbpy_set_respell(lbpy_respell function);

// ---- Calls that are under way on this thread ---------------------------------------------------------------------

/// A call from Python into COM. It lies on the stack of the thread that makes it; the GIL is not needed.
typedef struct lbpy_call {
    struct lbpy_call *outer;
    /// The exception that a Python object raised while it answered a call that this one led to; owned.
    PyObject *raised;
} lbpy_call;

void lbpy_call_enter(lbpy_call *call);
/// Ends the call. Returns the exception, which the caller owns, or NULL.
PyObject *lbpy_call_leave(lbpy_call *call);
/// Gives an exception to the innermost call of this thread; drops it if there is none. Takes over the reference.
void lbpy_call_raised(PyObject *exception);

// ---- Odds and ends -----------------------------------------------------------------------------------------------

/// The exception that is set, with its traceback, which is then no longer set; a new reference or NULL.
PyObject *lbpy_take_exception(void);
/// Raises an exception instance; takes over the reference.
void lbpy_raise(PyObject *exception);
/// Whether Python objects can still be released: false before initialisation and once finalisation began.
bool lbpy_is_running(void);
/// Visits an object for the garbage collector; 0 to go on.
static inline int lbpy_visit(PyObject *object, visitproc visit, void *argument) {
    return object ? visit(object, argument) : 0;
}

/// What a PyModuleDef begins with.
static inline PyModuleDef_Base lbpy_module_base(void) { return (PyModuleDef_Base)PyModuleDef_HEAD_INIT; }

/// Runs `python argv[1] …` in this process with the built-in module `name`; the exit status.
int lbpy_run_main(int argc, char **argv, const char *name, void *(*initialize)(void));

#endif
