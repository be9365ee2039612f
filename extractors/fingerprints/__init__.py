"""Turns texts into tokens, shingles and MinHash signatures, natively and with the same bits everywhere."""
