import type { LoaderFunctionArgs } from "@remix-run/node";
import { afterAll, describe, expect, it } from "vitest";
import { newId } from "../../app/domain/ids.ts";
import { loader } from "../../app/routes/app.tsx";
import { syncInbox } from "../../app/use-cases/sync/sync-inbox.server.ts";
import { testDatabase } from "../setup/database.ts";
import { openMailboxWorld } from "../use-cases/sync/mailbox-world.ts";
import { insertTestSession, routeArgs } from "./route-args.ts";

const db = await testDatabase();
const world = await openMailboxWorld(db);
afterAll(() => world.sandbox.close());

const { app, actor } = world;
const session = await insertTestSession(db, actor);

async function unreadOn(path: string): Promise<number> {
  const { frame } = await loader(routeArgs(app, path, { session }) as LoaderFunctionArgs);
  return frame.unreadReplies;
}

async function answered(email: string): Promise<string> {
  const { messageId, threadId } = await world.sendFirst(await world.insertCampaign(), email);
  await world.reply(messageId, "reply");
  await syncInbox(app, { workspaceId: actor.workspaceId, inboxId: world.inboxId });
  const { id } = await world.row<{ id: string }>("select id from conversations where thread_key = $1", [threadId]);
  return id;
}

describe("the count of unread replies in the frame", () => {
  it("is without a conversation on the very page that opens it", async () => {
    const first = await answered("kim@far.test");
    const second = await answered("lou@far.test");
    expect(await unreadOn("/app/replies")).toBe(2);
    expect(await unreadOn(`/app/replies/${first}`)).toBe(1);
    expect(await unreadOn(`/app/replies/${first}/`)).toBe(1);
    expect(await unreadOn(`/app/replies/${second.toUpperCase()}.data?_routes=x`)).toBe(1);
    expect(await unreadOn(`/app/replies/${second}`)).toBe(0);
  });

  it("stays as it is on pages that open none, and for ids that are nobody's", async () => {
    await answered("max@far.test");
    for (const path of ["/app", `/app/replies/${newId()}`, "/app/replies/nonsense", `/app/leads/${newId()}`])
      expect(await unreadOn(path)).toBe(1);
  });
});
