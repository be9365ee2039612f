// OpenMP: the functions of the runtime.
#ifndef WARPLOOM_OMP
#define WARPLOOM_OMP
#include <stddef.h>
#include <stdint.h>
#define _OPENMP_RUNTIME_DECLARED 1
typedef struct omp_lock_t { void *held; } omp_lock_t;
typedef struct omp_nest_lock_t { void *held; } omp_nest_lock_t;
typedef enum omp_sched_t { omp_sched_static = 1, omp_sched_dynamic = 2, omp_sched_guided = 3, omp_sched_auto = 4, omp_sched_monotonic = -0x7fffffff - 1 } omp_sched_t;
typedef enum omp_proc_bind_t { omp_proc_bind_false = 0, omp_proc_bind_true = 1, omp_proc_bind_master = 2, omp_proc_bind_close = 3, omp_proc_bind_spread = 4 } omp_proc_bind_t;
typedef enum omp_sync_hint_t { omp_sync_hint_none = 0, omp_sync_hint_uncontended = 1, omp_sync_hint_contended = 2, omp_sync_hint_nonspeculative = 4, omp_sync_hint_speculative = 8 } omp_sync_hint_t;
typedef omp_sync_hint_t omp_lock_hint_t;
typedef uintptr_t omp_allocator_handle_t;
typedef uintptr_t omp_memspace_handle_t;
typedef enum omp_event_handle_t { omp_event_none = 0, WARPLOOM_OMP_EVENT_MAX = 0x7fffffff } omp_event_handle_t;
typedef enum { omp_atk_sync_hint = 1, omp_atk_alignment = 2, omp_atk_access = 3, omp_atk_pool_size = 4, omp_atk_fallback = 5, omp_atk_pinned = 7, omp_atk_partition = 8 } omp_alloctrait_key_t;
typedef struct { omp_alloctrait_key_t key; uintptr_t value; } omp_alloctrait_t;
#define omp_null_allocator ((omp_allocator_handle_t)0)
#define omp_default_mem_alloc ((omp_allocator_handle_t)1)
#define omp_large_cap_mem_alloc ((omp_allocator_handle_t)2)
#define omp_high_bw_mem_alloc ((omp_allocator_handle_t)4)
#define omp_default_mem_space ((omp_memspace_handle_t)0)
#ifdef __cplusplus
extern "C" {
#endif
void omp_set_num_threads(int n); int omp_get_num_threads(void); int omp_get_max_threads(void); int omp_get_thread_num(void); int omp_get_num_procs(void); int omp_in_parallel(void);
void omp_set_dynamic(int b); int omp_get_dynamic(void); void omp_set_nested(int b); int omp_get_nested(void); void omp_set_schedule(omp_sched_t k, int chunk); void omp_get_schedule(omp_sched_t *k, int *chunk);
int omp_get_thread_limit(void); void omp_set_max_active_levels(int n); int omp_get_max_active_levels(void); int omp_get_level(void); int omp_get_ancestor_thread_num(int level); int omp_get_team_size(int level);
int omp_get_active_level(void); int omp_in_final(void); int omp_get_cancellation(void); omp_proc_bind_t omp_get_proc_bind(void); int omp_get_num_places(void); int omp_get_place_num(void); int omp_get_place_num_procs(int p);
void omp_set_default_device(int d); int omp_get_default_device(void); int omp_get_num_devices(void); int omp_get_num_teams(void); int omp_get_team_num(void); int omp_is_initial_device(void); int omp_get_initial_device(void);
int omp_get_device_num(void); int omp_get_max_task_priority(void); int omp_get_supported_active_levels(void); void omp_set_num_teams(int n); int omp_get_max_teams(void);
void omp_init_lock(omp_lock_t *l); void omp_destroy_lock(omp_lock_t *l); void omp_set_lock(omp_lock_t *l); void omp_unset_lock(omp_lock_t *l); int omp_test_lock(omp_lock_t *l); void omp_init_lock_with_hint(omp_lock_t *l, omp_sync_hint_t h);
void omp_init_nest_lock(omp_nest_lock_t *l); void omp_destroy_nest_lock(omp_nest_lock_t *l); void omp_set_nest_lock(omp_nest_lock_t *l); void omp_unset_nest_lock(omp_nest_lock_t *l); int omp_test_nest_lock(omp_nest_lock_t *l);
double omp_get_wtime(void); double omp_get_wtick(void); void *omp_target_alloc(size_t n, int d); void omp_target_free(void *p, int d); int omp_target_is_present(const void *p, int d);
int omp_target_memcpy(void *to, const void *from, size_t n, size_t too, size_t fromo, int tod, int fromd); int omp_target_associate_ptr(const void *h, const void *p, size_t n, size_t o, int d); int omp_target_disassociate_ptr(const void *h, int d);
void *omp_get_mapped_ptr(const void *p, int d); int omp_pause_resource(int k, int d); void omp_fulfill_event(omp_event_handle_t e); void omp_display_env(int verbose);
#ifdef __cplusplus
void *omp_alloc(size_t n, omp_allocator_handle_t a = omp_null_allocator); void omp_free(void *p, omp_allocator_handle_t a = omp_null_allocator);
#else
void *omp_alloc(size_t n, omp_allocator_handle_t a); void omp_free(void *p, omp_allocator_handle_t a);
#endif
omp_allocator_handle_t omp_init_allocator(omp_memspace_handle_t m, int n, const omp_alloctrait_t t[]); void omp_destroy_allocator(omp_allocator_handle_t a); void *omp_aligned_alloc(size_t align, size_t n, omp_allocator_handle_t a);
#ifdef __cplusplus
}
#endif
#endif
