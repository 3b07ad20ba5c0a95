"""Checkpoints of the log of access and of the history: signed sums, kept outside the database.

Whoever changes, removes or slips in a row afterwards, be it with the owner's password, changes a sum. The
checkpoints are lines in a file; each names the digest of the one before.
"""
