// NVRTC: compiling at run time; declared, and nowhere defined.
#pragma once
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef struct _nvrtcProgram *nvrtcProgram;
typedef enum { NVRTC_SUCCESS = 0, NVRTC_ERROR_OUT_OF_MEMORY = 1, NVRTC_ERROR_PROGRAM_CREATION_FAILURE = 2, NVRTC_ERROR_INVALID_INPUT = 3, NVRTC_ERROR_INVALID_PROGRAM = 4, NVRTC_ERROR_INVALID_OPTION = 5, NVRTC_ERROR_COMPILATION = 6, NVRTC_ERROR_BUILTIN_OPERATION_FAILURE = 7, NVRTC_ERROR_INTERNAL_ERROR = 11 } nvrtcResult;
const char *nvrtcGetErrorString(nvrtcResult r); nvrtcResult nvrtcVersion(int *major, int *minor); nvrtcResult nvrtcCreateProgram(nvrtcProgram *p, const char *text, const char *name, int n, const char *const *headers, const char *const *names); nvrtcResult nvrtcDestroyProgram(nvrtcProgram *p);
nvrtcResult nvrtcCompileProgram(nvrtcProgram p, int n, const char *const *options); nvrtcResult nvrtcGetPTXSize(nvrtcProgram p, size_t *n); nvrtcResult nvrtcGetPTX(nvrtcProgram p, char *text); nvrtcResult nvrtcGetCUBINSize(nvrtcProgram p, size_t *n); nvrtcResult nvrtcGetCUBIN(nvrtcProgram p, char *code);
nvrtcResult nvrtcGetProgramLogSize(nvrtcProgram p, size_t *n); nvrtcResult nvrtcGetProgramLog(nvrtcProgram p, char *text); nvrtcResult nvrtcAddNameExpression(nvrtcProgram p, const char *name); nvrtcResult nvrtcGetLoweredName(nvrtcProgram p, const char *name, const char **lowered);
#ifdef __cplusplus
}
#endif
