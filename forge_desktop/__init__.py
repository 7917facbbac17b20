"""Forge Desktop: a desktop client for manufacturing data held by MRPeasy and ForgeMRP."""

__version__ = "0.1.0"
