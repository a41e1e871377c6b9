"""What the cooperative decides: plain values in, decisions with their reasons out.

Nothing here knows Telegram, SQL, the clock, chance or prose; only Python's standard library is used.
Start with `requests` (the life of a request), then `waitlist` (who stands where, and why).
"""
