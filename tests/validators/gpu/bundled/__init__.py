"""Tests of `validators.gpu.bundled`; none needs a GPU."""
