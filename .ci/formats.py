"""Whether those who read keyfit's formats accept them and see every finding: .ci/formats calls this.

It reads the menagerie, and a repository that it makes, with names that would act where they were not made inert.
"""
import csv, html.parser, io, json, pathlib, re, subprocess, sys, tempfile

import cmarkgfm
import junitparser
from cmarkgfm.cmark import Options
from lxml import etree
from markdown_it import MarkdownIt

KEYFIT, RDFORMAT = sys.argv[1:]
TODAY = "2026-06-30"
NAMES = [
    "plain", "a b  c", "\U0001f680名-größe", "a|b||c", "a\\|b", "`a`b", "``", "\"a\",b;'c'", "=cmd()", "@team #12 GH-1",
    "<b onclick=x>", "<!-- x", "&lt;amp&amp;", "50%0A::error", "::error::x", "[x](https:..a.b) ![y](z)", "a\nb\r::warning::c",
    "\x1b[31m\u202ex", "*a* _b_ ~~c~~ $d$", "]]>", "\ufffe\uffff", "www.a.com", "me@a.com",
]
WORKFLOW = """on:
  push:
    branches: [main]
jobs:
  run:
    steps:
      - uses: fal-ai/dbt-cloud-action@main
        with: {note: "\U0001f680名", dbt_cloud_token: "${{ secrets.%s }}"}
"""


def hostile(folder):
    workflows = pathlib.Path(folder, ".github/workflows")
    workflows.mkdir(parents=True)
    for nth, name in enumerate(NAMES * 2):
        (workflows / f"{name}{nth}.yml").write_text(WORKFLOW % ("DBT_PAT" if nth % 2 else "DBT_API_KEY"))
    (workflows / "broken|`@x.yml").write_text("on: [push\nenv: DBT\njobs: \"\n")
    pathlib.Path(folder, "keyfit.toml").write_text("[levels]\ntoken-in-url = \"off\"\n")


def page(folder, command, form):
    run = subprocess.run([KEYFIT, command, folder, "--today", TODAY, "--format", form], capture_output=True)
    assert run.returncode < 2, run.stderr
    return run.stdout.decode()


def junit(text, report):
    etree.fromstring(text.encode())
    [suite] = junitparser.JUnitXml.fromstring(text.encode())
    failures = [case for case in suite for it in case.result if isinstance(it, junitparser.Failure)]
    errors = [case for case in suite for it in case.result if isinstance(it, junitparser.Error)]
    assert len(failures) == suite.failures == len(report["findings"]), len(failures)
    assert len(errors) == suite.errors == len(report["problems"]), len(errors)
    assert len(list(suite)) == suite.tests


def gitlab(text, report):
    issues = json.loads(text)
    assert not text.startswith("\ufeff")
    assert len({it["fingerprint"] for it in issues}) == len(issues)
    for it in issues:
        assert set(it) == {"description", "check_name", "fingerprint", "severity", "location"}, it
        assert it["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert it["location"]["path"] and 0 < it["location"]["lines"]["begin"], it
    found = [(it["check_name"], it["location"]["path"], it["location"]["lines"]["begin"]) for it in issues]
    assert {(it["rule"], it["path"], it["start"]["line"]) for it in report["findings"]} <= set(found)


def rdjson(text, report):
    if pathlib.Path(RDFORMAT).exists():
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            run = subprocess.run([RDFORMAT, "--strict", "--no-extra-fields", file.name], capture_output=True, text=True)
        assert run.returncode == 0, run.stdout + run.stderr
    lines = {}
    for it in json.loads(text)["diagnostics"]:
        span = it["location"].get("range")
        lines.setdefault(it["code"]["value"], []).append(span and span["start"]["line"])
    for it in report["findings"]:
        assert it["start"]["line"] in lines[it["rule"]], it


def table(text, report):
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    head, rows = rows[0], rows[1:]
    assert head[:4] == ["row", "path", "line", "column"] and all(len(row) == len(head) for row in rows)
    assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in tuple("=+-@\t\r")]
    counted = [row for row in rows if row[0] == "finding" and not row[-1]]
    assert len(counted) == len(report["findings"]), len(counted)
    assert len([row for row in rows if row[0] == "usage"]) == len(report["usages"])


class Shown(html.parser.HTMLParser):
    """What a browser makes of a page: its tags, its cells, its links, and its text outside of code."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.rows, self.links, self.plain, self.inside = set(), [], [], "", []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.links += [value for name, value in attributes if name in ("href", "src")]
        assert all(name in ("href", "start", "align", "style") for name, _ in attributes), attributes
        if tag == "tr":
            self.rows.append(0)
        if tag in ("td", "th"):
            self.rows[-1] += 1
        self.inside.append(tag)

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        self.plain += "\0" if "code" in self.inside else data

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")


def markdown(text, findings, pages, columns):
    assert len(text) < 65_536
    gfm = cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
    plain = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)
    for told in (gfm, plain):
        shown = Shown(told)
        allowed = set("h2 p table thead tbody tr th td code a details summary ol ul li strong".split())
        assert shown.tags <= allowed, shown.tags - allowed
        assert shown.rows == [columns] * (findings + 1), shown.rows
        assert set(shown.links) <= pages, set(shown.links) - pages
        # What GitHub and GitLab would link or draw: names, numbers, addresses.
        acting = re.findall(r"[@#!~$%&]\w|gh-\d|https?:|www\.", shown.plain, re.IGNORECASE)
        assert not acting, acting


def check(folder):
    report = json.loads(page(folder, "check", "json"))
    rules = json.loads(page(folder, "check", "sarif"))["runs"][0]["tool"]["driver"]["rules"]
    report["findings"] = [it for it in report["findings"] if it["suppressed"] is None]
    pages = {rule["helpUri"] for rule in rules if "helpUri" in rule}
    for form, reader in (("junit", junit), ("gitlab", gitlab), ("rdjson", rdjson), ("csv", table)):
        reader(page(folder, "check", form), report)
    markdown(page(folder, "check", "markdown"), len(report["findings"]), pages, 4)
    markdown(page(folder, "map", "markdown"), len(report["usages"]), set(), 7)
    list(csv.reader(io.StringIO(page(folder, "map", "csv"), newline=""), strict=True))
    print(f"{len(report['findings'])} findings read in every format")


check("fixtures/menagerie")
with tempfile.TemporaryDirectory() as folder:
    hostile(folder)
    check(folder)
