// What a browser makes of the page, and Mermaid and Graphviz of the graphs: nothing is loaded, nothing of a repository
// acts, all can be read at every width, by every light, on paper and without the script. Pictures go to target/browser.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const { BROWSER, TOOLS, KEYFIT } = process.env;
const require = createRequire(join(TOOLS, "node_modules", "x.js"));
const { chromium } = require("playwright-core");
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const MERMAID = join(TOOLS, "node_modules/mermaid/dist/mermaid.min.js");
const OUT = resolve("target/browser");
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

let failed = 0;
const check = (holds, what) => {
  if (!holds) failed += 1;
  if (!holds) console.log(`FAILED: ${what}`);
};

// A made-up repository: `files` maps a path to a text.
const repository = (name, files) => {
  const root = join(OUT, name);
  rmSync(root, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
};
const job = (id, environment, secret) =>
  `  ${id}:\n    environment: ${environment}\n    steps:\n      - uses: fal-ai/dbt-cloud-action@v2\n        with:\n` +
  `          dbt_cloud_token: \${{ secrets.${secret} }}\n`;
// One secret in nine jobs, one behind Terraform, a service token with too many rights, and many more.
const larger = () => {
  const teams = ["finance", "sales", "people", "legal", "growth", "supply", "support", "risk", "research"];
  const push = "on: {push: {branches: [main]}}\njobs:\n";
  const files = {
    ".github/workflows/teams.yml": push + teams.map((it) => job(it, "production", "DBT_PAT")).join(""),
    ".github/workflows/infra.yml":
      `${push}  apply:\n    environment: production\n    env: {TF_VAR_dbt_token: "\${{ secrets.DBT_PAT }}"}\n` +
      "    steps: [{run: terraform -chdir=infra apply -auto-approve}]\n",
    "infra/main.tf":
      'provider "dbtcloud" {\n  token = var.dbt_token\n}\nvariable "dbt_token" {}\n' +
      'resource "dbtcloud_service_token" "airflow" {\n  name = "airflow"\n  service_token_permissions {\n' +
      '    permission_set = "account_admin"\n    all_projects   = true\n  }\n}\n',
  };
  const secrets = ["TEAM_DBT_TOKEN", "DBT_SERVICE_TOKEN", "DBT_CLOUD_API_KEY", "JANE_DBT_USER_TOKEN"];
  for (let at = 0; at < 50; at += 1) {
    const jobs = [...Array(10).keys()].map((it) =>
      job(`j${it}`, ["production", "staging", "dev"][it % 3], `${secrets[at % 4]}_${at}`));
    files[`.github/workflows/w${at}.yml`] = `on: {schedule: [{cron: "0 1 * * *"}]}\njobs:\n${jobs.join("")}`;
  }
  return files;
};
const HOSTILE = [
  "<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "</style><script>alert(2)</script>",
  "\u202eX\u2066", '" onmouseover="alert(3)', "javascript:alert(4)", "`\"]; click n0 href \"javascript:alert(5)\"",
  "%%{init: {\"securityLevel\": \"loose\"}}%%", "\\N \\\" ]; n9 [label=\"X\"]", "&#60;img src=x onerror=alert(6)&#62;",
  "https://a.invalid/x www.a.invalid", "end --> n1",
];
const hostile = () => Object.fromEntries(HOSTILE.map((it, at) => {
  const word = JSON.stringify(it);
  return [`.github/workflows/h${at} ${it.replaceAll("/", "_")}.yml`,
    `name: ${word}\non: push\njobs:\n  ${word}:\n    environment: production\n    env: {DBT_TOKEN: "\${{ secrets.DBT_PAT }}"}\n` +
    `    steps:\n      - name: ${word}\n        run: dbt-cloud job run --api-token $DBT_TOKEN\n      - uses: fal-ai/dbt-cloud-action@main\n` +
    `        with: {dbt_cloud_token: ${JSON.stringify(`\${{ secrets.${it} }}`)}}\n`];
}));

const said = (command, format, folder) => {
  const run = spawnSync(KEYFIT, [command, folder, "--format", format, ...(command === "check" ? ["--today", "2026-06-30"] : [])],
    { encoding: "utf8", maxBuffer: 1 << 28 });
  check(run.status < 2, `${command} --format ${format} of ${folder}: ${run.stderr}`);
  return run.stdout;
};
const page_of = (name, command, folder) => {
  const file = join(OUT, `${name}.html`);
  writeFileSync(file, said(command, "html", folder));
  return pathToFileURL(file).href;
};

mkdirSync(OUT, { recursive: true });
const folders = {
  menagerie: "fixtures/menagerie", larger: repository("larger-repository", larger()),
  hostile: repository("hostile-repository", hostile()),
};
const pages = Object.fromEntries(Object.entries(folders).map(([name, folder]) => [name, page_of(name, "check", folder)]));
pages.map = page_of("map", "map", folders.menagerie);

const browser = await chromium.launch({ executablePath: BROWSER, headless: true, args: FLAGS });
// A page on which whatever it says aloud or asks the network for is a failure.
const opened = async (url, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("console", (it) => check(false, `${url} says ${it.text()}`));
  page.on("pageerror", (it) => check(false, `${url} fails: ${it.message}`));
  page.on("dialog", (it) => { check(false, `${url} opens a dialog`); it.dismiss(); });
  page.on("request", (it) => check(it.url() === url || it.url().startsWith(`${url}#`), `${url} asks for ${it.url()}`));
  await page.goto(url);
  return page;
};
const seen = (page, selector) => page.locator(selector).filter({ visible: true }).count();

const widths = async (name) => {
  for (const scheme of ["light", "dark"]) {
    const page = await opened(pages[name], { colorScheme: scheme });
    for (const width of [320, 800, 1400]) {
      await page.setViewportSize({ width, height: 900 });
      const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      check(wide <= room, `${name} is ${wide} wide at ${width}`);
      const whole = name !== "larger";
      await page.screenshot({ path: join(OUT, `${name}-${width}-${scheme}.png`), fullPage: whole });
    }
    await page.context().close();
  }
};

const accessible = async (name) => {
  for (const scheme of ["light", "dark"]) {
    for (const width of [320, 1400]) {
      const page = await opened(pages[name], { colorScheme: scheme, viewport: { width, height: 900 } });
      await page.evaluate(() => { for (const it of document.querySelectorAll("details")) it.open = true; });
      await page.evaluate(AXE);
      const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
      const told = violations.map((it) => `${it.id}: ${it.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(" | ")}`);
      check(!told.length, `${name} ${scheme} ${width}: ${told.join("; ")}`);
      check(passes.some((it) => it.id === "color-contrast"), `${name} ${scheme}: the contrast was measured`);
      await page.context().close();
    }
  }
};

const light = async () => {
  const page = await opened(pages.menagerie, { colorScheme: "light" });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const day = await ground();
  await page.click("#theme");
  const night = await ground();
  check(day !== night, "the button changes the light");
  await page.click("#theme");
  check(day === await ground(), "the button changes it back");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.context().close();
};

const filters = async () => {
  const page = await opened(pages.larger);
  const all = { uses: await page.locator(".use").count(), findings: await page.locator(".finding").count() };
  check(500 < all.uses, `there are ${all.uses} uses`);
  const uses = () => page.locator(".use:not([hidden])").count();
  for (const name of ["kind", "consumer", "environment", "runner", "verdict"]) {
    const value = await page.locator(`select[name=${name}] option`).nth(1).getAttribute("value");
    await page.selectOption(`select[name=${name}]`, value);
    const shown = await page.locator(".use:not([hidden])").evaluateAll((them, key) => them.map((it) => it.dataset[key]), name);
    check(shown.length && shown.every((it) => it === value), `${name}=${value} shows ${shown.length} uses, and only these`);
    check((await page.locator("form output").textContent()).includes(`${shown.length} of ${all.uses} uses`), `${name} is counted`);
    await page.click("button[type=reset]");
    await page.waitForFunction(() => !document.querySelector(".use[hidden]"));
  }
  const took = await page.evaluate(() => {
    const [input, start] = [document.querySelector("input[type=search]"), performance.now()];
    input.value = "teams.yml DBT_PAT";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    void document.body.offsetHeight;
    return performance.now() - start;
  });
  check(took < 250, `a search takes ${took} ms`);
  check(await uses() === 9, `one secret in nine jobs is found in ${await uses()}`);
  check(await seen(page, ".credential") === 1, "only its credential is shown");
  await page.fill("input[type=search]", "no such word");
  check(await uses() === 0 && await seen(page, ".finding") === 0, "what is nowhere is not found");
  await page.keyboard.press("Escape");
  check(await uses() === all.uses, "Escape shows all again");
  console.log(`   the page of ${all.uses} uses and ${all.findings} findings: ${readFileSync(join(OUT, "larger.html")).length} bytes, a search ${Math.round(took)} ms`);
  await page.context().close();
};

const keys = async () => {
  const page = await opened(pages.menagerie);
  const focus = () => page.evaluate(() => document.activeElement.id || document.activeElement.name);
  await page.keyboard.press("Tab");
  check(await page.evaluate(() => document.activeElement.className === "skip"), "the first key leads past the head");
  await page.keyboard.press("/");
  check(await focus() === "words", "/ leads to the search");
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  const first = await focus();
  await page.keyboard.press("j");
  const second = await focus();
  await page.keyboard.press("k");
  check(/^f\d/.test(first) && /^f\d/.test(second) && first !== second && await focus() === first, "j and k go through findings");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  check(outline === "solid", "what has the focus is seen");
  for (const id of await page.locator(".finding:has(details)").evaluateAll((them) => them.map((it) => it.id))) {
    await page.focus(`#${id}`);
    const open = () => page.locator(`#${id} details`).first().evaluate((it) => it.open);
    const before = await open();
    await page.keyboard.press("o");
    check(before !== await open(), `o turns the details of ${id}`);
  }
  const summary = page.locator(".credential:not([open]) > summary").first();
  await summary.focus();
  await page.keyboard.press("Enter");
  check(await page.locator(".credential:not([open])").count() < await page.locator(".credential").count(), "Enter opens a credential");
  await page.context().close();
};

// Everything stands on paper, also what was folded on the screen; so it does without the script.
const paper = async () => {
  const page = await opened(pages.menagerie);
  await page.evaluate(() => { for (const it of document.querySelectorAll("details")) it.open = false; });
  await page.emulateMedia({ media: "print" });
  const flat = await page.evaluate(() =>
    [...document.querySelectorAll(".flow, .trace, .use > .box")].filter((it) => it.getBoundingClientRect().height < 8).length);
  check(flat === 0, `${flat} folds are closed on paper`);
  check(await seen(page, "form, nav, button, .keys") === 0, "no control is on paper");
  await page.pdf({ path: join(OUT, "menagerie.pdf"), format: "A4" });
  await page.context().close();
};
const scriptless = async () => {
  const [page, usual] = [await opened(pages.menagerie, { javaScriptEnabled: false }), await opened(pages.menagerie)];
  check(await seen(page, "form, button, .keys") === 0, "no control that needs the script is shown without it");
  const words = (it) => it.locator("main section").allTextContents();
  check((await words(page)).join() === (await words(usual)).join(), "without the script the page says the same");
  await page.locator(".credential:not([open]) > summary").first().click();
  await page.context().close();
  await usual.context().close();
};

const inert = async () => {
  const page = await opened(pages.hostile);
  const found = await page.evaluate(() => {
    const all = [...document.querySelectorAll("*")];
    return {
      scripts: document.scripts.length,
      foreign: all.filter((it) => ["IMG", "IFRAME", "OBJECT", "LINK", "BASE", "VIDEO"].includes(it.tagName)).length,
      handlers: all.filter((it) => [...it.attributes].some((own) => own.name.startsWith("on") || own.name === "style")).length,
      links: [...document.links].map((it) => it.getAttribute("href")).filter((it) => !/^(#[\w-]+|https:\/\/[\w.-]+\/)/.test(it)),
      turned: /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/.test(document.body.textContent),
      told: document.body.textContent.includes("<img src=x onerror=alert(1)>"),
    };
  });
  check(found.scripts === 1 && !found.foreign && !found.handlers && !found.links.length && !found.turned, JSON.stringify(found));
  check(found.told, "a hostile name is told as it is");
  await page.context().close();
};

const graphs = async () => {
  const page = await (await browser.newContext()).newPage();
  page.on("dialog", (it) => { check(false, "a graph opens a dialog"); it.dismiss(); });
  await page.setContent("<!doctype html><title>x</title>");
  await page.addScriptTag({ path: MERMAID });
  for (const [name, folder] of Object.entries(folders)) {
    const text = said("map", "mermaid", folder);
    writeFileSync(join(OUT, `${name}.mmd`), text);
    const drawn = await page.evaluate(async (text) => {
      try {
        globalThis.mermaid.initialize({ startOnLoad: false });
        await globalThis.mermaid.parse(text);
        const { svg } = await globalThis.mermaid.render("graph", text);
        document.body.innerHTML = svg;
        const nodes = document.querySelectorAll(".node").length;
        return { nodes, wrong: document.querySelectorAll("svg img, svg script, svg a").length, told: document.body.textContent };
      } catch (error) {
        return { error: String(error) };
      }
    }, text);
    const nodes = text.match(/^ {2}n\d+[[({]/gm).length;
    check(!drawn.error && drawn.nodes === nodes && !drawn.wrong, `mermaid of ${name}: ${drawn.error ?? `${drawn.nodes} of ${nodes} nodes, ${drawn.wrong} links`}`);
    if (name === "hostile") check(drawn.told?.includes("<img src=x onerror=alert(1)>"), `mermaid tells a hostile name: ${drawn.told?.slice(0, 300)}`);
    await page.screenshot({ path: join(OUT, `${name}-mermaid.png`), fullPage: true });
    const dot = said("map", "dot", folder);
    writeFileSync(join(OUT, `${name}.dot`), dot);
    const svg = execFileSync("dot", ["-Tsvg"], { input: dot, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"], maxBuffer: 1 << 28 });
    check((svg.match(/class="node /g) ?? []).length === nodes && !/<(a|image|script)\b/.test(svg), `dot of ${name}`);
    if (name === "hostile") check(svg.includes("&lt;img src=x onerror=alert(1)&gt;"), "dot tells a hostile name");
    await page.setContent(svg.slice(svg.indexOf("<svg")));
    await page.screenshot({ path: join(OUT, `${name}-dot.png`), fullPage: true });
    await page.setContent("<!doctype html><title>x</title>");
  }
  await page.context().close();
};

const steps = {
  "no width scrolls sideways": async () => { for (const name of ["menagerie", "map", "hostile", "larger"]) await widths(name); },
  "axe has no complaint": async () => { for (const name of ["menagerie", "map", "hostile"]) await accessible(name); },
  "light and dark": light, "filters and search": filters, "keys": keys, "paper": paper,
  "without the script": scriptless, "hostile names": inert, "Mermaid and Graphviz": graphs,
};
for (const [name, step] of Object.entries(steps)) {
  console.log(`-- ${name}`);
  try {
    await step();
  } catch (error) {
    check(false, `${name}: ${error.message}`);
  }
}
await browser.close();
console.log(failed ? `${failed} failed` : `all held; pictures are in ${OUT}`);
process.exit(failed ? 1 : 0);
