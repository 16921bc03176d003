// The sandbox as a process of its own: node sandbox/server.ts
import { startSandbox } from "./start.ts";

const env = process.env;
const sandbox = await startSandbox({
  port: Number(env.SANDBOX_PORT || 3999),
  clockUrl: env.CLOCK_URL,
  seed: env.SANDBOX_SEED,
  ledgerFile: env.SANDBOX_LEDGER_FILE,
  stateFile: env.SANDBOX_STATE_FILE,
});
process.stdout.write(`sandbox ready ${sandbox.url}\n`);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    sandbox.close().then(() => process.exit(0));
  });
}
