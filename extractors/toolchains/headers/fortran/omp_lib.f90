! Declarations of our own: OpenMP's run-time library for Fortran, for code that is compiled and not run.
module omp_lib
  use omp_lib_kinds
  implicit none
  public

  integer, parameter :: openmp_version = 202011

  interface
    subroutine omp_set_num_threads(num_threads) bind(c)
      import
      integer(omp_integer_kind), value :: num_threads
    end subroutine omp_set_num_threads
    subroutine omp_set_default_device(device_num) bind(c)
      import
      integer(omp_integer_kind), value :: device_num
    end subroutine omp_set_default_device
    subroutine omp_set_max_active_levels(max_levels) bind(c)
      import
      integer(omp_integer_kind), value :: max_levels
    end subroutine omp_set_max_active_levels
    subroutine omp_set_num_teams(num_teams) bind(c)
      import
      integer(omp_integer_kind), value :: num_teams
    end subroutine omp_set_num_teams
    subroutine omp_set_teams_thread_limit(thread_limit) bind(c)
      import
      integer(omp_integer_kind), value :: thread_limit
    end subroutine omp_set_teams_thread_limit
    subroutine omp_set_dynamic(enabled) bind(c)
      import
      logical(omp_logical_kind), value :: enabled
    end subroutine omp_set_dynamic
    function omp_get_dynamic() bind(c)
      import
      logical(omp_logical_kind) :: omp_get_dynamic
    end function omp_get_dynamic
    subroutine omp_set_nested(enabled) bind(c)
      import
      logical(omp_logical_kind), value :: enabled
    end subroutine omp_set_nested
    function omp_get_nested() bind(c)
      import
      logical(omp_logical_kind) :: omp_get_nested
    end function omp_get_nested
    function omp_get_num_threads() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_num_threads
    end function omp_get_num_threads
    function omp_get_max_threads() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_max_threads
    end function omp_get_max_threads
    function omp_get_thread_num() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_thread_num
    end function omp_get_thread_num
    function omp_get_num_procs() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_num_procs
    end function omp_get_num_procs
    function omp_get_thread_limit() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_thread_limit
    end function omp_get_thread_limit
    function omp_get_max_active_levels() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_max_active_levels
    end function omp_get_max_active_levels
    function omp_get_level() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_level
    end function omp_get_level
    function omp_get_active_level() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_active_level
    end function omp_get_active_level
    function omp_get_supported_active_levels() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_supported_active_levels
    end function omp_get_supported_active_levels
    function omp_get_num_devices() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_num_devices
    end function omp_get_num_devices
    function omp_get_default_device() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_default_device
    end function omp_get_default_device
    function omp_get_num_teams() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_num_teams
    end function omp_get_num_teams
    function omp_get_team_num() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_team_num
    end function omp_get_team_num
    function omp_get_initial_device() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_initial_device
    end function omp_get_initial_device
    function omp_get_device_num() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_device_num
    end function omp_get_device_num
    function omp_get_num_places() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_num_places
    end function omp_get_num_places
    function omp_get_place_num() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_place_num
    end function omp_get_place_num
    function omp_get_partition_num_places() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_partition_num_places
    end function omp_get_partition_num_places
    function omp_get_max_task_priority() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_max_task_priority
    end function omp_get_max_task_priority
    function omp_get_max_teams() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_max_teams
    end function omp_get_max_teams
    function omp_get_teams_thread_limit() bind(c)
      import
      integer(omp_integer_kind) :: omp_get_teams_thread_limit
    end function omp_get_teams_thread_limit
    function omp_in_parallel() bind(c)
      import
      logical(omp_logical_kind) :: omp_in_parallel
    end function omp_in_parallel
    function omp_in_final() bind(c)
      import
      logical(omp_logical_kind) :: omp_in_final
    end function omp_in_final
    function omp_is_initial_device() bind(c)
      import
      logical(omp_logical_kind) :: omp_is_initial_device
    end function omp_is_initial_device
    function omp_get_cancellation() bind(c)
      import
      logical(omp_logical_kind) :: omp_get_cancellation
    end function omp_get_cancellation
    function omp_in_explicit_task() bind(c)
      import
      logical(omp_logical_kind) :: omp_in_explicit_task
    end function omp_in_explicit_task
    function omp_get_ancestor_thread_num(level) bind(c)
      import
      integer(omp_integer_kind) :: omp_get_ancestor_thread_num
      integer(omp_integer_kind), value :: level
    end function omp_get_ancestor_thread_num
    function omp_get_team_size(level) bind(c)
      import
      integer(omp_integer_kind) :: omp_get_team_size
      integer(omp_integer_kind), value :: level
    end function omp_get_team_size
    function omp_get_place_num_procs(place_num) bind(c)
      import
      integer(omp_integer_kind) :: omp_get_place_num_procs
      integer(omp_integer_kind), value :: place_num
    end function omp_get_place_num_procs
    subroutine omp_set_schedule(kind, chunk_size) bind(c)
      import
      integer(omp_sched_kind), value :: kind
      integer(omp_integer_kind), value :: chunk_size
    end subroutine omp_set_schedule
    subroutine omp_get_schedule(kind, chunk_size) bind(c)
      import
      integer(omp_sched_kind), intent(out) :: kind
      integer(omp_integer_kind), intent(out) :: chunk_size
    end subroutine omp_get_schedule
    function omp_get_proc_bind() bind(c)
      import
      integer(omp_proc_bind_kind) :: omp_get_proc_bind
    end function omp_get_proc_bind
    function omp_get_wtime() bind(c)
      import
      double precision :: omp_get_wtime
    end function omp_get_wtime
    function omp_get_wtick() bind(c)
      import
      double precision :: omp_get_wtick
    end function omp_get_wtick
    subroutine omp_init_lock(svar) bind(c)
      import
      integer(omp_lock_kind), intent(out) :: svar
    end subroutine omp_init_lock
    subroutine omp_init_lock_with_hint(svar, hint) bind(c)
      import
      integer(omp_lock_kind), intent(out) :: svar
      integer(omp_lock_hint_kind), value :: hint
    end subroutine omp_init_lock_with_hint
    subroutine omp_destroy_lock(svar) bind(c)
      import
      integer(omp_lock_kind), intent(inout) :: svar
    end subroutine omp_destroy_lock
    subroutine omp_set_lock(svar) bind(c)
      import
      integer(omp_lock_kind), intent(inout) :: svar
    end subroutine omp_set_lock
    subroutine omp_unset_lock(svar) bind(c)
      import
      integer(omp_lock_kind), intent(inout) :: svar
    end subroutine omp_unset_lock
    function omp_test_lock(svar) bind(c)
      import
      logical(omp_logical_kind) :: omp_test_lock
      integer(omp_lock_kind), intent(inout) :: svar
    end function omp_test_lock
    subroutine omp_init_nest_lock(svar) bind(c)
      import
      integer(omp_nest_lock_kind), intent(out) :: svar
    end subroutine omp_init_nest_lock
    subroutine omp_init_nest_lock_with_hint(svar, hint) bind(c)
      import
      integer(omp_nest_lock_kind), intent(out) :: svar
      integer(omp_lock_hint_kind), value :: hint
    end subroutine omp_init_nest_lock_with_hint
    subroutine omp_destroy_nest_lock(svar) bind(c)
      import
      integer(omp_nest_lock_kind), intent(inout) :: svar
    end subroutine omp_destroy_nest_lock
    subroutine omp_set_nest_lock(svar) bind(c)
      import
      integer(omp_nest_lock_kind), intent(inout) :: svar
    end subroutine omp_set_nest_lock
    subroutine omp_unset_nest_lock(svar) bind(c)
      import
      integer(omp_nest_lock_kind), intent(inout) :: svar
    end subroutine omp_unset_nest_lock
    function omp_test_nest_lock(svar) bind(c)
      import
      integer(omp_integer_kind) :: omp_test_nest_lock
      integer(omp_nest_lock_kind), intent(inout) :: svar
    end function omp_test_nest_lock
    function omp_get_default_allocator() bind(c)
      import
      integer(omp_allocator_handle_kind) :: omp_get_default_allocator
    end function omp_get_default_allocator
    subroutine omp_set_default_allocator(allocator) bind(c)
      import
      integer(omp_allocator_handle_kind), value :: allocator
    end subroutine omp_set_default_allocator
    subroutine omp_fulfill_event(event) bind(c)
      import
      integer(omp_event_handle_kind), value :: event
    end subroutine omp_fulfill_event
    function omp_pause_resource(kind, device_num) bind(c)
      import
      integer(omp_integer_kind) :: omp_pause_resource
      integer(omp_pause_resource_kind), value :: kind
      integer(omp_integer_kind), value :: device_num
    end function omp_pause_resource
    function omp_pause_resource_all(kind) bind(c)
      import
      integer(omp_integer_kind) :: omp_pause_resource_all
      integer(omp_pause_resource_kind), value :: kind
    end function omp_pause_resource_all
    subroutine omp_display_env(verbose) bind(c)
      import
      logical(omp_logical_kind), value :: verbose
    end subroutine omp_display_env
    function omp_target_alloc(bytes, device_num) bind(c)
      use, intrinsic :: iso_c_binding, only: c_ptr, c_int, c_size_t
      type(c_ptr) :: omp_target_alloc
      integer(c_size_t), value :: bytes
      integer(c_int), value :: device_num
    end function omp_target_alloc
    function omp_target_is_present(ptr, device_num) bind(c)
      use, intrinsic :: iso_c_binding, only: c_ptr, c_int, c_size_t
      integer(c_int) :: omp_target_is_present
      type(c_ptr), value :: ptr
      integer(c_int), value :: device_num
    end function omp_target_is_present
    function omp_target_memcpy(dst, src, length, dst_offset, src_offset, dst_device_num, src_device_num) bind(c)
      use, intrinsic :: iso_c_binding, only: c_ptr, c_int, c_size_t
      integer(c_int) :: omp_target_memcpy
      type(c_ptr), value :: dst
      type(c_ptr), value :: src
      integer(c_size_t), value :: length
      integer(c_size_t), value :: dst_offset
      integer(c_size_t), value :: src_offset
      integer(c_int), value :: dst_device_num
      integer(c_int), value :: src_device_num
    end function omp_target_memcpy
    function omp_target_associate_ptr(host_ptr, device_ptr, bytes, device_offset, device_num) bind(c)
      use, intrinsic :: iso_c_binding, only: c_ptr, c_int, c_size_t
      integer(c_int) :: omp_target_associate_ptr
      type(c_ptr), value :: host_ptr
      type(c_ptr), value :: device_ptr
      integer(c_size_t), value :: bytes
      integer(c_size_t), value :: device_offset
      integer(c_int), value :: device_num
    end function omp_target_associate_ptr
    function omp_target_disassociate_ptr(ptr, device_num) bind(c)
      use, intrinsic :: iso_c_binding, only: c_ptr, c_int, c_size_t
      integer(c_int) :: omp_target_disassociate_ptr
      type(c_ptr), value :: ptr
      integer(c_int), value :: device_num
    end function omp_target_disassociate_ptr
    function omp_get_mapped_ptr(ptr, device_num) bind(c)
      use, intrinsic :: iso_c_binding, only: c_ptr, c_int, c_size_t
      type(c_ptr) :: omp_get_mapped_ptr
      type(c_ptr), value :: ptr
      integer(c_int), value :: device_num
    end function omp_get_mapped_ptr
    subroutine omp_target_free(device_ptr, device_num) bind(c)
      use, intrinsic :: iso_c_binding, only: c_ptr, c_int
      type(c_ptr), value :: device_ptr
      integer(c_int), value :: device_num
    end subroutine omp_target_free
  end interface
end module omp_lib
