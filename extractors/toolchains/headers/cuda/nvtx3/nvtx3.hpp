// NVTX: marks for profilers.
#pragma once
#ifndef WARPLOOM_NVTX
#define WARPLOOM_NVTX
#include <stdint.h>
typedef uint64_t nvtxRangeId_t;
typedef struct nvtxDomainRegistration_st *nvtxDomainHandle_t;
typedef enum { NVTX_COLOR_UNKNOWN = 0, NVTX_COLOR_ARGB = 1 } nvtxColorType_t;
typedef enum { NVTX_MESSAGE_UNKNOWN = 0, NVTX_MESSAGE_TYPE_ASCII = 1 } nvtxMessageType_t;
typedef struct { uint16_t version, size; uint32_t category; int32_t colorType; uint32_t color; int32_t payloadType, reserved0; union { uint64_t ullValue; double dValue; } payload; int32_t messageType; union { const char *ascii; } message; } nvtxEventAttributes_t;
#define NVTX_VERSION 3
#define NVTX_EVENT_ATTRIB_STRUCT_SIZE sizeof(nvtxEventAttributes_t)
#ifdef __cplusplus
extern "C" {
#endif
int nvtxRangePushA(const char *m); int nvtxRangePushEx(const nvtxEventAttributes_t *a); int nvtxRangePop(void); void nvtxMarkA(const char *m); nvtxRangeId_t nvtxRangeStartA(const char *m); void nvtxRangeEnd(nvtxRangeId_t id); void nvtxNameOsThreadA(uint32_t id, const char *n); nvtxDomainHandle_t nvtxDomainCreateA(const char *n);
#ifdef __cplusplus
}
#endif
#define nvtxRangePush nvtxRangePushA
#define nvtxMark nvtxMarkA
#define nvtxRangeStart nvtxRangeStartA
#endif
