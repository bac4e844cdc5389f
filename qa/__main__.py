"""`python -m qa`."""

import sys

from core.interrupts import leaving_at_once

with leaving_at_once():
    from qa.cli import main

if __name__ == "__main__":
    sys.exit(main())
