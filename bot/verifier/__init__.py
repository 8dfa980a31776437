"""What travels inside every export of a consent history, byte for byte. Nothing of ours imports it."""
