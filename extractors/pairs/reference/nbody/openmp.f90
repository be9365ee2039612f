! The acceleration of every body by the gravity of all; softening keeps close ones apart
subroutine nbody(n, softening, bodies, acceleration) bind(c)
  use, intrinsic :: iso_c_binding, only: c_float, c_int
  implicit none

  type, bind(c) :: body
    real(c_float) :: position(3), mass
  end type body

  integer(c_int), value :: n
  real(c_float), value :: softening
  type(body), intent(in) :: bodies(n)
  real(c_float), intent(out) :: acceleration(3, n)
  real(c_float) :: total(3), distance(3), inverse
  integer :: i, j

  !$omp parallel do private(j, total, distance, inverse)
  do i = 1, n
    total = 0.0_c_float
    do j = 1, n
      distance = bodies(j)%position - bodies(i)%position
      inverse = 1.0_c_float / sqrt(distance(1)**2 + distance(2)**2 + distance(3)**2 + softening)
      total = total + bodies(j)%mass * inverse**3 * distance
    end do
    acceleration(:, i) = total
  end do
  !$omp end parallel do
end subroutine nbody
