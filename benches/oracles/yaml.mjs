// YAML against `yaml`, which speaks 1.2. keyfit reads no types into plain text, so neither does it here.
import YAML from "yaml";
import { difference, Table, Unsaid } from "./tree.mjs";

export const NOTHING = new Set(["", "~", "null", "Null", "NULL"]);
const TEMPLATE = /\{\{|\{%|%\{|<%/;

export const files = (path) => /\.ya?ml$/i.test(path);

export function read(text) {
  const options = { schema: "failsafe", uniqueKeys: false, merge: false, strict: true, logLevel: "silent" };
  const documents = YAML.parseAllDocuments(text, options);
  const errors = documents.flatMap?.((it) => it.errors) ?? [];
  if (errors.length) return { refused: errors[0].code };
  return { tree: [...documents].map((it) => node(it.contents, it)).filter((it) => it !== null) };
}

function node(it, document) {
  if (it === null || it === undefined) return null;
  if (YAML.isAlias(it)) return node(it.resolve(document), document);
  if (YAML.isSeq(it)) return it.items.map((item) => (YAML.isPair(item) ? table([item], document) : node(item, document)));
  if (YAML.isMap(it)) return table(it.items, document);
  if (YAML.isPair(it)) return table([it], document);
  const nothing = it.type === "PLAIN" && NOTHING.has(it.source) && (!it.tag || it.source === "");
  return nothing ? null : it.source ?? String(it.value ?? "");
}

/** A map's own pairs, then those of the merged maps whose keys it does not have. */
function table(items, document) {
  const [own, merged] = [[], []];
  for (const pair of items) {
    const value = node(pair.value, document);
    const maps = Array.isArray(value) ? value : [value];
    const merges = pair.key?.type === "PLAIN" && pair.key.source === "<<" && maps.every((it) => it instanceof Table);
    if (merges) merged.push(...maps.flatMap((it) => it.pairs));
    else own.push([key(pair.key, document), value]);
  }
  const known = new Set(own.map(([name]) => name));
  for (const [name, value] of merged) {
    if (!known.has(name)) own.push([name, value]);
    known.add(name);
  }
  return new Table(own);
}

function key(it, document) {
  const scalar = YAML.isAlias(it) ? it.resolve(document) : it;
  if (scalar === null) return "";
  return YAML.isScalar(scalar) ? scalar.source ?? String(scalar.value ?? "") : null;
}

export const own = (roots) => roots.filter((it) => it !== null).map(leaves);

function leaves(it) {
  if (Array.isArray(it)) return it.map(leaves);
  if (it instanceof Table) return new Table(it.pairs.map(([name, value]) => [name, leaves(value)]));
  return it?.text !== undefined && !(it instanceof Unsaid) ? it.text : it;
}

/** Where the last line of a block scalar is the file's and does not end, only the other ends it: 1.2 leaves it open. */
export const differs = (mine, theirs, text) =>
  difference(mine, theirs, (a, b) => {
    if (a instanceof Unsaid) return typeof b !== "string" || same(a.text, b, text);
    return same(a, b, text);
  });

const same = (a, b, text) => a === b || (typeof a === "string" && !text.endsWith("\n") && `${a}\n` === b);

/** Why keyfit accepts what the other refuses, where that is meant; or refuses what the other accepts. */
export function meant(text, problems, refused) {
  if (refused && TEMPLATE.test(text)) return "a template of another language is read through";
  if (refused === "MISSING_CHAR") return "a quoted text goes on at its key's own column, as parsers of 1.1 take it";
  return undefined;
}
