// A Chromium that a test drives: each line of the standard input is a command, and is answered by
// a line, {"value": ...} or {"error": ...}.
//   {"open": "<url>"}          an empty page at this address, made without its server; cookies and earlier page are gone
//   {"run": "<file>"}          a script in that page; .jsx is bundled before, with the packages it names
//   {"evaluate": "<expression>"}  its value, awaited
import fs from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const PACKAGES = fileURLToPath(new URL("node_modules", import.meta.url));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"], // or it does not start for root
});
let page;

async function open(url) {
  await page?.context().close();
  page = await browser.newPage();
  await page.route(url, (route) =>
    route.fulfill({ contentType: "text/html; charset=utf-8", body: '<!doctype html><div id="root"></div>' }));
  await page.goto(url);
}

async function run(file) {
  await page.addScriptTag({ content: file.endsWith(".jsx") ? await bundle(file) : fs.readFileSync(file, "utf8") });
}

async function bundle(file) {
  const { outputFiles } = await build({
    entryPoints: [file], bundle: true, write: false, jsx: "automatic", charset: "utf8",
    nodePaths: [PACKAGES], define: { "process.env.NODE_ENV": '"production"' }, logLevel: "silent",
  });
  return outputFiles[0].text;
}

async function answer(command) {
  if ("open" in command) return open(command.open);
  if ("run" in command) return run(command.run);
  return page.evaluate(command.evaluate);
}

for await (const line of createInterface({ input: process.stdin })) {
  const reply = await answer(JSON.parse(line)).then(
    (value) => ({ value: value ?? null }), (error) => ({ error: String(error) }));
  console.log(JSON.stringify(reply));
}
await browser.close();
