"""What can be done with accounts, roles, emergency access and questions about the log."""
