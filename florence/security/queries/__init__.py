"""What can be read of accounts, roles, relations and the log of access."""
