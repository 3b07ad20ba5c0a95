"""Reads of the exchange of records."""
