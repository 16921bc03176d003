/** Files stay small: a warning from 250 lines, a failure from 300 (style.md). Migrations and row types are lists. */
import { globSync, readFileSync } from "node:fs";
import { ROOT } from "./tools.ts";

const EXCEPT = /^db\/(migrations\/|schema\.ts)/;
const WARN_LINES = 250;
const FAIL_LINES = 300;

const files = globSync("{app,db,jobs,sandbox,tests,bench,scripts}/**/*.{ts,tsx}", { cwd: ROOT }).concat("server.ts");
let isGood = true;
for (const file of files.filter((path) => !EXCEPT.test(path))) {
  const lines = readFileSync(`${ROOT}/${file}`, "utf8").split("\n").length - 1;
  if (lines > WARN_LINES) console.log(`${lines > FAIL_LINES ? "too long" : "long"}: ${file} has ${lines} lines`);
  if (lines > FAIL_LINES) isGood = false;
}
process.exit(isGood ? 0 : 1);
