! After how many steps of z <- z z + c, at most `limit`, the point leaves the circle of radius 2
subroutine mandelbrot(height, width, pixels_per_unit, limit, left, top, steps) bind(c)
  use, intrinsic :: iso_c_binding, only: c_double, c_int
  implicit none
  integer(c_int), value :: height, width, pixels_per_unit, limit
  real(c_double), value :: left, top
  integer(c_int), intent(out) :: steps(width, height)
  real(c_double) :: cx, cy, x, y, next
  integer :: i, j, step

  !$omp parallel do private(j, cx, cy, x, y, next, step) schedule(dynamic)
  do i = 1, height
    do j = 1, width
      cx = left + real(j - 1, c_double) / pixels_per_unit
      cy = top + real(i - 1, c_double) / pixels_per_unit
      x = 0.0_c_double
      y = 0.0_c_double
      step = 0
      do while (step < limit)
        if (x * x + y * y > 4.0_c_double) exit
        next = x * x - y * y + cx
        y = 2.0_c_double * (x * y) + cy
        x = next
        step = step + 1
      end do
      steps(j, i) = step
    end do
  end do
  !$omp end parallel do
end subroutine mandelbrot
