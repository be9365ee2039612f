C     Columns have a meaning here; the sixth continues.
      SUBROUTINE MATPRD(N, A, B, C)
      INTEGER N
      DOUBLE PRECISION A(N,N), B(N,N),
     &                 C(N,N)
      INTEGER I, J, K
      DO 30 J = 1, N
         DO 20 I = 1, N
            C(I,J) = 0.0D0
            DO 10 K = 1, N
               C(I,J) = C(I,J)
     1                + A(I,K)
     2                * B(K,J)
   10       CONTINUE
   20    CONTINUE
   30 CONTINUE
      RETURN
      END
