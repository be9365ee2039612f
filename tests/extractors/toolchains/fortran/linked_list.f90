module linked_lists
  implicit none
  type :: node
    integer :: value
    type(node), pointer :: next => null()
  end type node
contains
  subroutine push(head, value)
    type(node), pointer, intent(inout) :: head
    integer, intent(in) :: value
    type(node), pointer :: fresh
    allocate (fresh)
    fresh%value = value
    fresh%next => head
    head => fresh
  end subroutine push
  recursive integer function depth(head) result(n)
    type(node), pointer, intent(in) :: head
    n = 0
    if (associated(head)) n = 1 + depth(head%next)
  end function depth
  subroutine column(matrix, j, view)
    real, target, intent(in) :: matrix(:, :)
    integer, intent(in) :: j
    real, pointer, intent(out) :: view(:)
    view(0:) => matrix(:, j)
  end subroutine column
end module linked_lists
