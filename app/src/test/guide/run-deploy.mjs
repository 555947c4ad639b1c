// Runs the guide's TypeScript client as it is printed: node run-deploy.mjs <client.ts> <app> <api> <token>
// Types are stripped, and the two helpers that the guide names but does not define are supplied.
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const [client, app, api, token] = process.argv.slice(2);
const helpers = `
import { promisify } from "node:util";
const execAsync = promisify(exec);
const getPackageVersion = (name) => ({ next: "16.0.0" })[name] ?? "1.0.0";
await deploy(...process.argv.slice(2));
`;
const { outputText } = ts.transpileModule(fs.readFileSync(client, "utf8") + helpers, {
  compilerOptions: { target: "ES2022", module: "ES2022" },
});
const script = new URL("client.mjs", import.meta.url);
fs.writeFileSync(script, outputText);
process.argv = [process.argv[0], fileURLToPath(script), app, api, token];
await import(script);
