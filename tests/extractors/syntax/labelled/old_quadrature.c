/* Quadrature written the way it was before prototypes. */
#include <stdio.h>

extern double fabs();
double romberg();
static int n_calls;

double
integrand(x)
double x;
{
	n_calls++;
	return 4.0 / (1.0 + x * x);
}

/* trapezoid: refines the estimate s, at the k-th stage */
static double trapezoid(func, a, b, s, k)
double (*func)();
double a, b, s;
int k;
{
	double x, sum, del;
	register int it, j;

	if (k == 1)
		return 0.5 * (b - a) * ((*func)(a) + (*func)(b));
	for (it = 1, j = 1; j < k - 1; j++)
		it <<= 1;
	del = (b - a) / it;
	x = a + 0.5 * del;
	for (sum = 0.0, j = 1; j <= it; j++, x += del)
		sum += (*func)(x);
	return 0.5 * (s + (b - a) * sum / it);
}

double romberg(func, a, b)
	double (*func)(), a, b;
{
	double s[21], old;
	int k;
	s[0] = 0.0;
	k = 1;
	old = -1e30;
	do {
		s[k] = trapezoid(func, a, b, s[k - 1], k);
		if (fabs(s[k] - old) < 1e-9 * fabs(old))
			break;
		old = s[k];
	} while (++k < 20);
	return s[k < 20 ? k : 19];
}

complain(what, code)
char *what;
{
	fprintf(stderr, "%s??!%d\n", what, code);
	return code;
}

main()
{
	double pi = romberg(integrand, 0.0, 1.0);
	if (pi < 3.0) complain("far off", 1);
	printf("%.10f after %d calls\n", pi, n_calls);
	return 0;
}
