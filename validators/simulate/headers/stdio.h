/* Printing, which the simulator swallows. */
#ifndef WL_STDIO_H
#define WL_STDIO_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
int wl_print(const char *format, ...);
#ifdef __cplusplus
}
#endif
typedef struct wl_file FILE;
#define stdout ((FILE *)0)
#define stderr ((FILE *)0)
#define printf(...) wl_print(__VA_ARGS__)
#define fprintf(file, ...) wl_print(__VA_ARGS__)
#define puts(text) wl_print(text)
#define fflush(file) ((void)0)
#endif
