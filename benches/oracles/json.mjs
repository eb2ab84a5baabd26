// JSON against JSON.parse; with comments and trailing commas, which keyfit takes as editors do, against jsonc-parser.
import { parse } from "jsonc-parser";
import { difference, fromObject, Plain, sorted } from "./tree.mjs";

export const files = (path) => /\.jsonc?$/i.test(path) && !/\.(tf|tofu|tfvars)\.json$/i.test(path);

const leaf = (value) => (typeof value === "string" ? value : new Plain(value));

export function read(text) {
  try {
    return { tree: sorted(fromObject(JSON.parse(text), leaf)) };
  } catch {
    const errors = [];
    const value = parse(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
    if (errors.length) return { refused: `error ${errors[0].error}` };
    return { tree: sorted(fromObject(value, leaf)), lax: true };
  }
}

export const own = (roots) => sorted(roots[0] ?? null);

export function differs(mine, theirs) {
  return difference(mine, theirs, (a, b) =>
    a instanceof Plain && b instanceof Plain ? Object.is(JSON.parse(a.text), b.text) : a === b);
}

/** 12 and 16 are a line break and a tab within a string. */
export function meant(text, problems, refused) {
  return /error 1[26]/.test(refused) ? "a line break or tab within a string is taken" : undefined;
}
