      BLOCK DATA CONSTS
      COMMON /PHYS/ G, C, NAMES(3)
      REAL G, C
      CHARACTER*8 NAMES
      DATA G /9.81/, C /2.998E8/, NAMES /'earth', 'moon', 'mars'/
      END
      SUBROUTINE FALL(T, H)
      COMMON /PHYS/ G, C, NAMES(3)
      REAL G, C, T, H
      CHARACTER*8 NAMES
      REAL WORK(4)
      INTEGER IWORK(4)
      LOGICAL FIRST
      EQUIVALENCE (WORK(1), IWORK(1))
      SAVE FIRST
      DATA FIRST /.TRUE./
      IF (FIRST) THEN
        IWORK(1) = 0
        FIRST = .FALSE.
      ENDIF
      H = 0.5*G*T**2 + WORK(1)
      END
