"""Every dependency of Cargo.toml is used: by the library's code or the command's, and those of tests by a test.

The compiler tells it (`unused_crate_dependencies`) of each target by itself; one that no target uses is one too many."""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def complaints(*arguments):
    """For each target that is compiled, the dependencies that it does not use."""
    command = ["cargo", "clippy", "--locked", "--message-format=json", *arguments,
               "--", "-A", "clippy::all", "-W", "unused_crate_dependencies"]
    output = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True)
    found = {}
    for message in map(json.loads, output.stdout.splitlines()):
        if not message.get("manifest_path", "").startswith(str(ROOT / "Cargo.toml")):
            continue
        target = (message["target"]["kind"][0], message["target"]["name"])
        unused = found.setdefault(target, set())
        inner = message.get("message", {})
        if (inner.get("code") or {}).get("code") == "unused_crate_dependencies":
            unused.add(inner["message"].split("`")[1])
    return found


def used_by_none(found, names):
    """Those of `names` that each target complains of."""
    return sorted(name for name in names if all(name in unused for unused in found.values()))


def main():
    metadata = json.loads(subprocess.run(["cargo", "metadata", "--format-version=1", "--no-deps", "--locked"], cwd=ROOT,
                                         stdout=subprocess.PIPE, check=True, text=True).stdout)
    listed = metadata["packages"][0]["dependencies"]
    crate = lambda dependency: (dependency["rename"] or dependency["name"]).replace("-", "_")
    normal = {crate(dependency) for dependency in listed if dependency["kind"] is None}
    of_library = {crate(dependency) for dependency in listed
                  if dependency["kind"] is None and not dependency["optional"]}
    of_tests = {crate(dependency) for dependency in listed if dependency["kind"] == "dev"}
    wrong = [f"{name}: the library does not use it"
             for name in used_by_none(complaints("--lib", "--no-default-features"), of_library)]
    wrong += [f"{name}: neither the library nor the command uses it"
              for name in used_by_none(complaints("--lib", "--bins", "--all-features"), normal)]
    wrong += [f"{name}: no test and no benchmark uses it"
              for name in used_by_none(complaints("--tests", "--benches", "--all-features"), of_tests - normal)]
    print("\n".join(wrong) or f"{len(normal)} dependencies and {len(of_tests)} of tests, each of them used")
    return bool(wrong)


sys.exit(main())
