"""Explore and administer a Sage Intacct company through its REST API, from the desktop."""

__version__ = "0.1.0"
