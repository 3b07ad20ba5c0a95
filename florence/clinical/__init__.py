"""Clinical rules as pure functions: ages, vital signs and their limits, flags of results, scores."""
