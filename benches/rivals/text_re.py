"""What a regular expression makes of the registry's text, line by line, as JSON.

It is fast, and wrong: it loses rows without a port or a protocol and the lines that cells go on in.
"""
import json
import pathlib
import re
import sys

ROW = re.compile(
    r"^[ \t]*(?P<name>\S+)?[ \t]+(?P<port>\d+(?:-\d+)?)[ \t]+(?P<transport>tcp|udp|sctp|dccp)[ \t]+"
    r"(?P<description>[^\[\n]*?)[ \t]*(?P<assignee>\[[^]\n]*\])?[ \t]*(?P<contact>\[[^]\n]*\])?[ \t]*"
    r"(?P<registered>\d{4}-\d\d(?:-\d\d)?)?[ \t]*(?P<modified>\d{4}-\d\d(?:-\d\d)?)?[ \t]*"
    r"(?P<reference>\[[^]\n]*\])?[ \t]*(?P<service_code>\d{6,})?[ \t]*(?P<notes>[^\n]*)$", re.MULTILINE)
page = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8", errors="replace")
print(json.dumps([row.groupdict("") for row in ROW.finditer(page)]))
