// Hold keyfit's parsers against second ones, file by file.
//
//     node compare.mjs TREE-PROGRAM FOLDER… [--most N] [--format NAME] [--list]
//
// A file counts once, however often it is there. The files of a format are taken in the order of their hashes.
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { mine } from "./mine.mjs";

const FORMATS = ["yaml", "hcl", "json", "toml", "dotenv"];
const LARGEST = 200_000;
const AT_ONCE = 500;

const { positionals, most, formats, list } = asked(process.argv.slice(2));
const [program, ...folders] = positionals;
const all = folders.flatMap((folder) => paths(folder));
const rows = [];
for (const format of formats) {
  const oracle = await import(`./${format}.mjs`);
  const tally = await compared(oracle, chosen(all.filter(oracle.files)));
  rows.push([format, tally]);
}
table(rows);
process.exit(0);

function asked(words) {
  const options = { positionals: [], most: 4000, formats: FORMATS, list: false };
  while (words.length) {
    const word = words.shift();
    if (word === "--most") options.most = Number(words.shift());
    else if (word === "--format") options.formats = [words.shift()];
    else if (word === "--list") options.list = true;
    else options.positionals.push(word);
  }
  return options;
}

function paths(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === ".git" ? [] : paths(inside);
    return entry.isFile() ? [inside] : [];
  });
}

/** So many different files, in the order of what they hold. */
function chosen(candidates) {
  const known = new Map();
  for (const file of candidates) {
    const bytes = fs.readFileSync(file);
    if (bytes.length <= LARGEST) known.set(createHash("sha256").update(bytes).digest("hex"), file);
  }
  return [...known].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, most).map(([, file]) => file);
}

async function compared(oracle, files) {
  const tally = new Map();
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const some = files.slice(at, at + AT_ONCE);
    const trees = dumped(some);
    for (const [index, file] of some.entries()) {
      const outcome = await one(oracle, file, trees[index]);
      tally.set(outcome.is, (tally.get(outcome.is) ?? 0) + 1);
      if (list && !outcome.is.startsWith("agree")) console.log(`${outcome.is}\t${file}\t${outcome.where ?? ""}`);
    }
  }
  return tally;
}

function dumped(files) {
  const run = spawnSync(program, { input: files.join("\n") + "\n", maxBuffer: 1 << 30 });
  return run.stdout.toString().trimEnd().split("\n").map((line) => JSON.parse(line));
}

async function one(oracle, file, dump) {
  if (dump === null) return { is: "agree: no UTF-8" };
  const text = fs.readFileSync(file, "utf8").replace(/^\ufeff+/, "");
  const theirs = await oracle.read(text);
  const refuses = dump.problems.length > 0;
  if (refuses && theirs.refused) return { is: "agree: refused by both" };
  if (refuses || theirs.refused) {
    const meant = oracle.meant(text, dump.problems, theirs.refused);
    const who = refuses ? "refused by keyfit only" : "refused by the other only";
    return { is: meant ? `meant: ${meant}` : who, where: dump.problems[0] ?? theirs.refused };
  }
  const where = oracle.differs(oracle.own(dump.roots.map(mine)), theirs.tree, text);
  if (where === undefined) return { is: theirs.lax ? "agree: values, with comments" : "agree: values" };
  return { is: "other values", where };
}

function table(rows) {
  console.log("| Format | Outcome | Files |\n|---|---|---:|");
  for (const [format, tally] of rows) {
    for (const [outcome, count] of [...tally].sort()) console.log(`| ${format} | ${outcome} | ${count} |`);
  }
}
