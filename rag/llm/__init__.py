"""Asking a language model: prompts, one client with cache, retries and a budget. Every role goes through here."""
