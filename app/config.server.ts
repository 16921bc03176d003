/**
 * The only reader of process.env: environment → config (may be logged) and secrets (may not).
 * All problems are told at once, each with the variable's name and an example.
 */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { variables } from "./config-variables.server.ts";

const DEVELOPMENT_KEY = Buffer.alloc(32, "leadbitz-development-key").toString("base64");

type Variables = typeof variables;
export type Environment = { [K in keyof Variables]: z.output<Variables[K]["schema"]> };

const schema = z.object(
  Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, variable.schema])) as {
    [K in keyof Variables]: Variables[K]["schema"];
  },
);

/** Real-time intervals of the send protocol, in ms, all divided alike (reliability.md B.1). */
export type Intervals = {
  leaseMs: number;
  httpTimeoutMs: number;
  /** How long a draft may look unsent after it was sent (Microsoft). */
  settleMs: number;
  verdictMs: number;
  sweepMs: number;
  heartbeatMs: number;
  silentWorkerMs: number;
  freshnessMs: number;
  syncEveryMs: number;
};

export type Config = ReturnType<typeof configOf>;
export type Secrets = ReturnType<typeof secretsOf>;

/** Reads and judges the environment; throws one Error whose message names every problem. */
export function loadConfig(env: Record<string, string | undefined> = process.env): {
  config: Config;
  secrets: Secrets;
} {
  const problems: string[] = [];
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  for (const name of Object.keys(given)) {
    if (name.startsWith("LEADBITZ_") && !(name in variables)) problems.push(`${name}: no such variable`);
  }
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = String(issue.path[0]) as keyof Variables;
      problems.push(`${name}: ${issue.message} (example: ${variables[name].example})`);
    }
  }
  const values = parsed.success ? (parsed.data as Environment) : undefined;
  if (values) problems.push(...productionProblems(values));
  if (!values || problems.length > 0) throw new Error(`The environment has problems:\n  ${problems.join("\n  ")}`);
  return { config: configOf(values), secrets: secretsOf(values) };
}

function productionProblems(env: Environment): string[] {
  if (env.NODE_ENV !== "production") return [];
  const demo = env.LEADBITZ_DEMO === "1";
  const problems: string[] = [];
  if (env.LEADBITZ_CLOCK === "virtual" && !demo) problems.push("LEADBITZ_CLOCK: virtual is for the demo only");
  if (demo) return problems;
  for (const name of ["TOKEN_ENCRYPTION_KEY", "SESSION_SECRET", "APP_URL"] as const) {
    if (env[name] === undefined) problems.push(`${name}: required in production (example: ${variables[name].example})`);
  }
  return problems;
}

function configOf(env: Environment) {
  const appUrl = env.APP_URL ?? `http://localhost:${env.PORT}`;
  return {
    isProduction: env.NODE_ENV === "production",
    appUrl,
    /** https gets the `__Host-` cookie and HSTS; plain http is for localhost. */
    isSecure: appUrl.startsWith("https://"),
    port: env.PORT,
    process: env.PROCESS,
    databaseUrl: env.DATABASE_URL,
    dataDir: env.DATA_DIR,
    trustedOrigins: [new URL(appUrl).origin, ...(env.TRUSTED_ORIGINS ?? [])],
    trustProxy: env.TRUST_PROXY,
    logLevel: env.LOG_LEVEL,
    google: {
      clientId: env.GOOGLE_CLIENT_ID,
      oauthBaseUrl: env.GOOGLE_OAUTH_BASE_URL,
      gmailBaseUrl: env.GMAIL_BASE_URL,
    },
    microsoft: {
      clientId: env.MICROSOFT_CLIENT_ID,
      tenant: env.MICROSOFT_TENANT,
      loginBaseUrl: env.MICROSOFT_LOGIN_BASE_URL,
      graphBaseUrl: env.GRAPH_BASE_URL,
    },
    dnsServers: env.DNS_SERVERS,
    neonAuthUrl: env.NEON_AUTH_URL,
    clock: env.LEADBITZ_CLOCK,
    isDemo: env.LEADBITZ_DEMO === "1",
    sandboxUrl: env.LEADBITZ_SANDBOX_URL,
    intervals: intervalsOf(env.LEADBITZ_INTERVALS_DIVISOR),
  };
}

function intervalsOf(divisor: number): Intervals {
  const ms = (seconds: number) => Math.max(1, Math.round((seconds * 1000) / divisor));
  return {
    leaseMs: ms(120),
    httpTimeoutMs: ms(30),
    settleMs: ms(120),
    verdictMs: ms(30 * 60),
    sweepMs: ms(30),
    heartbeatMs: ms(15),
    silentWorkerMs: ms(60),
    freshnessMs: ms(60),
    syncEveryMs: ms(60),
  };
}

function secretsOf(env: Environment) {
  return {
    tokenEncryptionKey: env.TOKEN_ENCRYPTION_KEY ?? DEVELOPMENT_KEY,
    tokenEncryptionKeyPrevious: env.TOKEN_ENCRYPTION_KEY_PREVIOUS,
    sessionSecret: env.SESSION_SECRET ?? "leadbitz-development-session-secret",
    cronSecret:
      env.CRON_SECRET ?? (env.NODE_ENV === "production" ? randomBytes(24).toString("hex") : "development-cron-secret"),
    metricsToken: env.METRICS_TOKEN,
    googleClientSecret: env.GOOGLE_CLIENT_SECRET,
    microsoftClientSecret: env.MICROSOFT_CLIENT_SECRET,
    stripeWebhookSecret: env.STRIPE_WEBHOOK_SECRET,
    systemSmtpUrl: env.SYSTEM_SMTP_URL,
  };
}
