"""Clippy on all targets, with all features and with none, warnings denied; and every dependency is used.

The compiler tells of each target which dependencies it does not use (`unused_crate_dependencies`). One of the library's
is to be used by the library without features, one of the command's by either, one of tests by a test or a benchmark."""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS, TESTS = {"lib", "bin"}, {"lib", "bin", "test", "bench"}


def clippy(*features):
    """For each target, by kind and name, the dependencies that it does not use; stops at what clippy complains of."""
    command = ["cargo", "clippy", "--all-targets", "--locked", "--message-format=json", *features,
               "--", "-D", "warnings", "--force-warn", "unused_crate_dependencies"]
    print(" ".join(command), flush=True)
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, text=True)
    found, complaints = {}, []
    for message in map(json.loads, ran.stdout.splitlines()):
        if not message.get("manifest_path", "").startswith(str(ROOT / "Cargo.toml")):
            continue
        unused = found.setdefault((message["target"]["kind"][0], message["target"]["name"]), set())
        inner = message.get("message")
        if inner and (inner["code"] or {}).get("code") == "unused_crate_dependencies":
            unused.add(inner["message"].split("`")[1])
        elif inner:
            complaints.append(inner["rendered"])
    if ran.returncode or complaints:
        sys.exit("".join(complaints) or ran.stderr)
    return found


def used_by_none(names, found, kinds):
    """Those of `names` that each target of these kinds complains of."""
    targets = [unused for (kind, _), unused in found.items() if kind in kinds]
    if not targets:
        sys.exit(f"no target is any of {', '.join(kinds)}")
    return sorted(name for name in names if all(name in unused for unused in targets))


def main():
    metadata = json.loads(subprocess.run(["cargo", "metadata", "--format-version=1", "--no-deps", "--locked"], cwd=ROOT,
                                         stdout=subprocess.PIPE, check=True, text=True).stdout)
    listed = metadata["packages"][0]["dependencies"]
    crate = lambda dependency: (dependency["rename"] or dependency["name"]).replace("-", "_")
    normal = {crate(dependency) for dependency in listed if dependency["kind"] is None}
    of_library = {crate(dependency) for dependency in listed
                  if dependency["kind"] is None and not dependency["optional"]}
    of_tests = {crate(dependency) for dependency in listed if dependency["kind"] == "dev"}
    with_all, with_none = clippy("--all-features"), clippy("--no-default-features")
    wrong = [f"{name}: the library does not use it" for name in used_by_none(of_library, with_none, {"lib"})]
    wrong += [f"{name}: neither the library nor the command uses it"
              for name in used_by_none(normal, with_all, PROGRAMS)]
    wrong += [f"{name}: no test and no benchmark uses it"
              for name in used_by_none(of_tests - normal, with_all, TESTS)]
    print("\n".join(wrong) or f"{len(normal)} dependencies and {len(of_tests)} of tests, each of them used")
    return bool(wrong)


sys.exit(main())
