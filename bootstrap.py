"""Set up Verantwoord in .venv with nothing but Python 3.11+ and do one of two jobs.

python3 bootstrap.py demo    install, then index, draft and evaluate the demo corpus
python3 bootstrap.py test    install with the development tools, then run the tests
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LOCKS = {"demo": "requirements.lock", "test": "requirements-dev.lock"}


def main() -> int:
    """Run the job named on the command line."""
    if len(sys.argv) < 2 or sys.argv[1] not in LOCKS:
        print(__doc__)
        return 4
    if sys.version_info < (3, 11):
        print(f"Verantwoord needs Python 3.11 or newer; this is {sys.version.split()[0]}")
        return 4
    job = sys.argv[1]
    folder = Path(os.environ.get("VERANTWOORD_VENV", ROOT / ".venv"))
    binaries = folder / "bin"
    if not (binaries / "pip").exists():
        print(f"making a virtual environment in {folder}", flush=True)
        venv.create(folder, with_pip=True)
    install = [str(binaries / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    print(f"installing the packages pinned in {LOCKS[job]} (a minute or two)", flush=True)
    subprocess.run([*install, "--require-hashes", "-r", str(ROOT / LOCKS[job])], check=True)
    subprocess.run([*install, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)
    command = ["verantwoord", "run"] if job == "demo" else ["pytest"]
    return subprocess.run([str(binaries / command[0]), *command[1:], *sys.argv[2:]], cwd=ROOT).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"setting up failed: {' '.join(map(str, error.cmd[:6]))} … ended with {error.returncode}")
