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
    "bs4-stripped": (99.80, 4, 5.80, 97.9, 0),
    "elinks-dump": (99.995, 4, 0.02, 100.0, 0),
    "markdownify-1.2.3": (99.995, 4, 0.0, 100.0, 0),
    "pandoc-gfm": (99.995, 4, 0.0, 100.0, 0),
    "resiliparse-2.0.1": (99.995, 4, 0.0, 100.0, 0),
}
# What each folder of pages is, and each document besides.
KINDS = {
    "html-official": ("html", None),
    "resiliparse-0.14.9": ("text", "joined"),
    "trafilatura-1.12.2": ("markdown", "packed"),
    "trafilatura-2.0.0": ("markdown", "packed"),
    "bs4-stripped": ("text", "stacked"),
    "elinks-dump": ("text", "fixed"),
    "markdownify-1.2.3": ("markdown", "aligned"),
    "pandoc-gfm": ("markdown", "aligned"),
    "resiliparse-2.0.1": ("text", "tabbed"),
}
# Fields of two records that the XML of 2024-06-07 has newer than the CSV of that day, and six ranges of one port.
SAME_DAY = 16
DOCUMENTS = {
    "official/2013-06-26.txt": ("text", "fixed"),
    "official/2015-03-16-page1.xhtml": ("html", None),
    "official/2017-03-10.xml": ("xml", None),
    "official/2024-06-07.csv": ("csv", None),
    "official/2024-06-07.xml": ("xml", None),
    "official/2025-10-22.xhtml": ("html", None),
    "official/2025-10-22.xml": ("xml", None),
}
bad = []


def judge(*arguments):
    return subprocess.run([sys.executable, *map(str, arguments)], capture_output=True, text=True).stdout


def judge_binary(*arguments):
    return subprocess.run(["target/release/portolan", *map(str, arguments)], capture_output=True, text=True).stdout


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


def detection():
    """Every file of the corpus is told for what it is."""
    expected = {CORPUS / name: kind for name, kind in DOCUMENTS.items()}
    expected |= {path: KINDS[folder] for folder in KINDS for path in (CORPUS / "pages" / folder).iterdir()}
    layouts = {"000": "joined", "001": "joined", "002": "packed", "003": "packed", "004": "joined"}
    for path in (CORPUS / "seeds/dumps").iterdir():
        layout = next(layout for number, layout in layouts.items() if number in path.name)
        expected[path] = ("markdown" if layout == "packed" else "text", layout)
    found = {}
    for line in judge_binary("detect", "--json", *expected).splitlines():
        line = json.loads(line)
        found[pathlib.Path(line["input"])] = (line["format"], line["layout"])
    wrong = [f"detection: {path} is {found.get(path)}, not {kind}" for path, kind in expected.items() if found.get(path) != kind]
    print(f"detection: {len(expected) - len(wrong)} of {len(expected)} files told for what they are")
    bad.extend(wrong)


def same_day(xml, csv):
    """The CSV is of a moment before the XML of its day: in so many fields the two files themselves differ."""
    out = judge(JUDGE / "official.py", "--show", 100, xml, csv)
    head = re.match(r"\S+: (\d+) records, (\d+) found, 0 extra, (\d+) fields wrong, 0 flagged, 0 of 0 contacts wrong, exit 0\n", out)
    print(out.splitlines()[0])
    if not head or head[1] != head[2] or int(head[3]) > SAME_DAY:
        bad.append(f"official: {out.splitlines()[0]}")


def written(xml):
    """What is made of the XML, in each rendering, against that XML."""
    with tempfile.TemporaryDirectory() as folder:
        made = [pathlib.Path(folder) / f"made.{end}" for end in ("csv", "html", "md", "txt", "xml")]
        for path, form in zip(made, ("csv", "html", "markdown", "text", "xml")):
            done = subprocess.run(["target/release/portolan", "convert", "-q", "--to", form, xml, "-o", path])
            if done.returncode:
                bad.append(f"written: {form}: exit {done.returncode}")
        if official(xml, *made) != len(made):
            bad.append("written: not all renderings were read")
    print(f"written: {len(made)} renderings of {xml.name} read back; ranges of one port apart, all fields agree")


detection()
pages("--corpus", CORPUS / "seeds", "dumps")
pages(*[name for name in FLOORS if name != "dumps"])
xml, page = CORPUS / "official/2025-10-22.xml", CORPUS / "official/2025-10-22.xhtml"
if official(xml, xml, page) != 2:
    bad.append("official: not both documents were read")
written(xml)
same_day(CORPUS / "official/2024-06-07.xml", CORPUS / "official/2024-06-07.csv")
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
