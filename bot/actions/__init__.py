"""What the bot does: load, ask a rule, save, queue notices.

One action, one transaction; rollback is the default.
"""
