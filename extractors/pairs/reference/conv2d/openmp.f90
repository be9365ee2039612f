! The cross-correlation of an image with a square filter; beyond its edges the image is zero
subroutine conv2d(height, width, radius, image, weights, out) bind(c)
  use, intrinsic :: iso_c_binding, only: c_float, c_int
  implicit none
  integer(c_int), value :: height, width, radius
  real(c_float), intent(in) :: image(width, height), weights(-radius:radius, -radius:radius)
  real(c_float), intent(out) :: out(width, height)
  real(c_float) :: total
  integer :: x, y, u, v

  !$omp parallel do private(x, u, v, total)
  do y = 1, height
    do x = 1, width
      total = 0.0_c_float
      do v = max(1, y - radius), min(height, y + radius)
        do u = max(1, x - radius), min(width, x + radius)
          total = total + image(u, v) * weights(u - x, v - y)
        end do
      end do
      out(x, y) = total
    end do
  end do
  !$omp end parallel do
end subroutine conv2d
