! SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
! SPDX-FileCopyrightText: 2026 The Warploom authors
#ifdef SINGLE_PRECISION
#define WORKING real32
#else
#define WORKING real64
#endif

!> Upwind advection of a periodic profile.
subroutine advect(n, courant, u, scratch)
  use, intrinsic :: iso_fortran_env, only: WORKING
  implicit none
  integer, intent(in) :: n
  real(WORKING), intent(in) :: courant
  real(WORKING), intent(inout) :: u(n)
  real(WORKING), intent(out) :: scratch(n)
  integer :: i

#ifdef _OPENMP
  !$omp parallel do simd
#endif
  do i = 2, n
    scratch(i) = u(i) - courant * (u(i) - u(i-1))
  end do
  scratch(1) = u(1) - courant * (u(1) - u(n))
  u = scratch
end subroutine advect
