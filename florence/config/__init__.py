"""Where the slices are put together: settings, addresses, roles, navigation, and who hears of what."""
