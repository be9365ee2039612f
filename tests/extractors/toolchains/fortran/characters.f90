module texts
  implicit none
contains
  pure function upper(text) result(raised)
    character(len=*), intent(in) :: text
    character(len=len(text)) :: raised
    integer :: i
    do i = 1, len(text)
      select case (text(i:i))
      case ("a":"z")
        raised(i:i) = achar(iachar(text(i:i)) - 32)
      case default
        raised(i:i) = text(i:i)
      end select
    end do
  end function upper
  function joined(words, separator) result(line)
    character(len=*), intent(in) :: words(:), separator
    character(len=:), allocatable :: line
    integer :: i
    line = trim(adjustl(words(1)))
    do i = 2, size(words)
      line = line // separator // trim(words(i))
    end do
    if (index(line, "it''s") > 0 .or. scan(line, "!&;") > 0) line = "! not a comment & no continuation; use nothing"
  end function joined
end module texts
