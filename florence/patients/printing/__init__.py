"""What is printed about who somebody is."""
