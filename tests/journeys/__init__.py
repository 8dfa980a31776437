"""Whole stories on a running stack: real processes, a real browser."""
