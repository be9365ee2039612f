!> Diffusion on a rectangle, with OpenMP on the host and on the device.
module diffusion_mod
  use, intrinsic :: iso_fortran_env, only: real64
  implicit none
  private
  public :: grid_t, step, residual

  integer, parameter :: dp = real64

  type :: grid_t
    integer :: n = 0, m = 0
    real(dp), allocatable :: u(:,:)
  contains
    procedure :: init => grid_init
    procedure, nopass :: area
    generic :: assignment(=) => copy
    procedure, private :: copy
    final :: grid_final
  end type grid_t

  abstract interface
    pure function source_i(x, y) result(f)
      import :: dp
      real(dp), intent(in) :: x, y
      real(dp) :: f
    end function source_i
  end interface

contains

  subroutine grid_init(self, n, m, source)
    class(grid_t), intent(inout) :: self
    integer, intent(in) :: n, m
    procedure(source_i), optional :: source
    integer :: i, j
    self%n = n; self%m = m
    allocate(self%u(0:n+1, 0:m+1), source=0.0_dp)
    if (.not. present(source)) return
    do j = 1, m
      do i = 1, n
        self%u(i, j) = source(real(i, dp) / n, real(j, dp) / m)
      end do
    end do
  end subroutine grid_init

  pure real(dp) function area(n, m)
    integer, intent(in) :: n, m
    area = real(n, dp) * m
  end function area

  elemental subroutine copy(to, from)
    class(grid_t), intent(inout) :: to
    type(grid_t), intent(in) :: from
    to%n = from%n
    to%m = from%m
    to%u = from%u
  end subroutine

  subroutine grid_final(self)
    type(grid_t), intent(inout) :: self
    if (allocated(self%u)) deallocate(self%u)
  end subroutine grid_final

  subroutine step(u, v, n, m, c)
    integer, intent(in) :: n, m
    real(dp), intent(in) :: u(0:n+1, 0:m+1), c
    real(dp), intent(out) :: v(0:n+1, 0:m+1)
    integer :: i, j
    !$omp target teams distribute parallel do collapse(2) &
    !$omp&   map(to: u) map(from: v) &
    !$omp    private(i, j)
    do j = 1, m
      do i = 1, n
        v(i, j) = u(i, j) + c * (u(i-1, j) + u(i+1, j) + u(i, j-1) + u(i, j+1) - 4 * u(i, j))
      end do
    end do
    !$omp end target teams distribute parallel do
  end subroutine step

  function residual(u, v) result(r)
    real(dp), intent(in) :: u(:,:), v(:,:)
    real(dp) :: r
    integer :: i, j
    r = 0
    !$omp parallel default(none) shared(u, v, r) private(i, j)
    !$omp do reduction(max: r) schedule(dynamic, 8)
    columns: do j = 1, size(u, 2)
      rows: do i = 1, size(u, 1)
        if (u(i, j) < 0) cycle columns
        r = max(r, abs(u(i, j) - v(i, j)))
      end do rows
    end do columns
    !$omp end do
    !$omp end parallel
  end function residual

end module diffusion_mod
