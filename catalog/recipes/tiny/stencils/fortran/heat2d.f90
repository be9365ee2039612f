! SPDX-License-Identifier: Apache-2.0
! SPDX-FileCopyrightText: 2026 The Warploom authors

!> Explicit steps of the heat equation on a rectangle with a fixed boundary.
module heat2d
  use, intrinsic :: iso_fortran_env, only: real64
  implicit none
  private
  public :: heat_step, stable_step

contains

  !> Largest stable time step for diffusivity `alpha` and spacing `h`.
  pure function stable_step(alpha, h) result(dt)
    real(real64), intent(in) :: alpha, h
    real(real64) :: dt
    dt = 0.25_real64 * h**2 / alpha
  end function stable_step

  subroutine heat_step(u, next, alpha, h, dt)
    real(real64), intent(in) :: u(:, :)
    real(real64), intent(inout) :: next(:, :)
    real(real64), intent(in) :: alpha, h, dt
    real(real64) :: r
    integer :: i, j

    r = alpha * dt / h**2
    !$omp parallel do collapse(2) schedule(static)
    do j = 2, size(u, 2) - 1
      do i = 2, size(u, 1) - 1
        next(i, j) = u(i, j) + r * (u(i-1, j) + u(i+1, j) + u(i, j-1) + u(i, j+1) - 4.0_real64 * u(i, j))
      end do
    end do
    !$omp end parallel do
  end subroutine heat_step

end module heat2d
