"""What spans slices and processes: a real server, asked as a browser asks it."""
