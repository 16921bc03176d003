/**
 * The only reader of process.env: environment → config (may be logged) and secrets (may not).
 * All problems are told at once, each with the variable's name and an example.
 */
import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { z } from "zod";
import { systemMailProblem } from "./domain/system-mail-url.ts";

const DEVELOPMENT_KEY = Buffer.alloc(32, "leadbitz-development-key").toString("base64");

const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ""));
const list = z.string().transform((value) =>
  value
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean),
);
const key32 = z
  .string()
  .refine(
    (value) => Buffer.from(value, "base64").length === 32,
    "must be 32 bytes in base64 (openssl rand -base64 32)",
  );

/** "9.9.9.9", "9.9.9.9:53", "2620:fe::fe" or "[2620:fe::fe]:53". */
function isDnsServer(server: string): boolean {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\](?::\d{1,5})?|([^:]+)(?::\d{1,5})?)$/.exec(server) ?? [];
  return isIP(bracketed ?? plain ?? server) !== 0;
}

/** Every variable: schema, meaning, example. `.env.example` is checked against this table. */
export const variables = {
  NODE_ENV: {
    schema: z.enum(["development", "production", "test"]).default("development"),
    about: "production for real use",
    example: "production",
  },
  APP_URL: {
    schema: url.optional(),
    about: "public address of this installation; required in production",
    example: "https://mail.example.com",
  },
  PORT: {
    schema: z.coerce.number().int().min(0).max(65535).default(3000),
    about: "port of the web server",
    example: "3000",
  },
  PROCESS: { schema: z.enum(["all", "web", "worker"]).default("all"), about: "what this process runs", example: "all" },
  DATABASE_URL: {
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, "must start with postgres://")
      .optional(),
    about: "external Postgres 15 or newer; empty means the embedded one",
    example: "postgres://leadbitz:secret@db:5432/leadbitz",
  },
  DATA_DIR: {
    schema: z.string().default(".data/main"),
    about: "folder of the embedded database",
    example: ".data/main",
  },
  TOKEN_ENCRYPTION_KEY: {
    schema: key32.optional(),
    about: "seals mailbox tokens, 32 bytes base64; required in production",
    example: "openssl rand -base64 32",
  },
  TOKEN_ENCRYPTION_KEY_PREVIOUS: {
    schema: key32.optional(),
    about: "the key before; read, never written",
    example: "openssl rand -base64 32",
  },
  SESSION_SECRET: {
    schema: z.string().min(32).optional(),
    about: "signs cookies, at least 32 characters; required in production",
    example: "openssl rand -hex 32",
  },
  TRUSTED_ORIGINS: {
    schema: list.optional(),
    about: "more origins that forms may come from, by comma",
    example: "https://app.example.com",
  },
  TRUST_PROXY: {
    schema: z.coerce.number().int().min(0).max(10).default(0),
    about: "how many proxies stand in front",
    example: "1",
  },
  CRON_SECRET: {
    schema: z.string().min(16).optional(),
    about: "lets POST /api/cron/* in",
    example: "openssl rand -hex 24",
  },
  METRICS_TOKEN: {
    schema: z.string().min(16).optional(),
    about: "lets GET /metrics in",
    example: "openssl rand -hex 24",
  },
  LOG_LEVEL: {
    schema: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
    about: "least level that is logged",
    example: "info",
  },
  GOOGLE_CLIENT_ID: {
    schema: z.string().optional(),
    about: "OAuth client for Gmail mailboxes",
    example: "1234.apps.googleusercontent.com",
  },
  GOOGLE_CLIENT_SECRET: { schema: z.string().optional(), about: "its secret", example: "GOCSPX-…" },
  GOOGLE_OAUTH_BASE_URL: {
    schema: url.optional(),
    about: "another server in place of Google's OAuth",
    example: "http://localhost:3999",
  },
  GMAIL_BASE_URL: {
    schema: url.optional(),
    about: "another server in place of the Gmail API",
    example: "http://localhost:3999",
  },
  MICROSOFT_CLIENT_ID: {
    schema: z.string().optional(),
    about: "application for Microsoft mailboxes (Entra, type Web)",
    example: "00000000-0000-0000-0000-000000000000",
  },
  MICROSOFT_CLIENT_SECRET: { schema: z.string().optional(), about: "its secret", example: "abc8Q~…" },
  MICROSOFT_TENANT: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9.-]+$/, "must be common, organizations, consumers, or a tenant's id or domain")
      .default("common"),
    about: "whose accounts may connect",
    example: "organizations",
  },
  MICROSOFT_LOGIN_BASE_URL: {
    schema: url.optional(),
    about: "another server in place of login.microsoftonline.com",
    example: "http://localhost:3999/mslogin",
  },
  GRAPH_BASE_URL: {
    schema: url.optional(),
    about: "another server in place of Microsoft Graph",
    example: "http://localhost:3999",
  },
  STRIPE_WEBHOOK_SECRET: {
    schema: z.string().startsWith("whsec_").optional(),
    about: "signs Stripe's events; empty closes POST /api/webhooks/stripe",
    example: "whsec_…",
  },
  SYSTEM_SMTP_URL: {
    schema: z
      .string()
      .superRefine((value, context) => {
        const message = systemMailProblem(value);
        if (message) context.addIssue({ code: "custom", message });
      })
      .optional(),
    about: "mail server for notices to owners; empty means notices on the pages only",
    example: "smtps://user:password@mail.example.com/?from=alerts@example.com",
  },
  DNS_SERVERS: {
    schema: list
      .refine((servers) => servers.every(isDnsServer), "must be addresses, by comma, each with or without :port")
      .optional(),
    about: "DNS servers to ask, by comma; empty means the system's",
    example: "9.9.9.9,[2620:fe::fe]:53",
  },
  NEON_AUTH_URL: {
    schema: url.optional(),
    about: "Neon Auth; empty means the embedded identity",
    example: "https://ep-x.neonauth.eu.aws.neon.tech/db/auth",
  },
  LEADBITZ_CLOCK: {
    schema: z.enum(["system", "virtual"]).default("system"),
    about: "virtual in demo and tests only",
    example: "system",
  },
  LEADBITZ_DEMO: {
    schema: z.enum(["0", "1"]).default("0"),
    about: "1 in the demo: bar to move the clock, sandbox link",
    example: "0",
  },
  LEADBITZ_INTERVALS_DIVISOR: {
    schema: z.coerce.number().min(1).max(1000).default(1),
    about: "divides lease, time-outs and sweep intervals; tests only",
    example: "1",
  },
  LEADBITZ_SANDBOX_URL: {
    schema: url.optional(),
    about: "where the demo links to the sandbox's own page",
    example: "http://localhost:3999",
  },
} as const;

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
