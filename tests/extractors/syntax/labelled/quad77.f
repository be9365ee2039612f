C     QUADRATURE AND LINEAR ALGEBRA OF 1978
C     DO 10 I = 1, N   IS A COMMENT HERE
      PROGRAM QUAD
      REAL A(10,10), B(10), S
      INTEGER I, J
      COMMON /PARAMS/ EPS, NMAX
      EXTERNAL F
      DATA B /10*1.0/
      DO 10 I = 1, 10
      DO 10 J = 1, 10
         A(I,J) = 1.0 / (I + J - 1)
   10 CONTINUE
      CALL GAUSS(A, B, 10, *900)
      CALL SIMPSN(F, 0.0, 1.0, 100, S)
      WRITE (6, 20) S, (B(I), I = 1, 10)
   20 FORMAT (1X, 12HDO 30 I=1,10, F10.5 /
     1        5(1X, F8.3))
      STOP
  900 WRITE (6, *) 'SINGULAR: END'
      END

      SUBROUTINE GAUSS(A, B, N, *)
      DIMENSION A(N,N), B(N)
      COMMON /PARAMS/ EPS, NMAX
      DO 50 K = 1, N - 1
         IF (ABS(A(K,K)) .LT. EPS) RETURN 1
         DO 40 I = K + 1, N
            Q = A(I,K) / A(K,K)
            DO 30 J = K, N
   30       A(I,J) = A(I,J) - Q * A(K,J)
   40    B(I) = B(I) - Q * B(K)
   50 CONTINUE
      DO 70 I = N, 1, -1
         S = B(I)
         IF (I .EQ. N) GO TO 70
         DO 60, J = I + 1, N
            S = S - A(I,J) * B(J)
   60    CONTINUE
   70 B(I) = S / A(I,I)
      RETURN
      END

      SUBROUTINE SIMPSN
     &  (FUNC, A, B,
     &   N, S)
      H = (B - A) / N                                                   SIMP0010
      S = FUNC(A) + FUNC(B)                                             DO 80 I
      DO 80 I = 1, N - 1                                                SIMP0030
         W = 2.0
         IF (MOD(I, 2) .EQ. 1) W = 4.0
   80    S = S + W * FUNC(A + I * H)
      S = S * H / 3.0
      END

      REAL FUNCTION F(X)
      SQR(Y) = Y * Y
      DO10I = 3.5
      F = SQR(X) + 0.0 * DO10I
      RETURN
      END

      BLOCK DATA INIT
      COMMON /PARAMS/ EPS, NMAX
      DATA EPS /1.0E-6/, NMAX /100/
      END
