subroutine read_temperature(path, temperature, status)
  use netcdf
  implicit none
  character(len=*), intent(in) :: path
  real, intent(out) :: temperature(:, :)
  integer, intent(out) :: status
  integer :: file, variable
  status = nf90_open(path, nf90_nowrite, file)
  if (status /= nf90_noerr) then
    print *, trim(nf90_strerror(status))
    return
  end if
  status = nf90_inq_varid(file, "temperature", variable)
  status = nf90_get_var(file, variable, temperature, start=[1, 1])
  status = nf90_close(file)
end subroutine read_temperature
