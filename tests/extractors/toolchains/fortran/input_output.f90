subroutine copy_lines(source, destination, lines)
  implicit none
  character(len=*), intent(in) :: source, destination
  integer, intent(out) :: lines
  integer :: input, output, status
  character(len=256) :: line, message
  lines = 0
  open (newunit=input, file=source, status="old", action="read", iostat=status, iomsg=message)
  if (status /= 0) stop "cannot open"
  open (newunit=output, file=destination, form="formatted", access="stream", status="replace")
  do
    read (input, "(a)", end=10) line
    write (output, "(i6, 1x, a)") lines, trim(line)
    lines = lines + 1
  end do
10 continue
  inquire (unit=output, size=status)
  write (line, *) status
  read (line, *, err=20) status
20 close (input)
  close (output, status="keep")
end subroutine copy_lines
