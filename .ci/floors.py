"""The judge's figures, held to floors that only ever rise: floors.py SHARED (the folder that holds judge and corpus)."""
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tempfile

SHARED = pathlib.Path(sys.argv[1])
JUDGE, CORPUS = SHARED / "judge", SHARED / "corpus"
# A range of one port is written N-N six times in every snapshot; `ports` holds its two ends, which the judge prints
# as N. Nothing else may differ.
SAME_PORT = re.compile(r"^\s+\d+ 'ports' '(\d+)-\1' '\1'$")
# Per cent of fields, silent, per cent uncertain, per cent of contacts, contacts silent.
FLOORS = {
    "dumps": (99.90, 0, 6.10, 96.8, 0),
    "html-official": (99.995, 4, 0.0, 100.0, 0),
    "resiliparse-0.14.9": (99.80, 4, 5.75, 97.39, 0),
    "trafilatura-1.12.2": (99.80, 4, 5.70, 95.9, 0),
    "trafilatura-2.0.0": (99.80, 4, 5.70, 95.9, 0),
}
bad = []


def judge(*arguments):
    return subprocess.run([sys.executable, *map(str, arguments)], capture_output=True, text=True).stdout


def pages(*arguments):
    out = judge(JUDGE / "score.py", "--json", *arguments)
    print(out.rsplit("\n{", 1)[0])
    for name, got in json.loads("{" + out.rsplit("\n{", 1)[1]).items():
        fields, silent, uncertain, people, people_silent = FLOORS[name]
        total = got["fields"]
        checks = {
            "failed": got.get("failed", 0) == 0,
            "records": got["found"] == got["records"] and got.get("spurious", 0) == 0,
            "fields": 100 * got["right"] / total >= fields,
            "silent": got.get("silent", 0) <= silent,
            "uncertain": 100 * got.get("uncertain_fields", 0) / total <= uncertain,
            "contacts": 100 * got.get("people_right", 0) / max(1, got["people"]) >= people,
            "contacts silent": got.get("people_silent", 0) <= people_silent,
        }
        bad.extend(f"{name}: {check}" for check, holds in checks.items() if not holds)


def official(*arguments, contacts_wrong=0):
    """Documents against the official XML: all agree but for ranges of one port."""
    out = judge(JUDGE / "official.py", "--show", 40, *arguments)
    documents = 0
    for line in out.splitlines():
        head = re.match(r"(\S+): (\d+) records, (\d+) found, 0 extra, \d+ fields wrong, 0 flagged, (\d+) of \d+ contacts wrong, exit 0$", line)
        if head:
            documents += 1
            if head[2] != head[3] or int(head[4]) > contacts_wrong:
                bad.append(line)
        elif not SAME_PORT.match(line) and not re.match(r"\d+ of \d+ agree in full$", line):
            bad.append(line)
    return documents


pages("--corpus", CORPUS / "seeds", "dumps")
pages(*[name for name in FLOORS if name != "dumps"])
xml, page = CORPUS / "official/2025-10-22.xml", CORPUS / "official/2025-10-22.xhtml"
if official(xml, xml, page) != 2:
    bad.append("official: not both documents were read")
with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    unpacked = subprocess.run(f"zstd -dcq --long=27 {CORPUS / 'history.tar.zst'} | tar -xf - -C {folder}", shell=True)
    if unpacked.returncode:
        print("history: skipped, zstd is not there")
    else:
        snapshots = sorted(folder.rglob("*.xml"))
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            # One id of the snapshots of 2017 ends in a space, which is no part of it: that contact may differ.
            for share in (0, 1):
                (folder / f"half{share}").mkdir()
                for path in snapshots[share::2]:
                    path.rename(folder / f"half{share}" / path.name)
            done = list(pool.map(lambda share: official("--history", folder / f"half{share}", contacts_wrong=1), (0, 1)))
        print(f"history: {sum(done)} of {len(snapshots)} snapshots read; ranges of one port apart, all fields agree")
        if sum(done) != len(snapshots) or len(snapshots) != 447:
            bad.append(f"history: {sum(done)} of {len(snapshots)}")
print("\n".join(["below the floors:", *bad[:40]]) if bad else "the floors hold")
sys.exit(bool(bad))
