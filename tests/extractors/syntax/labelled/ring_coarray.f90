! Ring mit Koarrays: jeder Nachbar schickt weiter, was er bekam (Größe n).
MODULE Ring_Types
  IMPLICIT NONE
  TYPE Message
    INTEGER :: Source = 0, Hops = 0
    REAL :: Payload(4) = 0.
  END TYPE Message
  INTERFACE Show
    MODULE PROCEDURE Show_Message, Show_Count
  END INTERFACE Show
CONTAINS
  SUBROUTINE Show_Message(M)
    TYPE(Message), INTENT(IN) :: M
    WRITE (*, "(A,I0,A,I0)") "from ", M%Source, " after ", M%Hops
  END SUBROUTINE Show_Message
  SUBROUTINE Show_Count(N)
    INTEGER, INTENT(IN) :: N
    WRITE (*, *) "END SUBROUTINE", N
  END
  IMPURE ELEMENTAL INTEGER FUNCTION Neighbour(Me, Shift)
    INTEGER, INTENT(IN) :: Me
    INTEGER, INTENT(IN), OPTIONAL :: Shift
    INTEGER :: S
    S = 1; IF (PRESENT(Shift)) S = Shift
    Neighbour = 1 + MODULO(Me - 1 + S, NUM_IMAGES())
  END FUNCTION
END

PROGRAM Ring
  USE Ring_Types
  USE, INTRINSIC :: ISO_FORTRAN_ENV, ONLY: Lock_Type, Event_Type
  IMPLICIT NONE
  TYPE(Message), ALLOCATABLE :: Box[:]
  TYPE(Lock_Type) :: Lock[*]
  INTEGER :: Total[*], I, Me
  Me = THIS_IMAGE()
  ALLOCATE (Box[*])
  Total = Me
  Box%Source = Me
  SYNC ALL
  DO I = 1, NUM_IMAGES()
    Box[Neighbour(Me)]%Hops = Box%Hops + 1
    SYNC ALL
    IF (MOD(I, 2) == 0) CYCLE
    LOCK (Lock[1]); Total[1] = Total[1] + 1; UNLOCK (Lock[1])
  END DO
  CRITICAL
    Total[1] = Total[1] - 1
  END CRITICAL
  CALL CO_SUM(Total, RESULT_IMAGE=1)
  IF (Me == 1) THEN
    CALL Show(Box)
    CALL Show(Total)
    I = 0
    DO WHILE (I < 3)
      I = I + Increment(I)
      DO CONCURRENT (INTEGER :: J = 1:4) LOCAL(Me) SHARED(Box)
        Box%Payload(J) = REAL(J * I)
      END DO
    END DO
  END IF
CONTAINS
  INTEGER FUNCTION Increment(K)
    INTEGER, VALUE :: K
    Increment = MERGE(1, 2, K > &
      & 1 .AND. K < 10 &

      ! a comment between continued lines, then the rest
      & .OR. K == 0)
  END FUNCTION Increment
END PROGRAM Ring
