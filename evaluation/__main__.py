"""`python -m evaluation`."""

import sys

from core.interrupts import leaving_at_once

with leaving_at_once():
    from evaluation.cli import main

if __name__ == "__main__":
    sys.exit(main())
