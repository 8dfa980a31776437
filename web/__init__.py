"""Every HTTP door. Doors verify, store, ring and answer; rules live in bot/ and records/."""
