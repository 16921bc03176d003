/** The house's walls (docs/decisions/003-dependency-rules.md): who may import whom. */
const only = (name, from, to, extra = {}) => ({
  name,
  severity: "error",
  from: { path: from, ...extra },
  to: { pathNot: to },
});

/** npm packages by name. */
const npm = (...names) => `node_modules/(${names.join("|")})(/|$)`;

module.exports = {
  forbidden: [
    {
      name: "no-circular",
      severity: "error",
      from: { pathNot: "^app/domain/(send-plan|send-gates|send-limits)\\.ts$" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: {
        orphan: true,
        pathNot: [
          "\\.d\\.ts$",
          "^app/(routes|root|entry)",
          "^app/simulation/simulation-thread\\.ts$",
          "^sandbox/server\\.ts$",
        ],
      },
      to: {},
    },
    only("domain-is-pure", "^app/domain/", [
      "^app/domain/",
      npm("zod", "liquidjs", "tldts", "date-holidays", "uuidv7"),
    ]),
    only("mail-is-pure", "^app/mail/", [
      "^app/(domain|mail)/",
      npm(
        "nodemailer",
        "@types/nodemailer",
        "postal-mime",
        "sanitize-html",
        "@types/sanitize-html",
        "html-to-text",
        "@types/html-to-text",
      ),
      "^(node:)?(buffer|stream)$",
    ]),
    only("files-are-pure", "^app/files/", [
      "^app/(domain|files)/",
      npm("csv-parse", "iconv-lite"),
      "^(node:)?(buffer|stream|stream/promises)$",
    ]),
    only("components-are-server-rendered-parts", "^app/components/", [
      "^app/(components|domain)/",
      npm("react", "@types/react", "@remix-run/react", "lucide-react"),
    ]),
    only("routes-parse-and-answer", "^app/routes/", [
      "^app/(routes|use-cases|web|components|domain)/",
      "^app/(context|clock)\\.ts$",
      npm("react", "@types/react", "@remix-run/react", "@remix-run/node", "lucide-react", "zod"),
      "^(node:)?(stream|buffer|crypto)$",
    ]),
    only("web-knows-http", "^app/web/", [
      "^app/(web|domain)/",
      "^app/use-cases/access/",
      "^app/(context|config\\.server)\\.ts$",
      npm("zod", "@remix-run/node", "remix-auth", "remix-auth-form"),
      "^(node:)?(crypto|buffer|stream)$",
    ]),
    only("use-cases-orchestrate", "^app/use-cases/", [
      "^app/(use-cases|domain|mail|files|credentials)/",
      "^app/providers/ports\\.ts$",
      "^app/(context|clock|config\\.server)\\.ts$",
      "^app/identity/identity\\.ts$",
      "^db/(scope|enqueue|session-lock|queries/)",
      npm("zod"),
      "^(node:)?(crypto|buffer|stream|stream/promises)$",
    ]),
    only("providers-adapt-one-vendor", "^app/providers/", [
      "^app/(providers|domain|mail)/",
      npm(
        "@googleapis/gmail",
        "google-auth-library",
        "gaxios",
        "googleapis-common",
        "imapflow",
        "nodemailer",
        "@microsoft/microsoft-graph-client",
        "stripe",
        "zod",
      ),
      "^(node:)?(buffer|crypto|dns/promises|stream|tls)$",
    ]),
    only("credentials-seal-and-open", "^app/credentials/", [
      "^app/(credentials|domain)/",
      "^app/context\\.ts$",
      "^app/providers/ports\\.ts$",
      "^db/(scope|queries/)",
      "^(node:)?(crypto|buffer)$",
    ]),
    only("identity-stands-alone", "^app/identity/", [
      "^app/(identity|domain)/",
      "^app/config\\.server\\.ts$",
      npm("better-auth", "@better-auth/core", "jose", "pg", "@types/pg", "pino", "zod"),
      "^(node:)?(crypto)$",
    ]),
    only("simulation-runs-the-domain-apart", "^app/simulation/", [
      "^app/(simulation|domain)/",
      "^(node:)?worker_threads$",
    ]),
    only("db-stores", "^db/", [
      "^db/",
      "^app/domain/",
      "^jobs/payloads\\.ts$",
      npm("kysely", "pg", "@types/pg", "pg-copy-streams", "@types/pg-copy-streams", "graphile-worker"),
      "^(node:)?(crypto|buffer|stream|stream/promises|child_process|events|fs|module|os|path|sqlite)$",
    ]),
    only("tasks-are-doors", "^jobs/tasks/", ["^app/use-cases/", "^app/context\\.ts$", "^jobs/payloads\\.ts$"]),
    only("worker-triggers", "^jobs/[^/]+\\.ts$", [
      "^jobs/",
      "^app/domain/errors\\.ts$",
      "^app/context\\.ts$",
      "^app/use-cases/system/",
      npm("graphile-worker", "zod"),
      "^(node:)?events$",
    ]),
    only("server-is-the-switch", "^server\\.ts$", [
      "^app/(config\\.server|context|context\\.server)\\.ts$",
      "^app/domain/ids\\.ts$",
      "^app/web/security-headers\\.server\\.ts$",
      "^db/(client|embedded|migrate)\\.ts$",
      "^jobs/worker\\.ts$",
      npm("express", "@types/express", "@remix-run/express", "@remix-run/node", "vite"),
      "^(node:)?(crypto|http|path|url)$",
    ]),
    only("sandbox-does-not-know-us", "^sandbox/", ["^sandbox/", npm("postal-mime"), "^(node:)?"], {}),
    {
      name: "system-queries",
      severity: "error",
      from: { path: "^app/", pathNot: "^app/(use-cases/system/|context\\.server\\.ts)" },
      to: { path: "^db/queries/system/" },
    },
    {
      name: "access-queries",
      severity: "error",
      from: { path: "^app/", pathNot: "^app/use-cases/(access|unsubscribe)/" },
      to: { path: "^db/queries/access/" },
    },
    {
      name: "secret-box-opens-in-credentials",
      severity: "error",
      from: { path: "^(app|db|jobs)/", pathNot: "^app/(credentials/|context)" },
      to: { path: "^app/credentials/secret-box\\.ts$" },
    },
    {
      name: "kysely-and-pg-in-db",
      severity: "error",
      from: { path: "^(app|jobs|server)", pathNot: "^app/identity/" },
      to: { path: npm("kysely", "pg") },
    },
    {
      name: "graphile-worker-in-worker",
      severity: "error",
      from: { path: ".", pathNot: "^(jobs/(worker|catalog)|db/migrate)\\.ts$|^bench/|^tests/" },
      to: { path: "node_modules/graphile-worker" },
    },
    {
      name: "one-liquid",
      severity: "error",
      from: { path: "^app/", pathNot: "^app/domain/merge-template\\.ts$" },
      to: { path: "node_modules/liquidjs" },
    },
    {
      name: "one-stripe",
      severity: "error",
      from: { path: "^(app|db|jobs|server)", pathNot: "^app/providers/stripe/" },
      to: { path: "node_modules/stripe/" },
    },
    {
      name: "smtp-in-its-adapters",
      severity: "error",
      from: { path: "^(app|db|jobs|server)", pathNot: "^app/providers/(smtp|system-mail)/" },
      to: { path: "node_modules/nodemailer/", pathNot: "/mail-composer/" },
    },
    {
      name: "imap-in-its-adapter",
      severity: "error",
      from: { path: "^(app|db|jobs|server)", pathNot: "^app/providers/smtp/" },
      to: { path: "node_modules/imapflow/" },
    },
    {
      name: "one-tldts",
      severity: "error",
      from: { path: "^app/", pathNot: "^app/domain/email-address\\.ts$" },
      to: { path: "node_modules/tldts" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
