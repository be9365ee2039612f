! Declarations of our own: the constants of MPI as the module `mpi` gives them, for code that is compiled and not run.
! Handles have the values of MPICH. Routines keep their implicit interface, as they take buffers of any type.
module mpi
  implicit none
  public

  integer, parameter :: MPI_VERSION = 4
  integer, parameter :: MPI_SUBVERSION = 0
  integer, parameter :: MPI_SUCCESS = 0
  integer, parameter :: MPI_ANY_SOURCE = -2
  integer, parameter :: MPI_ANY_TAG = -1
  integer, parameter :: MPI_PROC_NULL = -1
  integer, parameter :: MPI_ROOT = -3
  integer, parameter :: MPI_UNDEFINED = -32766
  integer, parameter :: MPI_KEYVAL_INVALID = 603979776
  integer, parameter :: MPI_BSEND_OVERHEAD = 96
  integer, parameter :: MPI_MAX_PROCESSOR_NAME = 127
  integer, parameter :: MPI_MAX_ERROR_STRING = 511
  integer, parameter :: MPI_MAX_PORT_NAME = 255
  integer, parameter :: MPI_MAX_OBJECT_NAME = 127
  integer, parameter :: MPI_MAX_INFO_KEY = 254
  integer, parameter :: MPI_MAX_INFO_VAL = 1023
  integer, parameter :: MPI_MAX_LIBRARY_VERSION_STRING = 8191
  integer, parameter :: MPI_MAX_DATAREP_STRING = 127
  integer, parameter :: MPI_ERR_BUFFER = 1
  integer, parameter :: MPI_ERR_COUNT = 2
  integer, parameter :: MPI_ERR_TYPE = 3
  integer, parameter :: MPI_ERR_TAG = 4
  integer, parameter :: MPI_ERR_COMM = 5
  integer, parameter :: MPI_ERR_RANK = 6
  integer, parameter :: MPI_ERR_ROOT = 7
  integer, parameter :: MPI_ERR_GROUP = 8
  integer, parameter :: MPI_ERR_OP = 9
  integer, parameter :: MPI_ERR_TOPOLOGY = 10
  integer, parameter :: MPI_ERR_DIMS = 11
  integer, parameter :: MPI_ERR_ARG = 12
  integer, parameter :: MPI_ERR_UNKNOWN = 13
  integer, parameter :: MPI_ERR_TRUNCATE = 14
  integer, parameter :: MPI_ERR_OTHER = 15
  integer, parameter :: MPI_ERR_INTERN = 16
  integer, parameter :: MPI_ERR_IN_STATUS = 17
  integer, parameter :: MPI_ERR_PENDING = 18
  integer, parameter :: MPI_ERR_REQUEST = 19
  integer, parameter :: MPI_ERR_LASTCODE = 1073741823
  integer, parameter :: MPI_IDENT = 0
  integer, parameter :: MPI_CONGRUENT = 1
  integer, parameter :: MPI_SIMILAR = 2
  integer, parameter :: MPI_UNEQUAL = 3
  integer, parameter :: MPI_GRAPH = 1
  integer, parameter :: MPI_CART = 2
  integer, parameter :: MPI_DIST_GRAPH = 3
  integer, parameter :: MPI_THREAD_SINGLE = 0
  integer, parameter :: MPI_THREAD_FUNNELED = 1
  integer, parameter :: MPI_THREAD_SERIALIZED = 2
  integer, parameter :: MPI_THREAD_MULTIPLE = 3
  integer, parameter :: MPI_ORDER_C = 56
  integer, parameter :: MPI_ORDER_FORTRAN = 57
  integer, parameter :: MPI_DISTRIBUTE_BLOCK = 121
  integer, parameter :: MPI_DISTRIBUTE_CYCLIC = 122
  integer, parameter :: MPI_DISTRIBUTE_NONE = 123
  integer, parameter :: MPI_DISTRIBUTE_DFLT_DARG = -49767
  integer, parameter :: MPI_LOCK_EXCLUSIVE = 234
  integer, parameter :: MPI_LOCK_SHARED = 235
  integer, parameter :: MPI_MODE_NOCHECK = 1024
  integer, parameter :: MPI_MODE_NOSTORE = 2048
  integer, parameter :: MPI_MODE_NOPUT = 4096
  integer, parameter :: MPI_MODE_NOPRECEDE = 8192
  integer, parameter :: MPI_MODE_NOSUCCEED = 16384
  integer, parameter :: MPI_MODE_RDONLY = 2
  integer, parameter :: MPI_MODE_RDWR = 8
  integer, parameter :: MPI_MODE_WRONLY = 4
  integer, parameter :: MPI_MODE_CREATE = 1
  integer, parameter :: MPI_MODE_EXCL = 64
  integer, parameter :: MPI_MODE_DELETE_ON_CLOSE = 16
  integer, parameter :: MPI_MODE_UNIQUE_OPEN = 32
  integer, parameter :: MPI_MODE_APPEND = 128
  integer, parameter :: MPI_MODE_SEQUENTIAL = 256
  integer, parameter :: MPI_SEEK_SET = 600
  integer, parameter :: MPI_SEEK_CUR = 602
  integer, parameter :: MPI_SEEK_END = 604
  integer, parameter :: MPI_TAG_UB = 1681915906
  integer, parameter :: MPI_HOST = 1681915908
  integer, parameter :: MPI_IO = 1681915910
  integer, parameter :: MPI_WTIME_IS_GLOBAL = 1681915912
  integer, parameter :: MPI_UNIVERSE_SIZE = 1681915914
  integer, parameter :: MPI_APPNUM = 1681915918
  integer, parameter :: MPI_COMM_TYPE_SHARED = 1
  integer, parameter :: MPI_STATUS_SIZE = 5
  integer, parameter :: MPI_SOURCE = 3
  integer, parameter :: MPI_TAG = 4
  integer, parameter :: MPI_ERROR = 5
  integer, parameter :: MPI_ADDRESS_KIND = 8
  integer, parameter :: MPI_OFFSET_KIND = 8
  integer, parameter :: MPI_COUNT_KIND = 8
  integer, parameter :: MPI_INTEGER_KIND = 4

  integer, parameter :: MPI_COMM_WORLD = 1140850688
  integer, parameter :: MPI_COMM_SELF = 1140850689
  integer, parameter :: MPI_COMM_NULL = 67108864
  integer, parameter :: MPI_GROUP_EMPTY = 1207959552
  integer, parameter :: MPI_GROUP_NULL = 134217728
  integer, parameter :: MPI_WIN_NULL = 536870912
  integer, parameter :: MPI_FILE_NULL = 0
  integer, parameter :: MPI_REQUEST_NULL = 738197504
  integer, parameter :: MPI_MESSAGE_NULL = 738197504
  integer, parameter :: MPI_MESSAGE_NO_PROC = 1811939328
  integer, parameter :: MPI_INFO_NULL = 469762048
  integer, parameter :: MPI_INFO_ENV = 1543503873
  integer, parameter :: MPI_ERRHANDLER_NULL = 335544320
  integer, parameter :: MPI_ERRORS_ARE_FATAL = 1409286144
  integer, parameter :: MPI_ERRORS_RETURN = 1409286145
  integer, parameter :: MPI_MAX = 1476395009
  integer, parameter :: MPI_MIN = 1476395010
  integer, parameter :: MPI_SUM = 1476395011
  integer, parameter :: MPI_PROD = 1476395012
  integer, parameter :: MPI_LAND = 1476395013
  integer, parameter :: MPI_BAND = 1476395014
  integer, parameter :: MPI_LOR = 1476395015
  integer, parameter :: MPI_BOR = 1476395016
  integer, parameter :: MPI_LXOR = 1476395017
  integer, parameter :: MPI_BXOR = 1476395018
  integer, parameter :: MPI_MINLOC = 1476395019
  integer, parameter :: MPI_MAXLOC = 1476395020
  integer, parameter :: MPI_REPLACE = 1476395021
  integer, parameter :: MPI_NO_OP = 1476395022
  integer, parameter :: MPI_OP_NULL = 402653184
  integer, parameter :: MPI_DATATYPE_NULL = 201326592
  integer, parameter :: MPI_COMPLEX = 1275070494
  integer, parameter :: MPI_DOUBLE_COMPLEX = 1275072546
  integer, parameter :: MPI_LOGICAL = 1275069469
  integer, parameter :: MPI_REAL = 1275069468
  integer, parameter :: MPI_DOUBLE_PRECISION = 1275070495
  integer, parameter :: MPI_INTEGER = 1275069467
  integer, parameter :: MPI_2INTEGER = 1275070496
  integer, parameter :: MPI_2DOUBLE_PRECISION = 1275072547
  integer, parameter :: MPI_2REAL = 1275070497
  integer, parameter :: MPI_CHARACTER = 1275068698
  integer, parameter :: MPI_BYTE = 1275068685
  integer, parameter :: MPI_PACKED = 1275068687
  integer, parameter :: MPI_INTEGER1 = 1275068717
  integer, parameter :: MPI_INTEGER2 = 1275068975
  integer, parameter :: MPI_INTEGER4 = 1275069488
  integer, parameter :: MPI_INTEGER8 = 1275070513
  integer, parameter :: MPI_REAL4 = 1275069479
  integer, parameter :: MPI_REAL8 = 1275070505
  integer, parameter :: MPI_REAL16 = 1275072555
  integer, parameter :: MPI_COMPLEX8 = 1275070504
  integer, parameter :: MPI_COMPLEX16 = 1275072554
  integer, parameter :: MPI_COMPLEX32 = 1275076652
  integer, parameter :: MPI_LOGICAL1 = 1275068723
  integer, parameter :: MPI_LOGICAL4 = 1275069493
  integer, parameter :: MPI_INT8_T = 1275068727
  integer, parameter :: MPI_INT16_T = 1275068984
  integer, parameter :: MPI_INT32_T = 1275069497
  integer, parameter :: MPI_INT64_T = 1275070522
  integer, parameter :: MPI_UINT8_T = 1275068731
  integer, parameter :: MPI_UINT16_T = 1275068988
  integer, parameter :: MPI_UINT32_T = 1275069501
  integer, parameter :: MPI_UINT64_T = 1275070526
  integer, parameter :: MPI_AINT = 1275070531
  integer, parameter :: MPI_OFFSET = 1275070532
  integer, parameter :: MPI_COUNT = 1275070533
  integer, parameter :: MPI_C_BOOL = 1275068735
  integer, parameter :: MPI_CHAR = 1275068673
  integer, parameter :: MPI_INT = 1275069445
  integer, parameter :: MPI_LONG = 1275070471
  integer, parameter :: MPI_FLOAT = 1275069450
  integer, parameter :: MPI_DOUBLE = 1275070475
  integer, parameter :: MPI_C_DOUBLE_COMPLEX = 1275072577
  integer, parameter :: MPI_C_FLOAT_COMPLEX = 1275070528

  integer :: MPI_STATUS_IGNORE(MPI_STATUS_SIZE), MPI_STATUSES_IGNORE(MPI_STATUS_SIZE, 1), MPI_ERRCODES_IGNORE(1)
  integer :: MPI_BOTTOM, MPI_IN_PLACE, MPI_UNWEIGHTED(1), MPI_WEIGHTS_EMPTY(1)
  character(len=1) :: MPI_ARGV_NULL(1), MPI_ARGVS_NULL(1, 1)
  common /mpifcmb5/ MPI_STATUS_IGNORE
  common /mpifcmb9/ MPI_STATUSES_IGNORE
  common /mpipriv1/ MPI_BOTTOM, MPI_IN_PLACE
  common /mpipriv2/ MPI_ERRCODES_IGNORE, MPI_UNWEIGHTED, MPI_WEIGHTS_EMPTY
  common /mpiprivc/ MPI_ARGV_NULL, MPI_ARGVS_NULL

  interface
    function MPI_Wtime()
      double precision :: MPI_Wtime
    end function MPI_Wtime
    function MPI_Wtick()
      double precision :: MPI_Wtick
    end function MPI_Wtick
  end interface
  external :: MPI_COMM_DUP_FN, MPI_COMM_NULL_COPY_FN, MPI_COMM_NULL_DELETE_FN, MPI_DUP_FN, MPI_NULL_COPY_FN, MPI_NULL_DELETE_FN
end module mpi
