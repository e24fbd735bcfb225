#!/usr/bin/env python3
"""Holds documents against grammar/registry.rnc: .ci/schema.py SCHEMA FILE...

Every FILE must be valid, and documents that differ from a valid one in one thing must not be.
Installs lxml and rnc2rng from PyPI into a virtual environment, target/schema-venv; nothing of it is shipped.
"""
import subprocess
import sys
import venv
from pathlib import Path

PACKAGES = ["lxml>=5,<7", "rnc2rng>=2.7,<3"]
ENVIRONMENT = Path(__file__).resolve().parent.parent / "target" / "schema-venv"


def within_environment() -> None:
    """Goes on in the virtual environment; makes it where it is not there."""
    python = ENVIRONMENT / "bin" / "python"
    installed = ENVIRONMENT / "installed"
    if not installed.exists() or installed.read_text() != repr(PACKAGES):
        print(f"installing {', '.join(PACKAGES)} into {ENVIRONMENT}", flush=True)
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        installed.write_text(repr(PACKAGES))
    sys.exit(subprocess.run([python, __file__, *sys.argv[1:]], check=False).returncode)


DOCUMENT = """<registry xmlns="http://www.iana.org/assignments" id="service-names-port-numbers">
  <title>Ports</title><updated>2025-10-22</updated><xref type="rfc" data="rfc6335"/>
  <note title="Note">As <xref type="rfc" data="rfc6335"/> says.</note>
  <record date="2005-03" updated="2010-01-31"><?portolan uncertain="notes"?>
    <name>quay</name><protocol>tcp</protocol><assignee><xref type="person" data="A_B"/></assignee>
    <xref type="person" data="A_B"/><xref type="uri" data="https://example.org/">Quay</xref>
    <xref type="text">Quay 2</xref><description>Quay<br/>two</description><number>4000-4063</number><sc>4294967295</sc>
    <note><paragraph>One.</paragraph><paragraph>Two.</paragraph></note>
  </record>
  <record/>
  <footnote anchor="1">Of a note.</footnote>
  <people><person id="A_B"><org>Quay</org><uri>mailto:a&amp;b.example</uri><updated>2010</updated></person></people>
</registry>"""

# What is changed, and what for it: each makes the document invalid.
CHANGES = [
    ("http://www.iana.org/assignments", "http://example.org/"),
    ('id="service-names-port-numbers"', 'id="protocols"'),
    ("<title>Ports</title>", "<title/>"),
    ("<title>Ports</title>", "<title>Ports</title><title>Ports</title>"),
    ("<updated>2025-10-22</updated>", "<updated>22 October 2025</updated>"),
    ("<name>quay</name>", "<name>quay</name><colour>red</colour>"),
    ("<name>quay</name>", "<name>quay</name><name>pier</name>"),
    ("<name>quay</name>", "<name>quay</name>quay"),
    ("<name>quay</name>", "<name><br/>quay</name>"),
    ("<protocol>tcp</protocol>", "<protocol/>"),
    ("<number>4000-4063</number>", "<number/>"),
    ("<number>4000-4063</number>", "<number>x</number>"),
    ("<number>4000-4063</number>", "<number>65536</number>"),
    ("<number>4000-4063</number>", "<number>4000-</number>"),
    ("<number>4000-4063</number>", "<number>04000</number>"),
    ("<sc>4294967295</sc>", "<sc>4294967296</sc>"),
    ('date="2005-03"', 'date="2005-13"'),
    ('date="2005-03"', 'date="2005-3"'),
    ('updated="2010-01-31"', 'updated="2010-01-32"'),
    ('updated="2010-01-31"', 'modified="2010-01-31"'),
    ('<xref type="person" data="A_B"/><xref', '<xref type="someone" data="A_B"/><xref'),
    ('<xref type="person" data="A_B"/><xref', '<xref type="person"/><xref'),
    ('<xref type="person" data="A_B"/></assignee>', '<xref type="rfc" data="rfc1"/></assignee>'),
    ('<xref type="rfc" data="rfc6335"/> says', '<xref type="rfc" data="6335"/> says'),
    ('data="https://example.org/"', 'data="example.org"'),
    ('<xref type="text">Quay 2</xref>', '<xref type="text"/>'),
    ("<br/>", "<br>and</br>"),
    ("<br/>", "<b/>"),
    ("<footnote anchor=\"1\">", "<footnote>"),
    ("<person id=\"A_B\">", "<person>"),
    ("<updated>2010</updated>", "<updated>10</updated>"),
]


def main(schema: str, files: list[str]) -> int:
    import rnc2rng
    from lxml import etree

    grammar = rnc2rng.dumps(rnc2rng.load(schema))
    valid = etree.RelaxNG(etree.fromstring(grammar.encode()))
    wrong = 0

    def tell(what: str) -> None:
        nonlocal wrong
        wrong += 1
        print(what, file=sys.stderr)

    for name in files:
        if not valid.validate(etree.parse(name)):
            tell(f"{name} is not valid: {valid.error_log[0]}")
    if not valid.validate(etree.fromstring(DOCUMENT.encode())):
        tell(f"the document that is to be changed is not valid: {valid.error_log[0]}")
    for before, after in CHANGES:
        if DOCUMENT.count(before) == 0:
            tell(f"there is no {before} to be changed")
        elif valid.validate(etree.fromstring(DOCUMENT.replace(before, after, 1).encode())):
            tell(f"valid, though it has {after} for {before}")
    print(f"{len(files)} documents are valid, {len(CHANGES)} changed ones are not" if not wrong else f"{wrong} wrong")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    if Path(sys.prefix).resolve() != ENVIRONMENT.resolve():
        within_environment()
    sys.exit(main(sys.argv[1], sys.argv[2:]))
