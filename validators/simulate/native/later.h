/* See later.c. */
#ifndef WL_LATER_H
#define WL_LATER_H
#include "simulator.h"

extern int wl_n_later;
void wl_forget_later(void);
void wl_finish_thread(void);
void wl_finish_block(void);
void wl_finish_at(const void *at, uint64_t bytes);
int wl_has_later(void);
#endif
