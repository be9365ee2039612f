#define BLOCK 32
#ifdef USE_SINGLE
#define REALTYPE real(4)
#else
#define REALTYPE real(8)
#endif
#if defined(_OPENMP)
#define WITH_OPENMP 1
#else
#define WITH_OPENMP 0
#endif
#include "preprocessed.h"
subroutine transpose_blocks(n, a, b)
  implicit none
  integer, intent(in) :: n
  REALTYPE, intent(in) :: a(n, n)
  REALTYPE, intent(out) :: b(n, n)
  integer :: i, j, ii, jj
  do jj = 1, n, BLOCK
    do ii = 1, n, BLOCK
      do j = jj, MINIMUM(jj + BLOCK - 1, n)
        do i = ii, MINIMUM(ii + BLOCK - 1, n)
          b(j, i) = a(i, j) + WITH_OPENMP
        end do
      end do
    end do
  end do
end subroutine transpose_blocks
