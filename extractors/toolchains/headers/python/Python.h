// Python: objects as C sees them.
#pragma once
#include <assert.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#define PY_MAJOR_VERSION 3
#define PY_MINOR_VERSION 11
#define PY_VERSION_HEX 0x030B0000
typedef ssize_t Py_ssize_t;
struct _typeobject;
typedef struct _object { Py_ssize_t ob_refcnt; struct _typeobject *ob_type; } PyObject;
typedef struct { PyObject ob_base; Py_ssize_t ob_size; } PyVarObject;
typedef struct _typeobject { PyVarObject ob_base; const char *tp_name; Py_ssize_t tp_basicsize, tp_itemsize; } PyTypeObject;
typedef PyObject *(*PyCFunction)(PyObject *, PyObject *);
typedef struct PyMethodDef { const char *ml_name; PyCFunction ml_meth; int ml_flags; const char *ml_doc; } PyMethodDef;
typedef struct PyModuleDef_Base { PyObject ob_base; PyObject *(*m_init)(void); Py_ssize_t m_index; PyObject *m_copy; } PyModuleDef_Base;
typedef struct PyModuleDef { PyModuleDef_Base m_base; const char *m_name, *m_doc; Py_ssize_t m_size; PyMethodDef *m_methods; void *m_slots, *m_traverse, *m_clear, *m_free; } PyModuleDef;
typedef struct { void *buf; PyObject *obj; Py_ssize_t len, itemsize; int readonly, ndim; char *format; Py_ssize_t *shape, *strides, *suboffsets; void *internal; } Py_buffer;
typedef int PyGILState_STATE;
#ifdef __cplusplus
#define PyMODINIT_FUNC extern "C" PyObject *
extern "C" {
#else
#define PyMODINIT_FUNC PyObject *
#endif
#define PyObject_HEAD PyObject ob_base;
#define PyModuleDef_HEAD_INIT { { 1, NULL }, NULL, 0, NULL }
#define METH_VARARGS 1
#define METH_KEYWORDS 2
#define METH_NOARGS 4
#define METH_O 8
extern PyObject _Py_NoneStruct, *PyExc_RuntimeError, *PyExc_ValueError, *PyExc_TypeError, *PyExc_MemoryError, *PyExc_IndexError, *PyExc_KeyError, *PyExc_ImportError;
#define Py_None (&_Py_NoneStruct)
#define Py_RETURN_NONE return Py_None
void Py_INCREF(PyObject *o); void Py_DECREF(PyObject *o); void Py_XINCREF(PyObject *o); void Py_XDECREF(PyObject *o); void Py_Initialize(void); void Py_Finalize(void);
int PyArg_ParseTuple(PyObject *a, const char *f, ...); int PyArg_ParseTupleAndKeywords(PyObject *a, PyObject *k, const char *f, char **names, ...); PyObject *Py_BuildValue(const char *f, ...);
PyObject *PyModule_Create(PyModuleDef *d); int PyModule_AddObject(PyObject *m, const char *n, PyObject *o); int PyModule_AddIntConstant(PyObject *m, const char *n, long v);
PyObject *PyLong_FromLong(long v); PyObject *PyLong_FromLongLong(long long v); PyObject *PyLong_FromVoidPtr(void *p); long PyLong_AsLong(PyObject *o); long long PyLong_AsLongLong(PyObject *o);
void *PyLong_AsVoidPtr(PyObject *o); int PyLong_Check(PyObject *o); PyObject *PyFloat_FromDouble(double v); double PyFloat_AsDouble(PyObject *o); int PyFloat_Check(PyObject *o);
PyObject *PyUnicode_FromString(const char *s); const char *PyUnicode_AsUTF8(PyObject *o); int PyUnicode_Check(PyObject *o); PyObject *PyBool_FromLong(long v);
PyObject *PyBytes_FromStringAndSize(const char *s, Py_ssize_t n); char *PyBytes_AsString(PyObject *o);
PyObject *PyList_New(Py_ssize_t n); Py_ssize_t PyList_Size(PyObject *o); PyObject *PyList_GetItem(PyObject *o, Py_ssize_t i); int PyList_SetItem(PyObject *o, Py_ssize_t i, PyObject *v);
int PyList_Append(PyObject *o, PyObject *v); int PyList_Check(PyObject *o); PyObject *PyTuple_New(Py_ssize_t n); Py_ssize_t PyTuple_Size(PyObject *o);
PyObject *PyTuple_GetItem(PyObject *o, Py_ssize_t i); int PyTuple_SetItem(PyObject *o, Py_ssize_t i, PyObject *v); PyObject *PyDict_New(void);
int PyDict_SetItemString(PyObject *o, const char *k, PyObject *v); PyObject *PyDict_GetItemString(PyObject *o, const char *k);
void PyErr_SetString(PyObject *e, const char *s); PyObject *PyErr_Format(PyObject *e, const char *f, ...); PyObject *PyErr_Occurred(void); void PyErr_Clear(void); void PyErr_Print(void);
PyObject *PyObject_CallObject(PyObject *f, PyObject *a); PyObject *PyObject_GetAttrString(PyObject *o, const char *n); PyObject *PyImport_ImportModule(const char *n);
PyObject *PyCapsule_New(void *p, const char *n, void (*f)(PyObject *)); void *PyCapsule_GetPointer(PyObject *o, const char *n);
int PyObject_GetBuffer(PyObject *o, Py_buffer *b, int f); void PyBuffer_Release(Py_buffer *b); void *PyMem_Malloc(size_t n); void PyMem_Free(void *p);
PyGILState_STATE PyGILState_Ensure(void); void PyGILState_Release(PyGILState_STATE s);
#ifdef __cplusplus
}
#endif
#define Py_BEGIN_ALLOW_THREADS {
#define Py_END_ALLOW_THREADS }
