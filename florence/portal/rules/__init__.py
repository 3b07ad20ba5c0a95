"""Plain words: how entries of the record are said to the person whose record it is."""
