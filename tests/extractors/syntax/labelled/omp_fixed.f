      module omp_fixed
      implicit none
      integer, parameter :: n = 200
      double precision, save :: buffer(n)
c$omp threadprivate(buffer)
      contains

      subroutine relax(u, v, omega)
      double precision u(n,n), v(n,n), omega
      integer i, j
C$OMP PARALLEL DO DEFAULT(NONE) SHARED(u, v, omega)
C$OMP+ PRIVATE(i, j)
C$OMP+ SCHEDULE(STATIC, 16)
      do 20 j = 2, n - 1
         do 10 i = 2, n - 1
            v(i,j) = (1 - omega) * u(i,j) + omega * 0.25d0 *
     &           (u(i-1,j) + u(i+1,j)
     &          + u(i,j-1) + u(i,j+1))
 10      continue
 20   continue
C$OMP END PARALLEL DO
      end subroutine relax

      double precision function norm(u)
      double precision u(n,n)
      integer i, j
      norm = 0
!$omp parallel private(i, j)
!$omp do reduction(+: norm)
      do j = 1, n
         do i = 1, n
            norm = norm + u(i,j)**2
         enddo
      enddo
!$omp end do
*$omp barrier
c$omp critical (done)
      norm = max(norm, 0d0)
c$omp end critical (done)
!$omp end parallel
      norm = sqrt(norm)
      end function

      subroutine copy_all(from, to)
      double precision from(*), to(*)
      integer i
c     $omp parallel do
c   $omp is no sentinel, neither here:
!     $omp parallel do
!$    print *, 'compiled with OpenMP'
!$OMP SIMD
!$OMP&LINEAR(i: 1) SAFELEN(8)
      do i = 1, n * n
         to(i) = from(i)
      end do
!$OMP END SIMD
!$omp target data map(to: from(1:n*n))
!$omp& map(tofrom: to(1:n*n))
!$omp target teams distribute parallel do
      do i = 1, n * n
         to(i) = to(i) + from(i)
      end do
!$omp end target data
      end subroutine copy_all
      end module omp_fixed
