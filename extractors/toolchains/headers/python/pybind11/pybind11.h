// pybind11: how a module announces what it offers to Python; declared, and nowhere defined.
#pragma once
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>
#include <Python.h>
namespace pybind11 {
using ssize_t = Py_ssize_t;
struct handle {
    handle(); handle(PyObject *p); PyObject *ptr() const; template <class T> T cast() const; handle attr(const char *n) const; template <class... A> handle operator()(A &&...a) const;
    explicit operator bool() const; template <class K> handle operator[](K &&k) const; template <class T> handle &operator=(const T &v); bool is_none() const; const handle &inc_ref() const; const handle &dec_ref() const;
};
struct object : handle { using handle::handle; object(); object(const handle &h); };
#define WARPLOOM_OBJECT(N) struct N : object { using object::object; };
WARPLOOM_OBJECT(none) WARPLOOM_OBJECT(iterable) WARPLOOM_OBJECT(function) WARPLOOM_OBJECT(buffer) WARPLOOM_OBJECT(args) WARPLOOM_OBJECT(kwargs)
#undef WARPLOOM_OBJECT
struct str : object { using object::object; str(const char *s); str(const std::string &s); operator std::string() const; };
struct bytes : object { using object::object; bytes(const char *s, size_t n); bytes(const std::string &s); operator std::string() const; };
struct int_ : object { using object::object; int_(long long v); operator long long() const; };
struct float_ : object { using object::object; float_(double v); operator double() const; };
struct list : object { using object::object; list(size_t n = 0); template <class T> void append(T &&v); size_t size() const; };
struct tuple : object { using object::object; size_t size() const; };
struct dict : object { using object::object; size_t size() const; template <class T> bool contains(T &&k) const; };
struct set : object { using object::object; template <class T> void add(T &&v); };
struct capsule : object { using object::object; capsule(const void *p, void (*f)(void *)); };
struct arg { explicit arg(const char *n); template <class T> arg operator=(T &&v) const; arg &noconvert(bool b = true); arg &none(bool b = true); };
template <class... T> struct __warploom_init {};
template <class... T> __warploom_init<T...> init();
template <class F> __warploom_init<F> init(F &&f);
template <class... T> struct call_guard {};
template <size_t A, size_t B> struct keep_alive {};
struct gil_scoped_release { gil_scoped_release(); ~gil_scoped_release(); };
struct gil_scoped_acquire { gil_scoped_acquire(); ~gil_scoped_acquire(); };
enum class return_value_policy : uint8_t { automatic, automatic_reference, take_ownership, copy, move, reference, reference_internal };
struct module_local { module_local(bool b = true); };
struct dynamic_attr {};
struct is_operator {};
struct buffer_protocol {};
struct module_ : object {
    using object::object; template <class... A> module_ &def(const char *n, A &&...a); module_ def_submodule(const char *n, const char *d = nullptr); static module_ import(const char *n);
    template <class... A> void add_object(A &&...a); const char *&doc();
};
using module = module_;
template <class... T> struct class_ : object {
    template <class... A> class_(handle m, const char *n, A &&...a);
#define WARPLOOM_DEF(N) template <class... A> class_ &N(A &&...a);
    WARPLOOM_DEF(def) WARPLOOM_DEF(def_readwrite) WARPLOOM_DEF(def_readonly) WARPLOOM_DEF(def_property) WARPLOOM_DEF(def_property_readonly) WARPLOOM_DEF(def_static) WARPLOOM_DEF(def_buffer)
    WARPLOOM_DEF(def_property_readonly_static) WARPLOOM_DEF(def_readonly_static)
#undef WARPLOOM_DEF
};
template <class T> struct enum_ : object { template <class... A> enum_(handle m, const char *n, A &&...a); template <class... A> enum_ &value(A &&...a); enum_ &export_values(); };
template <class... A> tuple make_tuple(A &&...a);
template <class T, class U> T cast(const U &v);
template <class T> object cast(const T &v);
template <class... A> void print(A &&...a);
bool isinstance(handle a, handle b);
template <class T> bool isinstance(handle a);
template <class T> T reinterpret_borrow(handle h);
template <class T> T reinterpret_steal(handle h);
struct error_already_set : std::exception {};
struct value_error : std::exception { value_error(const std::string &s); };
struct index_error : std::exception { index_error(const std::string &s = ""); };
struct type_error : std::exception { type_error(const std::string &s); };
struct buffer_info { void *ptr; ssize_t itemsize, size, ndim; std::string format; std::vector<ssize_t> shape, strides; template <class... A> buffer_info(A &&...a); };
struct dtype : object { template <class T> static dtype of(); };
struct array : object {
    using object::object; enum { c_style = 1, f_style = 2, forcecast = 16 }; template <class... A> array(A &&...a); ssize_t ndim() const; ssize_t size() const; ssize_t shape(ssize_t i) const;
    const ssize_t *shape() const; ssize_t strides(ssize_t i) const; buffer_info request(bool w = false) const; const void *data() const; void *mutable_data(); ssize_t nbytes() const; ssize_t itemsize() const;
};
template <class T, int F = 16> struct array_t : array {
    array_t(); template <class... A> array_t(A &&...a); template <class... I> const T &at(I... i) const; template <class... I> T *mutable_data(I... i); template <class... I> const T *data(I... i) const;
    template <int N> const array_t &unchecked() const; template <int N> array_t &mutable_unchecked(); template <class... I> T &operator()(I... i);
};
template <class T> struct format_descriptor { static std::string format(); };
namespace literals { arg operator""_a(const char *s, size_t n); }
struct __warploom_module { __warploom_module(void (*f)(module_ &)); };
}
#define PYBIND11_MODULE(name, variable, ...) \
    static void __warploom_module_body(::pybind11::module_ &); \
    static ::pybind11::__warploom_module __warploom_module_made(&__warploom_module_body); \
    void __warploom_module_body(::pybind11::module_ &variable)
#define PYBIND11_EMBEDDED_MODULE PYBIND11_MODULE
#define PYBIND11_MAKE_OPAQUE(...)
#define PYBIND11_NUMPY_DTYPE(...)
#define PYBIND11_VERSION_MAJOR 2
