C     SPDX-License-Identifier: Apache-2.0
C     SPDX-FileCopyrightText: 2026 The Warploom authors
C
C     Red-black Gauss-Seidel with over-relaxation for the Laplace
C     equation: points of one colour depend on the other one alone, so
C     each half sweep is parallel.
      subroutine relax(u, omega, change)
      implicit none
      include 'dims.inc'
      double precision u(0:nx+1, 0:ny+1), omega, change, delta
      integer i, j, colour

      change = 0.0d0
      do 20 colour = 0, 1
C$OMP PARALLEL DO PRIVATE(i, delta) REDUCTION(max: change)
        do 10 j = 1, ny
          do 5 i = 1 + mod(j + colour, 2), nx, 2
            delta = 0.25d0 * (u(i-1, j) + u(i+1, j)
     &                      + u(i, j-1) + u(i, j+1)) - u(i, j)
            u(i, j) = u(i, j) + omega * delta
            change = max(change, abs(delta))
    5     continue
   10   continue
C$OMP END PARALLEL DO
   20 continue
      end
