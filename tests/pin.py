"""`poe pin`: write the exact versions that are installed now into pyproject.toml, as constraints.

A lock file would name the hosts that the packages came from; this list names packages alone.
"""

import re
import subprocess
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
LIST = re.compile(r"constraint-dependencies = \[.*?\n\]\n", re.DOTALL)


def main() -> None:
    """Replace the list; everything else in the file stays as it is."""
    frozen = subprocess.run(["uv", "pip", "freeze"], capture_output=True, text=True, check=True).stdout
    pins = sorted(line for line in frozen.splitlines() if re.fullmatch(r"[\w.-]+==[\w.]+", line))
    lines = "".join(f'    "{pin}",\n' for pin in pins)
    PROJECT.write_text(LIST.sub(lambda _: f"constraint-dependencies = [\n{lines}]\n", PROJECT.read_text()))


if __name__ == "__main__":
    main()
