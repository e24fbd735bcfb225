"""No dependency of the library or the command line asks for a newer Rust than Cargo.toml states."""
import json
import subprocess
import sys

metadata = json.loads(subprocess.run(
    ["cargo", "metadata", "--format-version", "1", "--locked", "--all-features"],
    capture_output=True, check=True, text=True).stdout)
number = lambda version: tuple(int(part) for part in (version or "0").split(".")[:2])
packages = {package["id"]: package for package in metadata["packages"]}
root = packages[metadata["resolve"]["root"]]
nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
seen, queue = set(), [root["id"]]
while queue:
    name = queue.pop()
    if name in seen:
        continue
    seen.add(name)
    for dependency in nodes[name]["deps"]:
        kinds = {kind["kind"] for kind in dependency["dep_kinds"]}
        if kinds != {"dev"}:
            queue.append(dependency["pkg"])
newer = sorted(f"{packages[name]['name']} {packages[name]['version']} needs {packages[name]['rust_version']}"
               for name in seen if number(packages[name]["rust_version"]) > number(root["rust_version"]))
print("\n".join(newer) or f"{len(seen)} packages, none newer than {root['rust_version']}")
sys.exit(bool(newer))
