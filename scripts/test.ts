/** Everything: the checks, then every test. Arguments go to vitest. The last line counts. */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { check } from "./check.ts";
import { bringChromium } from "./find-chromium.ts";
import { bringMailServers } from "./find-mail-servers.ts";
import { ROOT, runTool } from "./tools.ts";

const REPORT = join(ROOT, ".cache", "test-report.json");
type Report = { numPassedTests: number; numFailedTests: number; numPendingTests: number; numFailedTestSuites: number };

const args = process.argv.slice(2);
const isWhole = args.length === 0;
const isChecked = isWhole ? await check() : true;
mkdirSync(join(ROOT, ".cache"), { recursive: true });
rmSync(REPORT, { force: true });
const sharedDir = resolve(ROOT, process.env.SHARED_DIR ?? "../shared");
if (!existsSync(sharedDir))
  console.log(`${sharedDir} is absent: tests that measure against it are skipped. SHARED_DIR names another place.`);
bringMailServers();
const { code } = await runTool(
  "node_modules/vitest/vitest.mjs",
  ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`, ...args],
  { env: { ...process.env, SHARED_DIR: sharedDir, CHROMIUM_PATH: bringChromium(), NODE_ENV: "test" } },
);
const report: Report = existsSync(REPORT)
  ? (JSON.parse(readFileSync(REPORT, "utf8")) as Report)
  : { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numFailedTestSuites: 1 };
// A file that does not even load counts as one failure, and so does a failed check.
const suitesFailed = code !== 0 && report.numFailedTests === 0 ? 1 : 0;
const failed = report.numFailedTests + suitesFailed + (isChecked ? 0 : 1);
const skipped = report.numPendingTests;
const isSkipAllowed = process.env.CI === undefined;
if (skipped > 0 && !isSkipAllowed) console.log(`${skipped} skipped: in CI nothing may be skipped.`);
console.log(`${report.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exit(failed > 0 || (skipped > 0 && !isSkipAllowed) ? 1 : 0);
