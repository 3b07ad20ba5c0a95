"""Writes of the interchange: the programs that may exchange records."""
