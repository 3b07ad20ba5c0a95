"""What can be done with a patient's identity."""
