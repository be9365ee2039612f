      INTEGER FUNCTION SIGNUM(X)
      REAL X, SQ
      INTEGER K
C     A statement function, an arithmetic IF, computed and assigned jumps
      SQ(Y) = Y*Y
      IF (SQ(X) - X) 10, 20, 30
   10 SIGNUM = -1
      GO TO 40
   20 SIGNUM = 0
      GO TO 40
   30 SIGNUM = 1
   40 K = SIGNUM + 2
      GO TO (50, 60, 70), K
   50 RETURN
   60 SIGNUM = SIGNUM*2
   70 CONTINUE
      RETURN
      ENTRY TWICE(X)
      TWICE = 2
      END
