"""What the program costs beside others that do the same, in one run: `python -m tests.bench P1 P7`."""
