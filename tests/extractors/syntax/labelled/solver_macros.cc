// A library's public face: export macros, attributes, C linkage, function pointers.
#include "solver_export.h"
#include <cstdio>
#include <memory>

#define SOLVER_CHECK(x) \
	do { \
		if (int e_ = (x)) solver::fail(e_, #x); \
	} while (false)

namespace solver {

[[noreturn]] SOLVER_EXPORT void fail(int code, const char *what)
{
	std::fprintf(stderr, "%s: %d\n", what, code);
	throw code;
}

class SOLVER_EXPORT Handle final {
public:
	SOLVER_EXPORT explicit Handle(int n) : n_(n), data_{new double[n]} {}
	SOLVER_EXPORT ~Handle()
	{
		delete[] data_;
	}
	SOLVER_FORCE_INLINE double &at(int i) SOLVER_NOEXCEPT { return data_[i]; }
	int size() const;

private:
	int n_;
	double *data_;
};

SOLVER_EXPORT int Handle::size() const { return n_; }

}  // namespace solver

extern "C" {

typedef void (*solver_callback)(int iteration, double residual);

SOLVER_EXPORT solver::Handle *solver_create(int n)
{
	return n > 0 ? new solver::Handle(n) : nullptr;
}

SOLVER_EXPORT void SOLVER_CALL solver_destroy(solver::Handle *h) { delete h; }

__attribute__((nonnull(1))) SOLVER_EXPORT
int solver_run(solver::Handle *h, solver_callback report)
{
	double residual = 1.0;
	int k = 0;
	do {
		residual *= 0.5;
		for (int i = 0; i < h->size(); ++i) h->at(i) += residual;
		if (report) report(k, residual);
	} while (residual > 1e-8 && ++k < 100);
	return k;
}

}  // extern "C"

extern "C" int legacy_entry(int n);
extern "C" SOLVER_EXPORT int legacy_entry(int n)
{
	std::unique_ptr<solver::Handle, void (*)(solver::Handle *)> h(solver_create(n), solver_destroy);
	SOLVER_CHECK(!h);
	return solver_run(h.get(), nullptr);
}
