      SUBROUTINE FILL(A, VALUE)
      INCLUDE 'constants.inc'
      REAL A(MAXDIM), VALUE
      INTEGER I
      DO I = 1, MAXDIM
        A(I) = VALUE
      END DO
      END
