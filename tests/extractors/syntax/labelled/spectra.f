* Discrete transforms and a filter; lower case, do-while, logical IFs.
      subroutine dft(x, n, y, isign)
      implicit none
      integer n, isign, j, k
      complex x(0:n-1), y(0:n-1)
      real twopi
      parameter (twopi = 6.2831853)
      do k = 0, n - 1
         y(k) = (0., 0.)
         do j = 0, n - 1
            y(k) = y(k) + x(j) * exp(cmplx(0., isign * twopi * j * k
     $           / n))
         end do
      end do
      end

      integer function nextpower(n)
      integer n
      nextpower = 1
      do while (nextpower .lt. n)
         nextpower = nextpower * 2
      end do
      end function

      recursive subroutine fft(x, n, work)
      implicit none
      integer n, i
      complex x(n), work(n), t
      if (n .le. 1) return
      do 1 i = 1, n / 2; work(i) = x(2*i-1); work(i+n/2) = x(2*i)
    1 continue
      call fft(work, n / 2, x)
      call fft(work(n/2+1), n / 2, x(n/2+1))
      i = 1
    2 continue
      t = exp((0., -6.2831853) * (i - 1) / n) * work(i + n / 2)
      x(i) = work(i) + t ; x(i + n / 2) = work(i) - t
      i = i + 1
      if (i .le. n / 2) goto 2
      return
      end subroutine fft

      subroutine smooth(a, n, m, passes)
      integer n, m, passes, p, i, j
      real a(n, m)
      logical last
      last = .false.
      sweep: do p = 1, passes
         do 20 j = 2, m - 1
            do 20 i = 2, n - 1
   20    a(i, j) = (a(i-1, j) + a(i+1, j) + a(i, j-1) + a(i, j+1)) / 4
         if (last) exit sweep
      end do sweep
      if (.not. last) then
         do i = 1, n
            a(i, 1) = 0 ! do nothing
            a(i, m) = 0
         enddo
      endif
      end