! Declarations of our own: netCDF's Fortran 90 interface, for code that is compiled and not run.
module netcdf
  implicit none
  public

  integer, parameter :: nf90_byte = 1
  integer, parameter :: nf90_int1 = 1
  integer, parameter :: nf90_char = 2
  integer, parameter :: nf90_short = 3
  integer, parameter :: nf90_int2 = 3
  integer, parameter :: nf90_int = 4
  integer, parameter :: nf90_int4 = 4
  integer, parameter :: nf90_float = 5
  integer, parameter :: nf90_real = 5
  integer, parameter :: nf90_real4 = 5
  integer, parameter :: nf90_double = 6
  integer, parameter :: nf90_real8 = 6
  integer, parameter :: nf90_ubyte = 7
  integer, parameter :: nf90_ushort = 8
  integer, parameter :: nf90_uint = 9
  integer, parameter :: nf90_int64 = 10
  integer, parameter :: nf90_uint64 = 11
  integer, parameter :: nf90_string = 12
  integer, parameter :: nf90_fill_char = 0
  integer, parameter :: nf90_fill_byte = -127
  integer, parameter :: nf90_fill_int1 = -127
  integer, parameter :: nf90_fill_short = -32767
  integer, parameter :: nf90_fill_int2 = -32767
  integer, parameter :: nf90_fill_int = -2147483647
  integer, parameter :: nf90_nowrite = 0
  integer, parameter :: nf90_write = 1
  integer, parameter :: nf90_clobber = 0
  integer, parameter :: nf90_noclobber = 4
  integer, parameter :: nf90_fill = 0
  integer, parameter :: nf90_nofill = 256
  integer, parameter :: nf90_64bit_offset = 512
  integer, parameter :: nf90_64bit_data = 32
  integer, parameter :: nf90_share = 2048
  integer, parameter :: nf90_netcdf4 = 4096
  integer, parameter :: nf90_classic_model = 256
  integer, parameter :: nf90_mpiio = 8192
  integer, parameter :: nf90_unlimited = 0
  integer, parameter :: nf90_global = 0
  integer, parameter :: nf90_max_name = 256
  integer, parameter :: nf90_max_dims = 1024
  integer, parameter :: nf90_max_var_dims = 1024
  integer, parameter :: nf90_max_vars = 8192
  integer, parameter :: nf90_max_attrs = 8192
  integer, parameter :: nf90_noerr = 0
  integer, parameter :: nf90_ebadid = -33
  integer, parameter :: nf90_eexist = -35
  integer, parameter :: nf90_einval = -36
  integer, parameter :: nf90_enotvar = -49
  integer, parameter :: nf90_ebaddim = -46
  integer, parameter :: nf90_enotatt = -43
  integer, parameter :: nf90_enameinuse = -42
  integer, parameter :: nf90_einvalcoords = -40
  integer, parameter :: nf90_erange = -60
  integer, parameter :: nf90_independent = 0
  integer, parameter :: nf90_collective = 1
  integer, parameter :: nf90_chunked = 0
  integer, parameter :: nf90_contiguous = 1
  real, parameter :: nf90_fill_float = 9.9692099683868690e+36, nf90_fill_real = nf90_fill_float, nf90_fill_real4 = nf90_fill_float
  double precision, parameter :: nf90_fill_double = 9.9692099683868690d+36, nf90_fill_real8 = nf90_fill_double

  interface nf90_def_var
    procedure nf90_def_var_scalar, nf90_def_var_one, nf90_def_var_many
  end interface nf90_def_var

  interface
    function nf90_abort(ncid)
      integer :: nf90_abort
      integer, intent(in) :: ncid
    end function nf90_abort
    function nf90_close(ncid)
      integer :: nf90_close
      integer, intent(in) :: ncid
    end function nf90_close
    function nf90_copy_att(ncid_in, varid_in, name, ncid_out, varid_out)
      integer :: nf90_copy_att
      integer, intent(in) :: ncid_in
      integer, intent(in) :: varid_in
      character(len=*), intent(in) :: name
      integer, intent(in) :: ncid_out
      integer, intent(in) :: varid_out
    end function nf90_copy_att
    function nf90_create(path, cmode, ncid, initialsize, chunksize, cache_size, cache_nelems, cache_preemption, &
        comm, info)
      integer :: nf90_create
      character(len=*), intent(in) :: path
      integer, intent(in) :: cmode
      integer, intent(out) :: ncid
      integer, optional, intent(in) :: initialsize
      integer, optional, intent(inout) :: chunksize
      integer, optional, intent(in) :: cache_size
      integer, optional, intent(in) :: cache_nelems
      real, optional, intent(in) :: cache_preemption
      integer, optional, intent(in) :: comm
      integer, optional, intent(in) :: info
    end function nf90_create
    function nf90_def_dim(ncid, name, len, dimid)
      integer :: nf90_def_dim
      integer, intent(in) :: ncid
      character(len=*), intent(in) :: name
      integer, intent(in) :: len
      integer, intent(out) :: dimid
    end function nf90_def_dim
    function nf90_def_grp(parent_ncid, name, new_ncid)
      integer :: nf90_def_grp
      integer, intent(in) :: parent_ncid
      character(len=*), intent(in) :: name
      integer, intent(out) :: new_ncid
    end function nf90_def_grp
    function nf90_def_var_chunking(ncid, varid, contiguous, chunksizes)
      integer :: nf90_def_var_chunking
      integer, intent(in) :: ncid
      integer, intent(in) :: varid
      integer, intent(in) :: contiguous
      integer, dimension(:), intent(in) :: chunksizes
    end function nf90_def_var_chunking
    function nf90_def_var_deflate(ncid, varid, shuffle, deflate, deflate_level)
      integer :: nf90_def_var_deflate
      integer, intent(in) :: ncid
      integer, intent(in) :: varid
      integer, intent(in) :: shuffle
      integer, intent(in) :: deflate
      integer, intent(in) :: deflate_level
    end function nf90_def_var_deflate
    function nf90_def_var_fill(ncid, varid, no_fill, fill)
      integer :: nf90_def_var_fill
      integer, intent(in) :: ncid
      integer, intent(in) :: varid
      integer, intent(in) :: no_fill
      type(*), dimension(..), intent(in) :: fill
    end function nf90_def_var_fill
    function nf90_def_var_many(ncid, name, xtype, dimids, varid, contiguous, chunksizes, deflate_level, shuffle)
      integer :: nf90_def_var_many
      integer, intent(in) :: ncid
      character(len=*), intent(in) :: name
      integer, intent(in) :: xtype
      integer, dimension(:), intent(in) :: dimids
      integer, intent(out) :: varid
      logical, optional, intent(in) :: contiguous
      integer, dimension(:), optional, intent(in) :: chunksizes
      integer, optional, intent(in) :: deflate_level
      logical, optional, intent(in) :: shuffle
    end function nf90_def_var_many
    function nf90_def_var_one(ncid, name, xtype, dimid, varid, deflate_level, shuffle)
      integer :: nf90_def_var_one
      integer, intent(in) :: ncid
      character(len=*), intent(in) :: name
      integer, intent(in) :: xtype
      integer, intent(in) :: dimid
      integer, intent(out) :: varid
      integer, optional, intent(in) :: deflate_level
      logical, optional, intent(in) :: shuffle
    end function nf90_def_var_one
    function nf90_def_var_scalar(ncid, name, xtype, varid)
      integer :: nf90_def_var_scalar
      integer, intent(in) :: ncid
      character(len=*), intent(in) :: name
      integer, intent(in) :: xtype
      integer, intent(out) :: varid
    end function nf90_def_var_scalar
    function nf90_del_att(ncid, varid, name)
      integer :: nf90_del_att
      integer, intent(in) :: ncid
      integer, intent(in) :: varid
      character(len=*), intent(in) :: name
    end function nf90_del_att
    function nf90_enddef(ncid, h_minfree, v_align, v_minfree, r_align)
      integer :: nf90_enddef
      integer, intent(in) :: ncid
      integer, optional, intent(in) :: h_minfree
      integer, optional, intent(in) :: v_align
      integer, optional, intent(in) :: v_minfree
      integer, optional, intent(in) :: r_align
    end function nf90_enddef
    function nf90_get_att(ncid, varid, name, values)
      integer :: nf90_get_att
      integer, intent(in) :: ncid
      integer, intent(in) :: varid
      character(len=*), intent(in) :: name
      type(*), dimension(..) :: values
    end function nf90_get_att
    function nf90_get_var(ncid, varid, values, start, count, stride, map)
      integer :: nf90_get_var
      integer, intent(in) :: ncid
      integer, intent(in) :: varid
      type(*), dimension(..) :: values
      integer, dimension(:), optional, intent(in) :: start
      integer, dimension(:), optional, intent(in) :: count
      integer, dimension(:), optional, intent(in) :: stride
      integer, dimension(:), optional, intent(in) :: map
    end function nf90_get_var
    function nf90_inq_attname(ncid, varid, attnum, name)
      integer :: nf90_inq_attname
      integer, intent(in) :: ncid
      integer, intent(in) :: varid
      integer, intent(in) :: attnum
      character(len=*), intent(out) :: name
    end function nf90_inq_attname
    function nf90_inq_dimid(ncid, name, dimid)
      integer :: nf90_inq_dimid
      integer, intent(in) :: ncid
      character(len=*), intent(in) :: name
      integer, intent(out) :: dimid
    end function nf90_inq_dimid
    function nf90_inq_ncid(ncid, name, grp_ncid)
      integer :: nf90_inq_ncid
      integer, intent(in) :: ncid
      character(len=*), intent(in) :: name
      integer, intent(out) :: grp_ncid
    end function nf90_inq_ncid
    function nf90_inq_varid(ncid, name, varid)
      integer :: nf90_inq_varid
      integer, intent(in) :: ncid
      character(len=*), intent(in) :: name
      integer, intent(out) :: varid
    end function nf90_inq_varid
    function nf90_inquire(ncid, ndimensions, nvariables, nattributes, unlimiteddimid, formatnum)
      integer :: nf90_inquire
      integer, intent(in) :: ncid
      integer, optional, intent(out) :: ndimensions
      integer, optional, intent(out) :: nvariables
      integer, optional, intent(out) :: nattributes
      integer, optional, intent(out) :: unlimiteddimid
      integer, optional, intent(out) :: formatnum
    end function nf90_inquire
    function nf90_inquire_attribute(ncid, varid, name, xtype, len, attnum)
      integer :: nf90_inquire_attribute
      integer, intent(in) :: ncid
      integer, intent(in) :: varid
      character(len=*), intent(in) :: name
      integer, optional, intent(out) :: xtype
      integer, optional, intent(out) :: len
      integer, optional, intent(out) :: attnum
    end function nf90_inquire_attribute
    function nf90_inquire_dimension(ncid, dimid, name, len)
      integer :: nf90_inquire_dimension
      integer, intent(in) :: ncid
      integer, intent(in) :: dimid
      character(len=*), optional, intent(out) :: name
      integer, optional, intent(out) :: len
    end function nf90_inquire_dimension
    function nf90_inquire_variable(ncid, varid, name, xtype, ndims, dimids, natts)
      integer :: nf90_inquire_variable
      integer, intent(in) :: ncid
      integer, intent(in) :: varid
      character(len=*), optional, intent(out) :: name
      integer, optional, intent(out) :: xtype
      integer, optional, intent(out) :: ndims
      integer, dimension(:), optional, intent(out) :: dimids
      integer, optional, intent(out) :: natts
    end function nf90_inquire_variable
    function nf90_open(path, mode, ncid, chunksize, cache_size, cache_nelems, cache_preemption, comm, info)
      integer :: nf90_open
      character(len=*), intent(in) :: path
      integer, intent(in) :: mode
      integer, intent(out) :: ncid
      integer, optional, intent(inout) :: chunksize
      integer, optional, intent(in) :: cache_size
      integer, optional, intent(in) :: cache_nelems
      real, optional, intent(in) :: cache_preemption
      integer, optional, intent(in) :: comm
      integer, optional, intent(in) :: info
    end function nf90_open
    function nf90_put_att(ncid, varid, name, values)
      integer :: nf90_put_att
      integer, intent(in) :: ncid
      integer, intent(in) :: varid
      character(len=*), intent(in) :: name
      type(*), dimension(..), intent(in) :: values
    end function nf90_put_att
    function nf90_put_var(ncid, varid, values, start, count, stride, map)
      integer :: nf90_put_var
      integer, intent(in) :: ncid
      integer, intent(in) :: varid
      type(*), dimension(..), intent(in) :: values
      integer, dimension(:), optional, intent(in) :: start
      integer, dimension(:), optional, intent(in) :: count
      integer, dimension(:), optional, intent(in) :: stride
      integer, dimension(:), optional, intent(in) :: map
    end function nf90_put_var
    function nf90_redef(ncid)
      integer :: nf90_redef
      integer, intent(in) :: ncid
    end function nf90_redef
    function nf90_rename_var(ncid, varid, newname)
      integer :: nf90_rename_var
      integer, intent(in) :: ncid
      integer, intent(in) :: varid
      character(len=*), intent(in) :: newname
    end function nf90_rename_var
    function nf90_set_fill(ncid, fillmode, old_mode)
      integer :: nf90_set_fill
      integer, intent(in) :: ncid
      integer, intent(in) :: fillmode
      integer, intent(out) :: old_mode
    end function nf90_set_fill
    function nf90_sync(ncid)
      integer :: nf90_sync
      integer, intent(in) :: ncid
    end function nf90_sync
    function nf90_var_par_access(ncid, varid, access)
      integer :: nf90_var_par_access
      integer, intent(in) :: ncid
      integer, intent(in) :: varid
      integer, intent(in) :: access
    end function nf90_var_par_access
    function nf90_strerror(ncerr)
      character(len=80) :: nf90_strerror
      integer, intent(in) :: ncerr
    end function nf90_strerror
    function nf90_inq_libvers()
      character(len=80) :: nf90_inq_libvers
    end function nf90_inq_libvers
  end interface
end module netcdf
