"""The environment of processes that read what strangers have made."""

import os

_KEPT_VARIABLES = frozenset(
    {"PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LD_LIBRARY_PATH"}
    | {"PYTHONPATH", "PYTHONHOME", "PYTHONUTF8", "PYTHONDONTWRITEBYTECODE"}
)


def bare_environment() -> dict[str, str]:
    """What an interpreter needs and no more: keys are no business of a process that reads strangers' files."""
    kept = {name: value for name, value in os.environ.items() if name.upper() in _KEPT_VARIABLES}
    # Each library's own threads would stand in the embedder's way.
    return {**kept, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
