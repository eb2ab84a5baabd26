"use strict";
// Filters, keys and the change of light. Nothing here makes markup: what the page says is in it already.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const form = document.getElementById("filter");
  const theme = document.getElementById("theme");

  // The search goes over what a use says, the steps before it and the name of its credential.
  const said = (use) => {
    const texts = [use.textContent, use.closest(".credential").querySelector("summary").textContent];
    for (let at = use.parentElement.closest("li"); at; at = at.parentElement.closest("li")) {
      texts.push(at.querySelector(":scope > .stretch")?.textContent ?? "");
    }
    return texts.join(" ");
  };
  const lower = (text) => text.toLowerCase().replace(/\s+/g, " ");
  const uses = all(".use").map((node) => ({ node, text: lower(said(node)) }));
  const findings = all(".finding").map((node) => ({ node, text: lower(node.textContent) }));

  // What holds nothing that is shown is not shown either.
  const fold = () => {
    const holds = (node) => all(".use", node).some((use) => !use.hidden);
    for (const node of all(".ends > .part, .ways > li")) node.hidden = !holds(node);
    for (const node of all(".credential")) node.parentElement.hidden = !holds(node);
  };
  const filter = () => {
    const asked = new FormData(form);
    const words = lower(String(asked.get("words"))).split(" ").filter(Boolean);
    const sets = all("select", form).filter((it) => it.value).map((it) => [it.name, it.value]);
    const fits = ({ node, text }) =>
      sets.every(([name, value]) => node.dataset[name] === value) && words.every((it) => text.includes(it));
    for (const it of uses) it.node.hidden = !fits(it);
    for (const it of findings) it.node.parentElement.hidden = !fits(it);
    fold();
    const count = (list, hidden) => `${list.filter((it) => !hidden(it.node)).length} of ${list.length}`;
    const of = findings.length ? `${count(findings, (it) => it.parentElement.hidden)} findings, ` : "";
    form.querySelector("output").textContent =
      sets.length || words.length ? `Shown: ${of}${count(uses, (it) => it.hidden)} uses.` : "";
  };

  // A link to what a filter hides or a fold holds leads there nevertheless.
  const reveal = () => {
    const node = location.hash && document.getElementById(location.hash.slice(1));
    if (!node) return;
    if (form && node.closest("[hidden]")) { form.reset(); filter(); }
    for (let at = node.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    node.scrollIntoView();
  };

  let at = -1;
  const rove = (by) => {
    const shown = findings.map((it) => it.node).filter((it) => !it.parentElement.hidden);
    if (!shown.length) return;
    const now = shown.indexOf(document.activeElement.closest(".finding") ?? findings[at]?.node);
    const next = shown[now < 0 ? (by < 0 ? shown.length - 1 : 0) : Math.min(Math.max(now + by, 0), shown.length - 1)];
    at = findings.findIndex((it) => it.node === next);
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const turn = () => {
    const folds = all("details", document.activeElement.closest(".finding") ?? findings[at]?.node ?? form);
    const open = folds.some((it) => !it.open);
    for (const it of folds) it.open = open;
  };
  const clear = () => { form?.reset(); if (form) filter(); document.activeElement.blur(); };
  const keys = { j: () => rove(1), k: () => rove(-1), o: turn, "/": () => form?.elements.words.focus() };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return clear();
    if (event.target.closest("input, select, textarea") || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  const dark = () =>
    (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const name = () => { theme.textContent = dark() ? "Light" : "Dark"; };
  theme.addEventListener("click", () => { document.documentElement.dataset.theme = dark() ? "light" : "dark"; name(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", name);

  // On paper every fold is open, and on the screen they are afterwards as they were.
  let closed = [];
  addEventListener("beforeprint", () => { closed = all("details:not([open])"); for (const it of closed) it.open = true; });
  addEventListener("afterprint", () => { for (const it of closed) it.open = false; });

  name();
  theme.hidden = false;
  for (const it of all(".keys")) it.hidden = false;
  if (form) {
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(filter));
  }
  addEventListener("hashchange", reveal);
  reveal();
})();
