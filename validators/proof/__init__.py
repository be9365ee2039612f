"""Pairs proven on the CPU: mutants, comparators, null kernels, sanitizers and the verdict over all of them."""
