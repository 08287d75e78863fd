"""Which reports are stale and why, and new drafts that keep what did not change and every word of the editors."""
