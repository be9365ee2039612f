// NVTX: marks for profilers.
#pragma once
#ifndef WARPLOOM_NVTX
#define WARPLOOM_NVTX
#include <stddef.h>
#include <stdint.h>
typedef uint64_t nvtxRangeId_t;
typedef struct nvtxDomainRegistration_st *nvtxDomainHandle_t;
typedef struct nvtxStringRegistration_st *nvtxStringHandle_t;
typedef union { const char *ascii; const wchar_t *unicode; nvtxStringHandle_t registered; } nvtxMessageValue_t;
typedef union { uint64_t ullValue; int64_t llValue; double dValue; uint32_t uiValue; int32_t iValue; float fValue; } nvtxPayloadValue_t;
typedef enum { NVTX_PAYLOAD_UNKNOWN = 0, NVTX_PAYLOAD_TYPE_UNSIGNED_INT64 = 1, NVTX_PAYLOAD_TYPE_INT64 = 2, NVTX_PAYLOAD_TYPE_DOUBLE = 3, NVTX_PAYLOAD_TYPE_UNSIGNED_INT32 = 4, NVTX_PAYLOAD_TYPE_INT32 = 5, NVTX_PAYLOAD_TYPE_FLOAT = 6 } nvtxPayloadType_t;
typedef enum { NVTX_COLOR_UNKNOWN = 0, NVTX_COLOR_ARGB = 1 } nvtxColorType_t;
typedef enum { NVTX_MESSAGE_UNKNOWN = 0, NVTX_MESSAGE_TYPE_ASCII = 1, NVTX_MESSAGE_TYPE_UNICODE = 2, NVTX_MESSAGE_TYPE_REGISTERED = 3 } nvtxMessageType_t;
typedef struct { uint16_t version, size; uint32_t category; int32_t colorType; uint32_t color; int32_t payloadType, reserved0; union payload_t { uint64_t ullValue; int64_t llValue; double dValue; uint32_t uiValue; int32_t iValue; float fValue; } payload; int32_t messageType; nvtxMessageValue_t message; } nvtxEventAttributes_v2;
typedef nvtxEventAttributes_v2 nvtxEventAttributes_t;
#define NVTX_VERSION 3
#define NVTX_EVENT_ATTRIB_STRUCT_SIZE sizeof(nvtxEventAttributes_t)
#define NVTX_VERSIONED_IDENTIFIER(n) n
#ifdef __cplusplus
extern "C" {
#endif
int nvtxRangePushA(const char *m); int nvtxRangePushEx(const nvtxEventAttributes_t *a); int nvtxRangePop(void); void nvtxMarkA(const char *m); nvtxRangeId_t nvtxRangeStartA(const char *m); void nvtxRangeEnd(nvtxRangeId_t id); void nvtxNameOsThreadA(uint32_t id, const char *n); nvtxDomainHandle_t nvtxDomainCreateA(const char *n); nvtxDomainHandle_t nvtxDomainCreateW(const wchar_t *n); void nvtxDomainDestroy(nvtxDomainHandle_t d); nvtxStringHandle_t nvtxDomainRegisterStringA(nvtxDomainHandle_t d, const char *s); nvtxStringHandle_t nvtxDomainRegisterStringW(nvtxDomainHandle_t d, const wchar_t *s); int nvtxDomainRangePushEx(nvtxDomainHandle_t d, const nvtxEventAttributes_t *a); int nvtxDomainRangePop(nvtxDomainHandle_t d); void nvtxDomainMarkEx(nvtxDomainHandle_t d, const nvtxEventAttributes_t *a); nvtxRangeId_t nvtxDomainRangeStartEx(nvtxDomainHandle_t d, const nvtxEventAttributes_t *a); void nvtxDomainRangeEnd(nvtxDomainHandle_t d, nvtxRangeId_t id); void nvtxDomainNameCategoryA(nvtxDomainHandle_t d, uint32_t c, const char *n); void nvtxDomainNameCategoryW(nvtxDomainHandle_t d, uint32_t c, const wchar_t *n);
#ifdef __cplusplus
}
#endif
#define nvtxRangePush nvtxRangePushA
#define nvtxMark nvtxMarkA
#define nvtxRangeStart nvtxRangeStartA
#endif
