// Bodies for what our own declarations do not do themselves: a call of something that is nowhere defined.
#pragma once
#if defined(__cplusplus)
#include <type_traits>
// A template that is declared only may not be given a lambda or a type without linkage: nobody else can define it then.
// So it has a body that hands on the addresses of all that it is given, and is not inlined: kernels call it as before.
#define WARPLOOM_FAR __attribute__((noinline))
#ifdef __CUDA__
#define WARPLOOM_EVERYWHERE __host__ __device__
#else
#define WARPLOOM_EVERYWHERE
#endif
extern "C" WARPLOOM_EVERYWHERE void *__warploom_done_elsewhere(const void *const *arguments);
template <class R> struct __warploom_answer { static WARPLOOM_EVERYWHERE R of(void *r) { return static_cast<R &&>(*static_cast<typename std::remove_reference<R>::type *>(r)); } };
template <> struct __warploom_answer<void> { static WARPLOOM_EVERYWHERE void of(void *) {} };
template <class R, class... A> WARPLOOM_EVERYWHERE R __warploom_elsewhere(A &&...a) {
    const void *const arguments[] = {(const void *)__builtin_addressof(a)..., nullptr};
    return __warploom_answer<R>::of(__warploom_done_elsewhere(arguments));
}
#undef WARPLOOM_EVERYWHERE
#endif
