"""Tests of `validators.gpu`; all but one need no GPU."""
