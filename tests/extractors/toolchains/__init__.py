"""Tests of compilers' command lines and of what comes out of them."""
