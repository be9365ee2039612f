! One sweep of a seven-point stencil: centre times the point plus side times the sum of its six neighbours
subroutine jacobi_3d(depth, height, width, centre, side, u, v) bind(c)
  use, intrinsic :: iso_c_binding, only: c_double, c_int
  implicit none
  integer(c_int), value :: depth, height, width
  real(c_double), value :: centre, side
  real(c_double), intent(in) :: u(width, height, depth)
  real(c_double), intent(out) :: v(width, height, depth)
  real(c_double) :: neighbours
  integer :: x, y, z

  !$omp parallel do collapse(2) private(x, neighbours)
  do z = 1, depth
    do y = 1, height
      do x = 1, width
        if (z > 1 .and. z < depth .and. y > 1 .and. y < height .and. x > 1 .and. x < width) then
          neighbours = u(x, y, z - 1) + u(x, y, z + 1) + u(x, y - 1, z) + u(x, y + 1, z) &
                       + u(x - 1, y, z) + u(x + 1, y, z)
          v(x, y, z) = centre * u(x, y, z) + side * neighbours
        else
          v(x, y, z) = u(x, y, z)
        end if
      end do
    end do
  end do
  !$omp end parallel do
end subroutine jacobi_3d
