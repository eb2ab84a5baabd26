// HCL against Terraform's own parser, compiled to WebAssembly. What is literal has to agree; an expression is not
// evaluated by either.
import { createRequire } from "node:module";
import { difference, fromObject, Plain, sorted, Table, Unsaid } from "./tree.mjs";

const { parse } = createRequire(import.meta.url)("@cdktf/hcl2json");
const TEMPLATE = /\{\{|\{%|<%/;

export const files = (path) => /\.(tf|tofu|tfvars)$/i.test(path);

export async function read(text) {
  try {
    return { tree: sorted(fromObject(await parse("x.tf", text), leaf)) };
  } catch (error) {
    return { refused: String(error.message ?? error).replace(/^.*?: \[x\.tf:[^ ]*\s*/, "").split(";")[0] };
  }
}

const leaf = (value) => (typeof value === "string" ? string(value) : new Plain(value));

/** Text with an interpolation is source on one side and half decoded on the other. */
function string(text) {
  const unescaped = text.replaceAll("$${", "").replaceAll("%%{", "");
  return /[$%]\{/.test(unescaped) ? new Unsaid(text) : text.replaceAll("$${", "${").replaceAll("%%{", "%{");
}

/** keyfit's tree in the shape of the other: blocks by type and labels, each a list of bodies. */
export const own = (roots) => sorted(body(roots[0]));

/** A key in parentheses is an expression, which the other writes as one. */
const name = (key) => (key.startsWith("(") ? `\${${key}}` : key);

function body(it) {
  if (Array.isArray(it)) return it.map(body);
  if (!(it instanceof Table)) return it;
  const root = new Map();
  for (const [key, value, labels, isBlock] of it.pairs) {
    if (isBlock) put(root, [key, ...labels], body(value));
    else root.set(name(key), body(value));
  }
  return tables(root);
}

function put(map, [key, ...rest], value) {
  if (rest.length === 0) {
    const before = map.get(key);
    map.set(key, Array.isArray(before) ? [...before, value] : [value]);
    return;
  }
  if (!(map.get(key) instanceof Map)) map.set(key, new Map());
  put(map.get(key), rest, value);
}

const tables = (it) =>
  it instanceof Map ? new Table([...it].map(([key, value]) => [key, tables(value)])) : it;

export function differs(mine, theirs) {
  return difference(mine, theirs, same);
}

/** What Terraform calls `${…}` is an expression of keyfit's, or the list or object that a function only spells. */
function same(mine, theirs) {
  if (theirs instanceof Unsaid) return mine instanceof Unsaid || typeof mine === "string" || /^\$\{/.test(theirs.text);
  // Beside a foreign template an escape stays as it is written; what is interpolated is not evaluated.
  if (mine instanceof Unsaid) return mine.text === theirs || unescaped(mine.text) === theirs;
  if (typeof mine === "string" && /^\$\{".*"\}$/s.test(mine)) return typeof theirs === "string";
  if (mine instanceof Plain && theirs instanceof Plain) {
    return typeof theirs.text === "number" ? Number(mine.text) === theirs.text : String(theirs.text) === mine.text;
  }
  return mine === theirs;
}

const LETTERS = { n: "\n", r: "\r", t: "\t" };
const unescaped = (text) => text.replace(/\\(.)/g, (_, letter) => LETTERS[letter] ?? letter);

export function meant(text, problems, refused) {
  if (refused === "Attribute redefined") return "an attribute that is set twice is there twice";
  if (refused === "Invalid string literal") return "an interpolation in a label is kept as text";
  if (refused && TEMPLATE.test(text)) return "a template of another language is read through";
  if (/a key is written twice/.test(problems[0])) return "a key that is written twice within a call is told";
  return undefined;
}
