"""The conversation: what people text, what we answer, whom we may text, and the outbox. No Flask, no RQ."""
