// SPDX-License-Identifier: Apache-2.0
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CPython.h"

#include <datetime.h>
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>
#include <structmember.h>

// ---- The interpreter's variables ---------------------------------------------------------------------------------

struct lbpy_variables lbpy_variables;

const char *lbpy_load(void) {
    void *address;
#define LBPY_FIND_OBJECT(name, symbol)                                                                             \
    if (!(address = dlsym(RTLD_DEFAULT, #symbol))) return #symbol;                                                 \
    lbpy_variables.name = address;
#define LBPY_FIND_POINTER(name, symbol)                                                                            \
    if (!(address = dlsym(RTLD_DEFAULT, #symbol))) return #symbol;                                                 \
    lbpy_variables.name = *(PyObject **)address;
    // ImportError is the first of them: it can tell of any other that is not there.
    LBPY_POINTERS(LBPY_FIND_POINTER)
    LBPY_OBJECTS(LBPY_FIND_OBJECT)
    return NULL;
}

// ---- Text as UTF-16 ----------------------------------------------------------------------------------------------

Py_ssize_t lbpy_str_length16(PyObject *text) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    if (PyUnicode_KIND(text) != PyUnicode_4BYTE_KIND) return length;
    const Py_UCS4 *points = PyUnicode_4BYTE_DATA(text);
    Py_ssize_t count = length;
    for (Py_ssize_t i = 0; i < length; i++) count += points[i] > 0xFFFF;
    return count;
}

void lbpy_str_copy16(PyObject *text, uint16_t *units) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    switch (PyUnicode_KIND(text)) {
    case PyUnicode_1BYTE_KIND: {
        const Py_UCS1 *points = PyUnicode_1BYTE_DATA(text);
        for (Py_ssize_t i = 0; i < length; i++) units[i] = points[i];
        break;
    }
    case PyUnicode_2BYTE_KIND:
        memcpy(units, PyUnicode_2BYTE_DATA(text), (size_t)length * 2);
        break;
    default: {
        const Py_UCS4 *points = PyUnicode_4BYTE_DATA(text);
        for (Py_ssize_t i = 0; i < length; i++) {
            Py_UCS4 point = points[i];
            if (point <= 0xFFFF) {
                *units++ = (uint16_t)point;
            } else {
                *units++ = (uint16_t)(0xD7C0 + (point >> 10));
                *units++ = (uint16_t)(0xDC00 + (point & 0x3FF));
            }
        }
    }
    }
}

PyObject *lbpy_str_from16(const uint16_t *units, Py_ssize_t count) {
    for (Py_ssize_t i = 0; i < count; i++) {
        if ((units[i] & 0xF800) == 0xD800) {
            int native = 0;
            return PyUnicode_DecodeUTF16((const char *)units, count * 2, "surrogatepass",
                                         (native = PY_BIG_ENDIAN ? 1 : -1, &native));
        }
    }
    return PyUnicode_FromKindAndData(PyUnicode_2BYTE_KIND, units, count);
}

// ---- datetime ----------------------------------------------------------------------------------------------------

int lbpy_datetime_load(void) {
    PyDateTime_IMPORT;
    return PyDateTimeAPI ? 0 : -1;
}

lbpy_date_kind lbpy_datetime_get(PyObject *object, lbpy_datetime *value) {
    if (!PyDate_Check(object)) return LBPY_NOT_A_DATE;
    *value = (lbpy_datetime){
        .year = PyDateTime_GET_YEAR(object), .month = PyDateTime_GET_MONTH(object), .day = PyDateTime_GET_DAY(object)};
    if (!PyDateTime_Check(object)) return LBPY_DATE;
    // Read from the head of the struct: PyDateTime_DATE_GET_TZINFO names None, a variable of the interpreter.
    if (((_PyDateTime_BaseTZInfo *)object)->hastzinfo) return LBPY_AWARE_DATETIME;
    value->hour = PyDateTime_DATE_GET_HOUR(object);
    value->minute = PyDateTime_DATE_GET_MINUTE(object);
    value->second = PyDateTime_DATE_GET_SECOND(object);
    value->microsecond = PyDateTime_DATE_GET_MICROSECOND(object);
    return LBPY_DATETIME;
}

PyObject *lbpy_datetime_make(const lbpy_datetime *value) {
    return PyDateTimeAPI->DateTime_FromDateAndTime(
        value->year, value->month, value->day, value->hour, value->minute, value->second, value->microsecond,
        lbpy_none(), PyDateTimeAPI->DateTimeType);
}

// ---- Instances of the bridge's own types -------------------------------------------------------------------------

PyObject *lbpy_instance_make(PyTypeObject *type, void *payload, vectorcallfunc call) {
    lbpy_instance *self = (lbpy_instance *)type->tp_alloc(type, 0);
    if (!self) return NULL;
    self->payload = payload;
    self->call = call;
    return (PyObject *)self;
}

void lbpy_instance_free(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    type->tp_free(self);
    Py_DECREF(type);
}

void *lbpy_instance_members(void) {
    static PyMemberDef members[] = {
        {"__weaklistoffset__", T_PYSSIZET, offsetof(lbpy_instance, weak_references), READONLY, NULL},
        {NULL, 0, 0, 0, NULL}};
    return members;
}

void *lbpy_callable_members(void) {
    static PyMemberDef members[] = {
        {"__weaklistoffset__", T_PYSSIZET, offsetof(lbpy_instance, weak_references), READONLY, NULL},
        {"__vectorcalloffset__", T_PYSSIZET, offsetof(lbpy_instance, call), READONLY, NULL},
        {NULL, 0, 0, 0, NULL}};
    return members;
}

unsigned long lbpy_type_flags(void) {
    return Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION;
}
unsigned long lbpy_type_flag_vectorcall(void) { return Py_TPFLAGS_HAVE_VECTORCALL; }
unsigned long lbpy_type_flag_base(void) { return Py_TPFLAGS_BASETYPE; }
unsigned long lbpy_type_flag_method_descriptor(void) { return Py_TPFLAGS_METHOD_DESCRIPTOR; }

static PyObject *slot_call(PyObject *callable, PyObject *arguments, PyObject *keywords) {
    return PyVectorcall_Call(callable, arguments, keywords);
}
void *lbpy_slot_call(void) { return (void *)slot_call; }

static PyObject *slot_self(PyObject *self) {
    Py_INCREF(self);
    return self;
}
void *lbpy_slot_self(void) { return (void *)slot_self; }

static lbpy_respell respell;

void lbpy_set_respell(lbpy_respell function) { respell = function; }

/// Replaces the AttributeError that is set by the result of another attempt with the name that the type spells.
static PyObject *spelled(PyObject *self, PyObject *name) {
    if (!respell || !PyErr_ExceptionMatches(lbpy_attribute_error())) return NULL;
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *found = respell(self, name);
    if (found || PyErr_Occurred()) {
        Py_XDECREF(type);
        Py_XDECREF(value);
        Py_XDECREF(traceback);
    } else {
        PyErr_Restore(type, value, traceback);
    }
    return found;
}

static PyObject *slot_getattr(PyObject *self, PyObject *name) {
    PyObject *result = PyObject_GenericGetAttr(self, name);
    if (result) return result;
    PyObject *other = spelled(self, name);
    if (!other) return NULL;
    result = PyObject_GenericGetAttr(self, other);
    Py_DECREF(other);
    return result;
}

static int slot_setattr(PyObject *self, PyObject *name, PyObject *value) {
    if (PyObject_GenericSetAttr(self, name, value) == 0) return 0;
    PyObject *other = spelled(self, name);
    if (!other) return -1;
    int status = PyObject_GenericSetAttr(self, other, value);
    Py_DECREF(other);
    return status;
}

void *lbpy_slot_getattr(void) { return (void *)slot_getattr; }
void *lbpy_slot_setattr(void) { return (void *)slot_setattr; }

// ---- Calls that are under way on this thread ---------------------------------------------------------------------

static _Thread_local lbpy_call *innermost;

void lbpy_call_enter(lbpy_call *call) {
    call->outer = innermost;
    call->raised = NULL;
    innermost = call;
}

PyObject *lbpy_call_leave(lbpy_call *call) {
    innermost = call->outer;
    return call->raised;
}

void lbpy_call_raised(PyObject *exception) {
    if (!innermost) {
        Py_DECREF(exception);
        return;
    }
    PyObject *earlier = innermost->raised;
    innermost->raised = exception;
    Py_XDECREF(earlier);
}

// ---- Odds and ends -----------------------------------------------------------------------------------------------

PyObject *lbpy_take_exception(void) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (!type) return NULL;
    PyErr_NormalizeException(&type, &value, &traceback);
    if (value && traceback) PyException_SetTraceback(value, traceback);
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    return value;
}

void lbpy_raise(PyObject *exception) {
    PyErr_SetObject((PyObject *)Py_TYPE(exception), exception);
    Py_DECREF(exception);
}

bool lbpy_is_running(void) {
#if PY_VERSION_HEX >= 0x030D0000
    return Py_IsInitialized() && !Py_IsFinalizing();
#else
    return Py_IsInitialized() && !_Py_IsFinalizing();
#endif
}

int lbpy_run_main(int argc, char **argv, const char *name, void *(*initialize)(void)) {
    if (PyImport_AppendInittab(name, (PyObject *(*)(void))initialize) < 0) {
        fprintf(stderr, "latebind: the module %s cannot be added to Python\n", name);
        return 1;
    }
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    // The standard library is the one that belongs to this libpython, not that of the first `python3` on PATH.
    PyStatus status = PyConfig_SetBytesString(&config, &config.program_name, argv[0]);
    if (!PyStatus_Exception(status)) status = PyConfig_SetBytesArgv(&config, argc, argv);
    if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    if (PyStatus_IsExit(status)) return status.exitcode;
    if (PyStatus_Exception(status)) {
        fprintf(stderr, "latebind: Python cannot be started: %s\n", status.err_msg ? status.err_msg : "no reason given");
        return 1;
    }
    return Py_RunMain();
}
