// Headers of NVIDIA's samples that programs copy: timers and arguments; declared, and nowhere defined.
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __cplusplus
class StopWatchInterface {
public:
    virtual ~StopWatchInterface();
    virtual void start() = 0;
    virtual void stop() = 0;
    virtual void reset() = 0;
    virtual float getTime() = 0;
    virtual float getAverageTime() = 0;
};
bool sdkCreateTimer(StopWatchInterface **timer); bool sdkDeleteTimer(StopWatchInterface **timer); bool sdkStartTimer(StopWatchInterface **timer); bool sdkStopTimer(StopWatchInterface **timer); bool sdkResetTimer(StopWatchInterface **timer);
float sdkGetTimerValue(StopWatchInterface **timer); float sdkGetAverageTimerValue(StopWatchInterface **timer);
bool checkCmdLineFlag(const int argc, const char **argv, const char *name); int getCmdLineArgumentInt(const int argc, const char **argv, const char *name); float getCmdLineArgumentFloat(const int argc, const char **argv, const char *name);
bool getCmdLineArgumentString(const int argc, const char **argv, const char *name, char **value); char *sdkFindFilePath(const char *name, const char *program);
#endif
