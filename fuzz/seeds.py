"""Makes what the fuzz targets begin with: the fixtures, what the command line writes of them, and real documents cut
small where they are at hand."""

import random
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Bytes of a seed, at the most.
MOST = 6 << 10
FAMILIES = {
    "xml": ["xml"],
    "html": ["html"],
    "csv": ["csv"],
    "json": ["json", "ndjson"],
    "markdown": ["aligned", "packed"],
    "joined": ["joined"],
    "stacked": ["stacked"],
    "fixed": ["fixed"],
    "tabbed": ["tabbed"],
}
FAMILY_OF_TOOL = {
    "bs4-stripped": "stacked",
    "elinks-dump": "fixed",
    "html-official": "html",
    "markdownify-1.2.3": "aligned",
    "pandoc-gfm": "aligned",
    "resiliparse-0.14.9": "joined",
    "resiliparse-2.0.1": "tabbed",
    "trafilatura-1.12.2": "packed",
    "trafilatura-2.0.0": "packed",
}
FORMATS = {"xml": "xml", "csv": "csv", "html": "html", "aligned": "markdown", "fixed": "text", "json": "json", "ndjson": "ndjson"}


def fixtures():
    """Documents by family, each with its name."""
    return {
        directory.name: {path.name: path.read_bytes() for path in sorted(directory.iterdir())}
        for directory in sorted((ROOT / "fixtures").iterdir())
    }


def written(family):
    """What the writers make of the registries of the fixtures, if the command line is built."""
    binaries = [ROOT / "target" / profile / "portolan" for profile in ("release", "fast", "debug")]
    binary = next((path for path in binaries if path.exists()), None)
    if binary is None or family not in FORMATS:
        return
    for path in sorted((ROOT / "fixtures/xml").iterdir()):
        command = [binary, "convert", "-q", "--to", FORMATS[family], path]
        yield f"written-{path.stem}", subprocess.run(command, capture_output=True, check=False).stdout


def cut(document, numbers):
    """The beginning of a document, and beginnings with some of its lines behind them."""
    yield document[: MOST]
    head = document[: MOST // 2]
    for _ in range(2):
        at = numbers.randrange(len(document))
        at = document.find(b"\n", at) + 1
        yield head[: head.rfind(b"\n") + 1] + document[at : at + MOST // 2]
    yield head[: head.rfind(b"\n") + 1] + document[-MOST // 2 :]


def real(documents, numbers):
    """Some real documents by family, cut small."""
    for tool, family in FAMILY_OF_TOOL.items():
        for path in sorted((documents / "pages" / tool).glob("*"))[::16]:
            yield family, f"{tool}-{path.stem}", path.read_bytes()
    official = {".xml": "xml", ".csv": "csv", ".xhtml": "html", ".txt": "fixed"}
    for path in sorted((documents / "official").glob("*")):
        if path.suffix in official:
            for number, part in enumerate(cut(path.read_bytes(), numbers)):
                yield official[path.suffix], f"{path.stem}-{number}", part


def cells(documents):
    """Cells of CSV."""
    found = set()
    for text in documents.values():
        found.update(cell.strip() for cell in text.replace(b'"', b",").split(b","))
    return {str(number): cell for number, cell in enumerate(sorted(found)) if cell}


def make(into, documents):
    """Puts the seeds of each target into a directory of its own below `into`."""
    numbers = random.Random(6335)
    families = fixtures()
    for family in families:
        families[family].update(written(family))
    for family, name, document in real(documents, numbers):
        families[family].update({f"{name}-{number}": part for number, part in enumerate(cut(document, numbers))})
    targets = {target: [families[family] for family in names] for target, names in FAMILIES.items()}
    targets["html_ways"] = targets["html"]
    # They read each as every format; some of all will do.
    some = [dict(list(family.items())[::4]) for family in families.values()]
    targets["parse_any"] = targets["detect"] = some
    targets["cells"] = [cells(families["csv"])]
    targets["ast_roundtrip"] = [{str(number): numbers.randbytes(40 * number + 20) for number in range(60)}]
    for target, groups in targets.items():
        directory = into / target
        directory.mkdir(parents=True, exist_ok=True)
        for number, group in enumerate(groups):
            for name, seed in group.items():
                if len(seed) <= MOST:
                    (directory / f"{number}-{name}").write_bytes(seed)
