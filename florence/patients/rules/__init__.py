"""Pure rules of people: names, birth dates, identifiers, and how typed words are compared."""
