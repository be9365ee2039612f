! Declarations of our own: the kinds and constants of OpenMP's Fortran interface, for code that is compiled and not run.
module omp_lib_kinds
  use, intrinsic :: iso_c_binding, only: c_int, c_intptr_t
  implicit none
  private :: c_int, c_intptr_t
  public

  integer, parameter :: omp_integer_kind = c_int
  integer, parameter :: omp_logical_kind = 4
  integer, parameter :: omp_real_kind = 4
  integer, parameter :: omp_sched_kind = c_int
  integer, parameter :: omp_proc_bind_kind = c_int
  integer, parameter :: omp_pause_resource_kind = c_int
  integer, parameter :: omp_sync_hint_kind = c_int
  integer, parameter :: omp_lock_hint_kind = omp_sync_hint_kind
  integer, parameter :: omp_lock_kind = c_intptr_t
  integer, parameter :: omp_nest_lock_kind = c_intptr_t
  integer, parameter :: omp_depend_kind = c_intptr_t
  integer, parameter :: omp_event_handle_kind = c_intptr_t
  integer, parameter :: omp_allocator_handle_kind = c_intptr_t
  integer, parameter :: omp_memspace_handle_kind = c_intptr_t
  integer, parameter :: omp_alloctrait_key_kind = c_int
  integer, parameter :: omp_alloctrait_val_kind = c_intptr_t
  integer, parameter :: omp_interop_kind = c_intptr_t

  integer(omp_sched_kind), parameter :: omp_sched_static = 1
  integer(omp_sched_kind), parameter :: omp_sched_dynamic = 2
  integer(omp_sched_kind), parameter :: omp_sched_guided = 3
  integer(omp_sched_kind), parameter :: omp_sched_auto = 4
  integer(omp_sched_kind), parameter :: omp_sched_monotonic = int(z'80000000', omp_sched_kind)

  integer(omp_proc_bind_kind), parameter :: omp_proc_bind_false = 0
  integer(omp_proc_bind_kind), parameter :: omp_proc_bind_true = 1
  integer(omp_proc_bind_kind), parameter :: omp_proc_bind_primary = 2
  integer(omp_proc_bind_kind), parameter :: omp_proc_bind_master = 2
  integer(omp_proc_bind_kind), parameter :: omp_proc_bind_close = 3
  integer(omp_proc_bind_kind), parameter :: omp_proc_bind_spread = 4

  integer(omp_pause_resource_kind), parameter :: omp_pause_soft = 1
  integer(omp_pause_resource_kind), parameter :: omp_pause_hard = 2

  integer(omp_sync_hint_kind), parameter :: omp_sync_hint_none = 0
  integer(omp_sync_hint_kind), parameter :: omp_sync_hint_uncontended = 1
  integer(omp_sync_hint_kind), parameter :: omp_sync_hint_contended = 2
  integer(omp_sync_hint_kind), parameter :: omp_sync_hint_nonspeculative = 4
  integer(omp_sync_hint_kind), parameter :: omp_sync_hint_speculative = 8
  integer(omp_lock_hint_kind), parameter :: omp_lock_hint_none = omp_sync_hint_none
  integer(omp_lock_hint_kind), parameter :: omp_lock_hint_uncontended = omp_sync_hint_uncontended
  integer(omp_lock_hint_kind), parameter :: omp_lock_hint_contended = omp_sync_hint_contended
  integer(omp_lock_hint_kind), parameter :: omp_lock_hint_nonspeculative = omp_sync_hint_nonspeculative
  integer(omp_lock_hint_kind), parameter :: omp_lock_hint_speculative = omp_sync_hint_speculative

  integer(omp_allocator_handle_kind), parameter :: omp_null_allocator = 0
  integer(omp_allocator_handle_kind), parameter :: omp_default_mem_alloc = 1
  integer(omp_allocator_handle_kind), parameter :: omp_large_cap_mem_alloc = 2
  integer(omp_allocator_handle_kind), parameter :: omp_const_mem_alloc = 3
  integer(omp_allocator_handle_kind), parameter :: omp_high_bw_mem_alloc = 4
  integer(omp_allocator_handle_kind), parameter :: omp_low_lat_mem_alloc = 5
  integer(omp_allocator_handle_kind), parameter :: omp_cgroup_mem_alloc = 6
  integer(omp_allocator_handle_kind), parameter :: omp_pteam_mem_alloc = 7
  integer(omp_allocator_handle_kind), parameter :: omp_thread_mem_alloc = 8

  integer(omp_memspace_handle_kind), parameter :: omp_default_mem_space = 0
  integer(omp_memspace_handle_kind), parameter :: omp_large_cap_mem_space = 1
  integer(omp_memspace_handle_kind), parameter :: omp_const_mem_space = 2
  integer(omp_memspace_handle_kind), parameter :: omp_high_bw_mem_space = 3
  integer(omp_memspace_handle_kind), parameter :: omp_low_lat_mem_space = 4
end module omp_lib_kinds
