/* What of C's standard library the simulator lets code call. */
#ifndef WL_STDLIB_H
#define WL_STDLIB_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
void *wl_malloc(size_t bytes);
void *wl_calloc(size_t n, size_t size);
void *wl_realloc(void *old, size_t bytes);
void *wl_aligned_alloc(size_t alignment, size_t bytes);
void wl_free(void *data);
void wl_abort(void) __attribute__((noreturn));
#ifdef __cplusplus
}
#else
#define abs(x) __builtin_abs(x)
#define labs(x) __builtin_labs(x)
#define llabs(x) __builtin_llabs(x)
#endif
#define malloc wl_malloc
#define calloc wl_calloc
#define realloc wl_realloc
#define aligned_alloc wl_aligned_alloc
#define free wl_free
#define abort wl_abort
#define exit(status) wl_abort()
#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#endif
