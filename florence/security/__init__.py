"""Who may do what to whose record: accounts, roles, relations, the scope of a request, and the log of every look."""
