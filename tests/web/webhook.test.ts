import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { stripeEvents } from "../../app/providers/stripe/stripe-events.ts";
import { action } from "../../app/routes/api.webhooks.stripe.ts";
import { receiveBillingEvent } from "../../app/use-cases/system/receive-billing-event.server.ts";
import { requireOwnOrigin } from "../../app/web/origin-check.server.ts";
import { fixedClock, testApp } from "../setup/app.ts";
import { testDatabase } from "../setup/database.ts";
import { routeArgs } from "./route-args.ts";

const NOW = "2026-11-24T09:00:00Z";
const SECRET = "whsec_test";
const db = await testDatabase();
const clock = fixedClock(NOW);
const app = testApp(db, { clock, providers: { billingEvents: stripeEvents(SECRET) } });

function eventOf(eventId: string, type = "customer.subscription.updated"): string {
  const object = { id: "sub_1", object: "subscription", status: "active", name: "Käse & Söhne" };
  return JSON.stringify({ id: eventId, object: "event", type, data: { object } });
}

/** Made by hand from Stripe's description, not by the SDK that reads it. */
function sign(payload: string, over: { secret?: string; at?: string; scheme?: string } = {}): string {
  const stamp = Math.floor(Date.parse(over.at ?? NOW) / 1000);
  const mac = createHmac("sha256", over.secret ?? SECRET)
    .update(`${stamp}.${payload}`)
    .digest("hex");
  return `t=${stamp},${over.scheme ?? "v1"}=${mac}`;
}

function post(body: string | Uint8Array<ArrayBuffer>, signature: string | undefined, to = app): Promise<Response> {
  const headers: HeadersInit = signature === undefined ? {} : { "Stripe-Signature": signature };
  return action(routeArgs(to, "/api/webhooks/stripe", { method: "POST", body, headers }));
}

async function storedIds(): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>("select id from stripe_events order by id");
  return rows.map(({ id }) => id);
}

describe("stripe's webhook", () => {
  it("takes a signed event and remembers its id", async () => {
    const payload = eventOf("evt_good");
    const response = await post(payload, sign(payload));
    expect(response.status).toBe(200);
    expect(await storedIds()).toContain("evt_good");
  });

  const altered = eventOf("evt_bad").replace("active", "actove");
  const noEvent = JSON.stringify({ id: 7 });
  it.each([
    ["no signature", eventOf("evt_bad"), undefined],
    ["an empty one", eventOf("evt_bad"), ""],
    ["nonsense for one", eventOf("evt_bad"), "t=now,v1=zz"],
    ["another's secret", eventOf("evt_bad"), sign(eventOf("evt_bad"), { secret: "whsec_other" })],
    ["another scheme only", eventOf("evt_bad"), sign(eventOf("evt_bad"), { scheme: "v0" })],
    ["a stamp older than 300 seconds", eventOf("evt_bad"), sign(eventOf("evt_bad"), { at: "2026-11-24T08:54:59Z" })],
    ["one altered byte", altered, sign(eventOf("evt_bad"))],
    ["an empty body", "", sign("")],
    ["no JSON, though signed", "{", sign("{")],
    ["no event, though signed", noEvent, sign(noEvent)],
  ])("answers 400 without a word to %s", async (_what, body, signature) => {
    const response = await post(body, signature);
    expect(response.status).toBe(400);
    expect(await response.text()).toBe("");
    expect(await storedIds()).not.toContain("evt_bad");
  });

  it("takes a stamp of 300 seconds ago, and either signature while the secret changes", async () => {
    const payload = eventOf("evt_edge");
    const signature = `${sign(payload, { at: "2026-11-24T08:55:00Z", secret: "whsec_before" })},${sign(payload, { at: "2026-11-24T08:55:00Z" }).split(",")[1]}`;
    expect((await post(payload, signature)).status).toBe(200);
  });

  it("answers 200 to a type it does not know", async () => {
    const payload = eventOf("evt_unknown", "constructor");
    expect((await post(payload, sign(payload))).status).toBe(200);
  });

  it("takes a repeated event once, also when both come at one moment", async () => {
    let handledCount = 0;
    const payload = eventOf("evt_twice");
    const signed = { body: Buffer.from(payload), signature: sign(payload) };
    const handlers = {
      "customer.subscription.updated": async () => {
        handledCount += 1;
      },
    };
    const both = await Promise.all([1, 2].map(() => receiveBillingEvent(app, signed, handlers)));
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(["handled", "repeated"]);
    expect((await post(payload, sign(payload))).status).toBe(200);
    expect(handledCount).toBe(1);
    expect((await storedIds()).filter((id) => id === "evt_twice")).toHaveLength(1);
  });

  it("forgets an event whose work failed, so that its next delivery is taken", async () => {
    const payload = eventOf("evt_failed");
    const signed = { body: Buffer.from(payload), signature: sign(payload) };
    const failing = { "customer.subscription.updated": () => Promise.reject(new Error("broken")) };
    await expect(receiveBillingEvent(app, signed, failing)).rejects.toThrow("broken");
    expect(await storedIds()).not.toContain("evt_failed");
  });

  it("refuses a body over the limit before it looks at it", async () => {
    const payload = eventOf("evt_long", "x".repeat(1_100_000));
    const response = await post(payload, sign(payload));
    expect(response.status).toBe(400);
    expect(await storedIds()).not.toContain("evt_long");
  });

  it("is not there without a secret", async () => {
    const payload = eventOf("evt_off");
    const response = await post(payload, sign(payload), testApp(db));
    expect(response.status).toBe(404);
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  });

  it("needs no page of ours to come from", () => {
    const { request } = routeArgs(app, "/api/webhooks/stripe", { method: "POST", body: "" });
    expect(() => requireOwnOrigin(request, ["http://localhost:3000"])).not.toThrow();
  });
});
