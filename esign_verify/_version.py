"""The version, in a module of its own so that nothing is imported for it."""

__version__ = "0.1.0"
