! SPDX-License-Identifier: Apache-2.0
! SPDX-FileCopyrightText: 2026 The Warploom authors
!
! Wärmeleitung in einem Stab mit festen Enden, implizit: der Thomas-Algorithmus löst das
! dreibändige Gleichungssystem in O(n) Schritten und ist für jeden Zeitschritt stabil.
subroutine stab_schritt(n, r, u)
  implicit none
  integer, intent(in) :: n                   ! Punkte, die Enden gehören dazu
  double precision, intent(in) :: r          ! alpha * dt / h**2
  double precision, intent(inout) :: u(n)    ! Temperatur
  double precision :: c(n), d(n), nenner
  integer :: i

  c(1) = 0.0d0
  d(1) = u(1)
  do i = 2, n - 1
    nenner = 1.0d0 + 2.0d0 * r + r * c(i-1)
    c(i) = -r / nenner
    d(i) = (u(i) + r * d(i-1)) / nenner
  end do
  do i = n - 1, 2, -1
    u(i) = d(i) - c(i) * u(i+1)
  end do
end subroutine stab_schritt
