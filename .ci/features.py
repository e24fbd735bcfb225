"""Tests the package without features, and with each of its features by itself."""
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
# All of a registry is read and written in these; the others are run with all features.
TESTS = ["--test", "fixtures", "--test", "round_trip"]


def cargo(*arguments):
    print("cargo", *arguments, flush=True)
    subprocess.run(["cargo", *arguments], cwd=ROOT, check=True)


metadata = json.loads(subprocess.run(["cargo", "metadata", "--format-version=1", "--no-deps", "--locked"], cwd=ROOT,
                                     stdout=subprocess.PIPE, check=True, text=True).stdout)
features = metadata["packages"][0]["features"]
named = sorted(name for name in features if name != "default")
for name in ["", *named]:
    if [name] == named == features["default"]:
        print(f"{name}: the only one and the default, with which all else is run")
        continue
    only = ["--locked", "--no-default-features", f"--features={name}"]
    cargo("test", *only, *TESTS)
