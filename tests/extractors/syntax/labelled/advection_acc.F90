! Upwind advection; OpenACC or OpenMP offload, as the build says.
#include "config.h"
#ifdef SINGLE
#define REAL_KIND 4
#else
#define REAL_KIND 8
#endif

module advection_acc
  implicit none
  integer, parameter :: rk = REAL_KIND
  real(rk), allocatable :: flux(:)
  !$acc declare create(flux)
contains

  pure function upwind(left, right, c) result(f)
    !$acc routine seq
    real(rk), intent(in) :: left, right, c
    real(rk) :: f
    f = merge(c * left, c * right, c > 0)
  end function upwind

  subroutine advance(q, n, c, dt)
    integer, intent(in) :: n
    real(rk), intent(inout) :: q(n)
    real(rk), intent(in) :: c, dt
    integer :: i
#ifdef _OPENACC
    !$acc data copy(q(1:n)) present(flux)
    !$acc parallel loop gang vector_length(128) default(present)
    do i = 2, n
      flux(i) = upwind(q(i-1), q(i), c)
    end do
    !$acc kernels loop independent &
    !$acc if(n > 1000) async(1)
    do i = 2, n - 1
      q(i) = q(i) - dt * (flux(i+1) - flux(i))
    end do
    !$acc end kernels loop
    !$acc wait(1)
    !$acc end data
#else
#  ifdef _OPENMP
    !$omp parallel do simd if(parallel: n > 1000)
#  endif
    do i = 2, n
      flux(i) = upwind(q(i-1), q(i), c)
    end do
    do i = 2, n - 1
      q(i) = q(i) - dt * (flux(i+1) - flux(i))
    end do
#endif
  end subroutine advance

#if defined(WITH_CHECKS) && \
    !defined(SINGLE)
  real(rk) function total(q)
#else
  real(rk) function total(q)
#endif
    real(rk), intent(in) :: q(:)
    real(rk) :: s
    integer :: i
    s = 0
    !$acc parallel loop copyin(q) reduction(+:s)
    do i = 1, size(q)
      s = s + q(i)
    end do
    total = s
  end function total

end module advection_acc

program advection
  use advection_acc
#ifdef USE_MPI
  use mpi
#endif
  implicit none
  real(rk) :: q(1000)
  integer :: step, ierr = 0
#ifdef USE_MPI
  call MPI_Init(ierr)
#endif
  q = 0
  q(1:10) = 1
  allocate(flux(1001))
  do step = 1, 10; call advance(q, size(q), 0.5_rk, 0.1_rk); end do
  !$acc update host(flux)
  print *, "!$acc parallel loop", total(q), maxval(flux)
#ifdef USE_MPI
  call MPI_Finalize(ierr)
#endif
end program
