/* See launch_rules.c. */
#ifndef WL_LAUNCH_RULES_H
#define WL_LAUNCH_RULES_H
#include "simulator.h"

void wl_forget_rules(void);
void wl_demand_launchable(const wl_index *grid, const wl_index *block, uint64_t dynamic_bytes);
void wl_demand_joined(void);
void wl_demand_kind(const void *to, const void *from, uint64_t bytes, uint32_t kind);
void wl_demand_device(const void *at, uint64_t bytes);
void wl_demand_apart(const void *to, const void *from, uint64_t bytes);
void wl_stream_step(uint64_t stream);
#endif
