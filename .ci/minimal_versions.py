"""Builds the library and the command with the oldest versions of their dependencies that Cargo.toml allows.

Only of those that Cargo.toml names: theirs are for them to state. Works on a copy, so that Cargo.lock stays as it is."""
import os
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
COPY = ROOT / "target" / "minimal-versions"

shutil.rmtree(COPY, ignore_errors=True)
COPY.mkdir(parents=True)
for part in ["Cargo.toml", "clippy.toml", "README.md"]:
    shutil.copy(ROOT / part, COPY)
for part in ["src", "tests", "benches", "fixtures"]:
    (COPY / part).symlink_to(ROOT / part)
# Choosing versions so is not stable yet; the compiler is the stable one all the same.
unstable = {**os.environ, "RUSTC_BOOTSTRAP": "1"}
subprocess.run(["cargo", "update", "--quiet", "-Z", "direct-minimal-versions"], cwd=COPY, env=unstable, check=True)
# Most are the versions that were checked before.
target = {**os.environ, "CARGO_TARGET_DIR": str(ROOT / "target")}
subprocess.run(["cargo", "check", "--quiet", "--locked", "--lib", "--bins", "--all-features"], cwd=COPY, env=target,
               check=True)
tree = subprocess.run(["cargo", "tree", "--locked", "--all-features", "--depth=1", "--edges=normal", "--prefix=none"],
                      cwd=COPY, stdout=subprocess.PIPE, check=True, text=True).stdout
print("built with", ", ".join(" ".join(line.split()[:2]) for line in tree.splitlines()[1:]))
