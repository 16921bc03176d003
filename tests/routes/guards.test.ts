/** Whole-code test: no route answers without its own guard, unless it stands here with a reason. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const FOLDER = new URL("../../app/routes/", import.meta.url);

/** File name → why anybody may call it. */
const PUBLIC: Record<string, string> = {
  "_index.tsx": "redirects only",
  "login.tsx": "before the sign-in",
  "signup.tsx": "before the sign-in",
  "logout.ts": "ends whatever session there is",
  "theme.ts": "a cookie of colours",
  "u.$token.tsx": "recipients unsubscribe; the token proves it",
  "api.auth.$.ts": "public keys of the embedded identity",
  "api.cron.tick.ts": "CRON_SECRET proves it",
  "api.cron.sync-inbox.ts": "CRON_SECRET proves it",
  "api.webhooks.stripe.ts": "the signature proves it",
  "healthz.ts": "says only that the process lives",
  "readyz.ts": "says only what is ready",
  "metrics.ts": "METRICS_TOKEN proves it",
  "app.styleguide.tsx": "shows parts with made-up data, in development only",
};

/** Doors that must be open at one side and guarded at the other: file → the open side and why. */
const HALF_PUBLIC: Record<string, { open: "loader" | "action"; why: string }> = {
  "api.demo.clock.ts": { open: "loader", why: "the sandbox follows the demo's clock; 404 outside of it" },
};

const files = readdirSync(FOLDER).filter((name) => /\.tsx?$/.test(name));

/** The exported function's text, up to the next line that closes it. */
function doorsOf(name: string): { door: string; text: string }[] {
  const source = readFileSync(new URL(encodeURIComponent(name), FOLDER), "utf8");
  return [...source.matchAll(/^export (?:async function|function|const|let) (loader|action)\b/gm)].map((match) => {
    const rest = source.slice(match.index);
    const end = rest.search(/^(\}|\};)$/m);
    return { door: match[1] ?? "", text: end < 0 ? rest : rest.slice(0, end) };
  });
}

describe("route guards", () => {
  it("reads the routes", () => {
    expect(files.length).toBeGreaterThan(5);
    expect(doorsOf("login.tsx").map(({ door }) => door)).toEqual(["loader", "action"]);
  });

  it.each(files.filter((name) => !(name in PUBLIC)))("%s answers through a guard", (name) => {
    const doors = doorsOf(name);
    expect(doors, "a page without a loader is open to all").not.toEqual([]);
    for (const { door, text } of doors) {
      if (HALF_PUBLIC[name]?.open === door) continue;
      expect(text, `${door} of ${name}`).toMatch(/\breturn answer(Page|Api)\(/);
    }
  });

  it.each(files)("%s exports its doors as plain functions", (name) => {
    const source = readFileSync(new URL(encodeURIComponent(name), FOLDER), "utf8");
    expect(source).not.toMatch(/^export (const|let|var) (loader|action)\b/m);
    expect(source).not.toMatch(/^export \{[^}]*\b(loader|action)\b[^}]*\}/m);
  });
});
