"""Fetching over the network: polite, bounded, and only from the hosts that may be asked."""
