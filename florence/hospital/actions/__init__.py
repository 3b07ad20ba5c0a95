"""What can be done with the house: its departments and its places."""
