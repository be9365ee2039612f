subroutine read_settings(unit, steps, tolerance)
  implicit none
  integer, intent(in) :: unit
  integer, intent(inout) :: steps
  real, intent(inout) :: tolerance
  character(len=32) :: title = "untitled"
  integer :: status
  namelist /settings/ steps, tolerance, title
  read (unit, nml=settings, iostat=status)
  if (status < 0) rewind (unit)
  write (*, nml=settings)
end subroutine read_settings
