// keyfit's own trees, as `benches/tree.rs` prints them.
import { Plain, Table, Unsaid } from "./tree.mjs";

export function mine([kind, content, templated]) {
  if (kind === "null") return null;
  if (kind === "list") return content.map(mine);
  if (kind === "map") {
    return new Table(content.map(([key, value, labels, isBlock]) => [key, mine(value), labels, isBlock]));
  }
  if (templated || kind === "expression") return new Unsaid(content);
  return kind === "plain" ? new Plain(content) : content;
}
