// Headers of NVIDIA's samples that programs copy: checks of what calls return.
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <cuda_runtime_api.h>
#ifndef EXIT_WAIVED
#define EXIT_WAIVED 2
#endif
#ifdef __cplusplus
template <class Status> inline void __warploom_check(Status status, const char *call, const char *file, int line) {
    if (status) {
        fprintf(stderr, "%s:%d: %s gave %u\n", file, line, call, static_cast<unsigned>(status));
        exit(EXIT_FAILURE);
    }
}
#define checkCudaErrors(call) __warploom_check((call), #call, __FILE__, __LINE__)
#define getLastCudaError(text) __warploom_check(cudaGetLastError(), text, __FILE__, __LINE__)
#define printLastCudaError(text) ((void)cudaGetLastError())
#define cutilSafeCall(call) checkCudaErrors(call)
#define cutilCheckMsg(text) getLastCudaError(text)
#define cutilCheckError(call) ((void)(call))
#define CUT_CHECK_ERROR(text) getLastCudaError(text)
#define CUDA_SAFE_CALL(call) checkCudaErrors(call)
inline int _ConvertSMVer2Cores(int major, int minor) { return major >= 9 ? 128 : major == 8 && minor == 0 ? 64 : 128; }
int gpuDeviceInit(int device);
int gpuGetMaxGflopsDeviceId();
int findCudaDevice(int argc, const char **argv);
bool checkCudaCapabilities(int major, int minor);
#endif
