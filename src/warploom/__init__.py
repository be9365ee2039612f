"""Warploom weaves open HPC source code into training corpora in which every row is licensed, traced and checked."""
