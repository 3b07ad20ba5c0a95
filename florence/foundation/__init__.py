"""The ground every floor stands on: clock, identifiers, encryption, live announcements, the database server."""
