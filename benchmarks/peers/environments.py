"""One virtual environment a peer, from its own pinned requirements file, remade when that file changes."""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "requirements"
ENVIRONMENTS = HERE / ".venvs"


def python_of(peer: str, *, borrow: Path | None = None) -> Path:
    """The interpreter of `peer`'s environment, made first where it is missing or its requirements changed.

    `borrow` names another environment's site-packages folder: what stands there in the pinned version is used from
    there instead of being installed again. It saves disk and minutes and changes no version.
    """
    folder = ENVIRONMENTS / peer
    python = folder / "bin" / "python"
    requirements = REQUIREMENTS / f"{peer}.txt"
    stamp = folder / "requirements.sha256"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return python
    print(f"{peer}: making its environment", file=sys.stderr)
    venv.create(folder, clear=True, with_pip=True)
    if borrow is not None:
        site_packages = next((folder / "lib").glob("python3*/site-packages"))
        (site_packages / "borrowed.pth").write_text(f"{borrow.resolve()}\n")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--requirement", requirements], check=True)
    stamp.write_text(wanted)
    return python
