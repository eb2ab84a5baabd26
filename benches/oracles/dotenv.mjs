// The dotenv family against the library that gave it its name, which refuses nothing and knows no shell.
import dotenv from "dotenv";
import { difference, fromObject, sorted, Table } from "./tree.mjs";

export const files = (path) => /(^|\/)(\.env(\.[a-z]+)?|[^/]*\.env)$/i.test(path);

export const read = (text) => ({ tree: sorted(fromObject(dotenv.parse(text), (it) => it)) });

/** A name without a value is none to that library. */
export function own(roots) {
  const table = roots[0] ?? new Table([]);
  return sorted(new Table(table.pairs.filter(([, value]) => value !== null).map(([key, value]) => [key, value.text ?? value])));
}

export const differs = (mine, theirs) => difference(mine, theirs, (a, b) => a === b);

export const meant = () => undefined;
