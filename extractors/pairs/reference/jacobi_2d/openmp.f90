! Twice as many Jacobi sweeps as `steps` on a grid; u holds the last state afterwards and v the one before it
subroutine jacobi_2d(height, width, steps, u, v) bind(c)
  use, intrinsic :: iso_c_binding, only: c_double, c_int
  implicit none
  integer(c_int), value :: height, width, steps
  real(c_double), intent(inout) :: u(width, height), v(width, height)
  integer :: step

  do step = 1, steps
    call sweep(u, v)
    call sweep(v, u)
  end do

contains

  ! Every inner point becomes the mean of its four neighbours, the boundary stays.
  subroutine sweep(from, to)
    real(c_double), intent(in) :: from(width, height)
    real(c_double), intent(out) :: to(width, height)
    integer :: i, j

    !$omp parallel do private(j)
    do i = 1, height
      do j = 1, width
        if (i > 1 .and. i < height .and. j > 1 .and. j < width) then
          to(j, i) = 0.25_c_double * (from(j, i - 1) + from(j, i + 1) + from(j - 1, i) + from(j + 1, i))
        else
          to(j, i) = from(j, i)
        end if
      end do
    end do
    !$omp end parallel do
  end subroutine sweep

end subroutine jacobi_2d
