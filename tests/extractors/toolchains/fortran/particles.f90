program particles
  use precisions, only: wp, pi
  use vectors
  implicit none
  type(vector) :: position, velocity
  integer :: step

  position = [1.0_wp, 0.0_wp, 0.0_wp]
  velocity = vector(0, 2*pi, 0)
  do step = 1, 100
    position = position + velocity%scaled(0.01_wp)
    if (norm(position) > 10) exit
  end do
  print *, norm(position), norm([3.0_wp, 4.0_wp]), norm(position .cross. velocity)
end program particles
