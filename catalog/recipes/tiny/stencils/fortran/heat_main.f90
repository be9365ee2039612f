! A square, hot at its top, from cold until nothing changes any more.
program heat_main
  use, intrinsic :: iso_fortran_env, only: real64
  use heat2d, only: heat_step, stable_step
  implicit none
  integer, parameter :: n = 65
  real(real64), parameter :: alpha = 1.0_real64, h = 1.0_real64 / (n - 1)
  real(real64), allocatable :: u(:, :), next(:, :)
  real(real64) :: change
  integer :: step

  allocate (u(n, n), source=0.0_real64)
  u(:, n) = 1.0_real64
  next = u
  do step = 1, 100000
    call heat_step(u, next, alpha, h, stable_step(alpha, h))
    change = maxval(abs(next - u))
    u = next
    if (change < 1.0e-10_real64) exit
  end do
  ! By symmetry the four ways to heat one side add up to one, so the middle is at a quarter.
  print '(a, i0, a, f10.7)', 'steps ', step, ', middle ', u((n + 1) / 2, (n + 1) / 2)
end program heat_main
