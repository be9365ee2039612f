subroutine statistics(table, means, order)
  implicit none
  real, intent(in) :: table(:, :)
  real, intent(out) :: means(size(table, 2))
  integer, intent(out) :: order(2)
  real, dimension(:, :), allocatable :: centred
  logical :: mask(size(table, 1), size(table, 2))
  means = sum(table, dim=1)/size(table, 1)
  centred = table - spread(means, 1, size(table, 1))
  mask = centred > 0
  order = maxloc(centred, mask=mask)
  centred = matmul(transpose(centred), centred)
  means = means + pack(centred, .true.) + count(mask, 1) + cshift(means, 1) + eoshift(means, -1)
  means = reshape(means, shape(means)) + minval(centred) + product(means)
end subroutine statistics
