// Trees in one form, whoever read them: null, a string, an array, or a `Table` of pairs.

/** A map as its pairs, in order; a key that is no scalar is `null`. */
export class Table {
  constructor(pairs) {
    this.pairs = pairs;
  }
}

/** Text whose value only its own parser can tell: a number, a date, a truth value. */
export class Plain {
  constructor(text) {
    this.text = text;
  }
}

/** What is read through a template of another language, or an expression: it equals whatever stands there. */
export class Unsaid {
  constructor(text) {
    this.text = text;
  }
}

/** Where two trees differ first, as a path; `undefined` where they do not. `same` compares two leaves. */
export function difference(one, other, same, path = "") {
  if (one instanceof Unsaid || other instanceof Unsaid) return same(one, other) ? undefined : path;
  if (Array.isArray(one) && Array.isArray(other)) {
    return first(path, Math.max(one.length, other.length), (at) =>
      at < one.length && at < other.length ? difference(one[at], other[at], same, `${path}[${at}]`) : `${path}[${at}]`);
  }
  if (one instanceof Table && other instanceof Table) {
    return first(path, Math.max(one.pairs.length, other.pairs.length), (at) => {
      const [left, right] = [one.pairs[at], other.pairs[at]];
      const name = `${path}.${(left ?? right)[0]}`;
      if (!left || !right || (right[0] !== null && left[0] !== right[0])) return name;
      return difference(left[1], right[1], same, name);
    });
  }
  return same(one, other) ? undefined : path;
}

function first(_, count, at) {
  for (let index = 0; index < count; index += 1) {
    const found = at(index);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A table sorted by its keys, of which the last of a name counts, and so all tables below it. */
export function sorted(tree) {
  if (Array.isArray(tree)) return tree.map(sorted);
  if (!(tree instanceof Table)) return tree;
  const last = new Map(tree.pairs.map(([key, value]) => [key, sorted(value)]));
  return new Table([...last].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An object of JavaScript as a tree; `leaf` makes a leaf of anything else. */
export function fromObject(value, leaf) {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((item) => fromObject(item, leaf));
  if (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null) {
    return new Table(Object.entries(value).map(([key, item]) => [key, fromObject(item, leaf)]));
  }
  return leaf(value);
}
