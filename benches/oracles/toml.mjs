// TOML against smol-toml. A number or a date is what that parser makes of keyfit's text.
import { parse } from "smol-toml";
import { difference, fromObject, Plain, sorted, Table } from "./tree.mjs";

export const files = (path) => /\.toml$/i.test(path);

const leaf = (value) => (typeof value === "string" ? value : new Plain(value));

export function read(text) {
  try {
    return { tree: sorted(fromObject(parse(text, { integersAsBigInt: "asNeeded" }), leaf)) };
  } catch (error) {
    return { refused: error.message.split("\n")[0] };
  }
}

export const own = (roots) => sorted(roots[0] ?? new Table([]));

export function differs(mine, theirs) {
  return difference(mine, theirs, (a, b) => {
    if (!(a instanceof Plain && b instanceof Plain)) return a === b;
    const value = parse(`x = ${a.text}`, { integersAsBigInt: "asNeeded" }).x;
    return Object.is(value, b.text) || String(value) === String(b.text);
  });
}

export function meant(text, problems, refused) {
  if (/numeric/.test(refused)) return "a number that is none is kept as it is written";
  if (/invalid date/.test(problems[0])) return "a day that no month has is refused";
  return undefined;
}
