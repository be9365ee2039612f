subroutine grow(values, added)
  implicit none
  integer, allocatable, intent(inout) :: values(:)
  integer, intent(in) :: added
  integer, allocatable :: larger(:)
  integer :: status
  character(len=80) :: message
  if (.not. allocated(values)) then
    allocate (values(0), stat=status, errmsg=message)
    if (status /= 0) error stop 3
  end if
  allocate (larger(size(values) + 1), source=0)
  larger(:size(values)) = values
  larger(ubound(larger, 1)) = added
  call move_alloc(larger, values)
  values = [values, added]
end subroutine grow
