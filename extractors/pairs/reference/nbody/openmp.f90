! The acceleration of every body by the gravity of all; softening keeps close ones apart
subroutine nbody(n, softening, bodies, acceleration) bind(c)
  use, intrinsic :: iso_c_binding, only: c_float, c_int
  implicit none

  type, bind(c) :: body
    real(c_float) :: x, y, z, mass
  end type body

  integer(c_int), value :: n
  real(c_float), value :: softening
  type(body), intent(in) :: bodies(n)
  real(c_float), intent(out) :: acceleration(3, n)
  real(c_float) :: ax, ay, az, dx, dy, dz, pull
  integer :: i, j

  !$omp parallel do private(j, ax, ay, az, dx, dy, dz, pull)
  do i = 1, n
    ax = 0.0_c_float
    ay = 0.0_c_float
    az = 0.0_c_float
    do j = 1, n
      dx = bodies(j)%x - bodies(i)%x
      dy = bodies(j)%y - bodies(i)%y
      dz = bodies(j)%z - bodies(i)%z
      pull = bodies(j)%mass / sqrt(dx**2 + dy**2 + dz**2 + softening)**3
      ax = ax + pull * dx
      ay = ay + pull * dy
      az = az + pull * dz
    end do
    acceleration(:, i) = [ax, ay, az]
  end do
  !$omp end parallel do
end subroutine nbody
