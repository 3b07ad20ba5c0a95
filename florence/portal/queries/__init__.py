"""What the portal reads, all of it from the record of the one who has signed in."""
