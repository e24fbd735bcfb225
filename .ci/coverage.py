"""Runs all tests and measures the line coverage of src/, by file, with a floor: coverage.py [PER CENT, 95 unless told].

The lines of tests within src/ do not count. Needs the llvm-cov and llvm-profdata of the compiler's own LLVM: as LLVM_COV
and LLVM_PROFDATA say, or as Debian's package names them; `coverage.py --tools` tells whether they are there. The
executables that it builds are deleted again."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
HERE = ROOT / "target" / "coverage"
TEST = r"#\[cfg\((?:test|fuzzing|any\(test, fuzzing\))\)\]"
# The README's command, which the lock file holds.
TESTS = ["cargo", "test", "--all-features", "--locked"]


def tool(name):
    """The tool of the compiler's LLVM, or None; it reads no profile of a later one."""
    version = subprocess.run(["rustc", "-vV"], capture_output=True, check=True, text=True).stdout
    major = re.search(r"LLVM version: (\d+)", version).group(1)
    told = os.environ.get(name.upper().replace("-", "_"))
    return told or shutil.which(f"{name}-{major}")


def tests(environment):
    """Builds and runs all tests; returns every executable that took part."""
    built = subprocess.run([*TESTS, "--no-run", "--message-format=json-render-diagnostics"], cwd=ROOT, env=environment,
                           stdout=subprocess.PIPE, check=True, text=True)
    messages = [json.loads(line) for line in built.stdout.splitlines()]
    if subprocess.run(TESTS, cwd=ROOT, env=environment, check=False).returncode != 0:
        sys.exit(1)
    return [message["executable"] for message in messages if message.get("executable")]


def counts(cov, data, executables):
    """How often each line of each file ran."""
    objects = [argument for executable in executables for argument in ("-object", executable)]
    lines = subprocess.run([cov, "export", "-format=lcov", f"-instr-profile={data}", *objects[1:]],
                           capture_output=True, check=True, text=True).stdout.splitlines()
    files, file = {}, {}
    for line in lines:
        if line.startswith("SF:"):
            path = pathlib.Path(os.path.normpath(line[3:]))
            file = files.setdefault(path.relative_to(ROOT), {}) if path.is_relative_to(ROOT / "src") else {}
        elif line.startswith("DA:"):
            number, count = line[3:].split(",")[:2]
            file[int(number)] = max(file.get(int(number), 0), int(count))
    return files


def of_tests():
    """Files and folders of modules that tests alone have."""
    found = set()
    for path in (ROOT / "src").rglob("*.rs"):
        folder = path.parent if path.stem in ("lib", "main", "mod") else path.with_suffix("")
        for name in re.findall(TEST + r"\s+(?:pub(?:\(\w+\))? )?mod (\w+);", path.read_text()):
            found |= {(folder / name).relative_to(ROOT), (folder / f"{name}.rs").relative_to(ROOT)}
    return found


def own(path):
    """The lines of a file that are no test: each `#[cfg(test)]` and what it stands before are."""
    lines = (ROOT / path).read_text().split("\n")
    found, ends = set(), None
    for number, line in enumerate(lines, 1):
        indent = line[:len(line) - len(line.lstrip())]
        if ends is None and re.match(r"\s*" + TEST, line):
            ends = re.compile(rf"{indent}[^\s#].*;$|{indent}[}}\])]|{indent}[^\s#].*[}},]$")
        elif ends is None:
            found.add(number)
        elif ends.match(line):
            ends = None
    return found


def main():
    cov, profdata = tool("llvm-cov"), tool("llvm-profdata")
    if not cov or not profdata:
        sys.exit("llvm-cov and llvm-profdata of the compiler's LLVM are not installed")
    if sys.argv[1:] == ["--tools"]:
        return
    floor = float(sys.argv[1]) if len(sys.argv) > 1 else 95.0
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir(parents=True)
    wrapper = HERE / "rustc"
    wrapper.write_text('#!/bin/sh\nexec "$@" -C instrument-coverage\n')
    wrapper.chmod(0o755)
    # Dependencies are as those of other tests. Processes that end one after the other add to the same few files.
    environment = {**os.environ, "RUSTC_WORKSPACE_WRAPPER": str(wrapper), "CARGO_INCREMENTAL": "0",
                   "LLVM_PROFILE_FILE": str(HERE / "%4m.profraw")}
    executables = tests(environment)
    data = HERE / "all.profdata"
    raw = map(str, sorted(HERE.glob("*.profraw")))
    subprocess.run([profdata, "merge", "-sparse", *raw, "-o", str(data)], check=True)
    files = counts(cov, data, executables)
    for executable in executables:
        pathlib.Path(executable).unlink(missing_ok=True)
    ran = all_lines = 0
    tests_alone = of_tests()
    for path, lines in sorted(files.items()):
        if tests_alone & {path, *path.parents}:
            continue
        kept = own(path)
        lines = {number: count for number, count in lines.items() if number in kept}
        if not lines:
            continue
        missed = [number for number, count in sorted(lines.items()) if count == 0]
        ran, all_lines = ran + len(lines) - len(missed), all_lines + len(lines)
        print(f"{100 * (1 - len(missed) / len(lines)):6.2f} %  {len(missed):4} of {len(lines):4} missed  {path}"
              + (f"  {' '.join(map(str, missed))}" if missed else ""))
    share = 100 * ran / all_lines
    print(f"{share:6.2f} %  of {all_lines} lines of src/; the floor is {floor} %")
    sys.exit(share < floor)


main()
