"""What travels with a proof packet, so that a stranger can check it without us."""
