"""Printed copies of the own record."""
