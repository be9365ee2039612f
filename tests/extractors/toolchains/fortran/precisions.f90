module precisions
  use, intrinsic :: iso_fortran_env, only: real32, real64, int64
  implicit none
  integer, parameter :: wp = real64, sp = real32, long = int64
  real(wp), parameter :: pi = acos(-1.0_wp)
end module precisions
