// The door of every npm command. Runs on Node 20 and newer: installs what the lock file says when needed, then hands over
// to Node 26, which the project brings along (docs/decisions/002-node-26.md).
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [command, ...args] = process.argv.slice(2);

if (!isInstalled()) install();
const node = nodeBinary();
const child = spawn(node, [join(root, "scripts", `${command}.ts`), ...args], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, PATH: [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter) },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

/** True when every package of the lock file stands in node_modules in its version (optional ones may be absent). */
function isInstalled() {
  const installedPath = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedPath)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(installedPath, "utf8")).packages;
  const isProductionOnly = !existsSync(join(root, "node_modules", "typescript"));
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "" || entry.optional || entry.link) return true;
    if (isProductionOnly && (entry.dev || entry.devOptional) && process.env.NODE_ENV === "production") return true;
    return installed[path]?.version === entry.version || (entry.peer && !installed[path]);
  });
}

function install() {
  process.stdout.write("Installing packages…\n");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const env = { ...process.env, NODE_ENV: "development" };
  const done = spawnSync(npm, ["ci", "--loglevel=error"], { cwd: root, stdio: "inherit", env });
  if (done.status !== 0) {
    process.stderr.write("npm ci failed; see above.\n");
    process.exit(1);
  }
}

function nodeBinary() {
  const own = join(root, "node_modules", "node", "bin", "node");
  if (existsSync(own)) return own;
  if (Number(process.versions.node.split(".")[0]) >= 26) return process.execPath;
  process.stderr.write("Node 26 is missing. Run npm ci with development dependencies, or install Node 26.\n");
  process.exit(1);
}
