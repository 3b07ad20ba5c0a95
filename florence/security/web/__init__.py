"""The pages of security, and what guards every page."""
