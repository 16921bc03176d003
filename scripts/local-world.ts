/** The settings with which the demo and development run against the sandbox instead of the vendors. */
export type LocalWorld = { port: number; sandboxPort: number; dataDir: string };

export function localWorld(defaults: { dataDir: string }): LocalWorld {
  return {
    port: Number(process.env.PORT ?? 3000),
    sandboxPort: Number(process.env.SANDBOX_PORT ?? 3999),
    dataDir: process.env.DATA_DIR ?? defaults.dataDir,
  };
}

export function appEnvironment(world: LocalWorld): NodeJS.ProcessEnv {
  const sandbox = `http://localhost:${world.sandboxPort}`;
  return {
    ...process.env,
    PORT: String(world.port),
    APP_URL: `http://localhost:${world.port}`,
    DATA_DIR: world.dataDir,
    GOOGLE_OAUTH_BASE_URL: sandbox,
    GMAIL_BASE_URL: sandbox,
    GOOGLE_CLIENT_ID: "leadbitz-sandbox",
    GOOGLE_CLIENT_SECRET: "sandbox-secret",
    MICROSOFT_LOGIN_BASE_URL: `${sandbox}/mslogin`,
    GRAPH_BASE_URL: sandbox,
    MICROSOFT_CLIENT_ID: "leadbitz-sandbox",
    MICROSOFT_CLIENT_SECRET: "sandbox-secret",
    DNS_SERVERS: `127.0.0.1:${world.sandboxPort}`,
    LEADBITZ_SANDBOX_URL: sandbox,
    CRON_SECRET: process.env.CRON_SECRET ?? "sandbox-cron-secret",
    LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
  };
}

export function sandboxEnvironment(world: LocalWorld, isVirtual: boolean): NodeJS.ProcessEnv {
  return {
    ...process.env,
    SANDBOX_PORT: String(world.sandboxPort),
    SANDBOX_STATE_FILE: `${world.dataDir}/sandbox.json`,
    ...(isVirtual ? { CLOCK_URL: `http://localhost:${world.port}/api/demo/clock` } : {}),
  };
}
