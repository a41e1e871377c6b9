"""What has to be true at the end of every day, worked out from the tables themselves.

Written apart from what it checks: these files know the policy's numbers and the words in the tables, and use
neither the rules nor the storage nor the actions. A check is a function that tells what it found, one
sentence each; its source stands in its docstring.
"""

from bot.year.checks.checker import CHECKS, Checker, Violation
from bot.year.checks.tables import Known

__all__ = ["CHECKS", "Checker", "Known", "Violation"]
