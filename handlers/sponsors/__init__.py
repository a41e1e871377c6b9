"""Coordinators keep the sponsors: firms, their agreements, their contacts and codes."""
