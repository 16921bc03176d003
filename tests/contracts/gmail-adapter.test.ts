/** The Gmail adapter against the sandbox's Gmail, over HTTP and through Google's own SDK. */
import { inspect } from "node:util";
import { beforeEach, describe, expect, it } from "vitest";
import { gmailMailProvider } from "../../app/providers/google/gmail-mail-provider.ts";
import type { MailProvider, MailSession } from "../../app/providers/ports.ts";
import { draftsOf } from "../setup/drafts-of.ts";
import { ANA, adapterWorld, hasDraft, mailTo, refusal } from "./gmail-adapter-world.ts";

const world = adapterWorld();
const { control, openSession, accepted } = world;
let gmail: MailProvider<MailSession>;
let session: MailSession;

beforeEach(() => {
  ({ gmail, session } = world);
});

describe("gmail drafts", () => {
  it("sends a draft once: the draft is gone, the mail has a new id and Gmail's own Message-ID", async () => {
    const draft = await draftsOf(gmail, session).createDraft(mailTo("bo@ex.test", ["X-LeadBitz-Attempt: a1"]), null);
    expect(await hasDraft(gmail, session, draft.draftId)).toBe(true);
    const sent = await draftsOf(gmail, session).sendDraft(draft);
    expect(sent.threadId).toBe(draft.threadId);
    expect(sent.providerMessageId).not.toBe(draft.messageId);
    expect(await hasDraft(gmail, session, draft.draftId)).toBe(false);
    const head = await gmail.open(session).getHead(sent.providerMessageId, ["Message-ID", "X-LeadBitz-Attempt"]);
    expect(head?.labels).toContain("SENT");
    expect(head?.headers.find((header) => header.name.toLowerCase() === "message-id")?.value).toMatch(
      /@mail\.gmail\.com>$/,
    );
    expect(head?.headers.find((header) => header.name.toLowerCase() === "x-leadbitz-attempt")?.value).toBe("a1");
    expect(await accepted()).toHaveLength(1);
    expect(await refusal(draftsOf(gmail, session).sendDraft(draft))).toMatchObject({
      kind: "not_found",
      delivery: "not_sent",
    });
  });

  it("keeps every byte of the message", async () => {
    const draft = await draftsOf(gmail, session).createDraft(mailTo("bo@ex.test"), null);
    await draftsOf(gmail, session).sendDraft(draft);
    const [mail] = await accepted();
    expect(mail?.raw).toContain("gr");
    const sent = await gmail.open(session).getThread({ threadId: draft.threadId, messageIdHeaders: [] }, []);
    const raw = await gmail.open(session).getRaw(sent?.[0]?.providerMessageId ?? "");
    expect(Buffer.from(raw?.mime ?? []).toString("utf8")).toContain("Short question: grüße?");
    expect(raw?.headers.find((header) => header.name === "subject")?.value).toBe("Hello");
  });

  it("deletes a draft, and again without complaint", async () => {
    const { draftId } = await draftsOf(gmail, session).createDraft(mailTo("bo@ex.test"), null);
    await draftsOf(gmail, session).deleteDraft(draftId);
    await draftsOf(gmail, session).deleteDraft(draftId);
    expect(await hasDraft(gmail, session, draftId)).toBe(false);
  });

  it("refuses a thread of another mailbox", async () => {
    expect(await refusal(draftsOf(gmail, session).createDraft(mailTo("bo@ex.test"), "00000000000000ff"))).toMatchObject(
      {
        kind: "not_found",
        delivery: "not_sent",
      },
    );
  });
});

describe("gmail reading", () => {
  it("lists what was added since a cursor: received and sent, no drafts, cursor on the last page", async () => {
    const { email, cursor } = await gmail.open(session).getProfile();
    expect(email).toBe(ANA);
    expect(await gmail.open(session).listSince(cursor, null)).toEqual({ messageIds: [], nextPageToken: null, cursor });
    await draftsOf(gmail, session).createDraft(mailTo("cy@ex.test"), null);
    const { draftId } = await draftsOf(gmail, session).createDraft(mailTo("bo@ex.test"), null);
    const sent = await draftsOf(gmail, session).sendDraft({ draftId, threadId: null, messageIdHeader: null });
    const mail = `From: bo@ex.test\r\nTo: ${ANA}\r\nSubject: Re: Hello\r\n\r\nYes\r\n`;
    const got = await control<{ id: string }>("deliver", { mailbox: ANA, raw: mail });
    const page = await gmail.open(session).listSince(cursor, null);
    expect(page.messageIds.sort()).toEqual([sent.providerMessageId, got.id].sort());
    expect(Number(page.cursor)).toBeGreaterThan(Number(cursor));
  });

  it("gives the new cursor with the last page only, so that an interrupted read loses nothing", async () => {
    const { cursor } = await gmail.open(session).getProfile();
    const raw = `From: bo@ex.test\r\nTo: ${ANA}\r\nSubject: x\r\n\r\ny`;
    for (let at = 0; at < 26; at += 1) {
      await Promise.all(Array.from({ length: 20 }, () => control("deliver", { mailbox: ANA, raw })));
    }
    const first = await gmail.open(session).listSince(cursor, null);
    expect(first).toMatchObject({ cursor: null, nextPageToken: expect.any(String) });
    const second = await gmail.open(session).listSince(cursor, first.nextPageToken);
    expect(second).toMatchObject({ cursor: expect.stringMatching(/^\d+$/), nextPageToken: null });
    expect(new Set([...first.messageIds, ...second.messageIds]).size).toBe(520);
    const listed = await gmail.open(session).listAfter(new Date(Date.now() - 600_000), null);
    const rest = await gmail.open(session).listAfter(new Date(Date.now() - 600_000), listed.nextPageToken);
    expect(new Set([...listed.messageIds, ...rest.messageIds]).size).toBe(520);
  });

  it("says when a cursor is too old", async () => {
    const { cursor } = await gmail.open(session).getProfile();
    await control("deliver", { mailbox: ANA, raw: "From: b@x.test\r\n\r\nx" });
    await control("expire-history", { mailbox: ANA });
    expect((await refusal(gmail.open(session).listSince(cursor, null))).kind).toBe("cursor_expired");
  });

  it("lists what arrived after an instant, Spam too", async () => {
    const { id } = await control<{ id: string }>("deliver", {
      mailbox: ANA,
      raw: "From: b@x.test\r\n\r\nx",
      labelIds: ["SPAM"],
    });
    const page = await gmail.open(session).listAfter(new Date(Date.now() - 60_000), null);
    expect(page).toEqual({ messageIds: [id], nextPageToken: null, cursor: null });
    expect((await gmail.open(session).listAfter(new Date(Date.now() + 3_600_000), null)).messageIds).toEqual([]);
  });

  it("answers null for what is gone", async () => {
    expect(await gmail.open(session).getHead("00000000000000aa", [])).toBeNull();
    expect(await gmail.open(session).getRaw("00000000000000aa")).toBeNull();
    expect(await gmail.open(session).getThread({ threadId: "00000000000000aa", messageIdHeaders: [] }, [])).toBeNull();
  });
});

describe("gmail tokens", () => {
  it("refreshes ahead of expiry and tells the session first", async () => {
    session = await openSession(ANA, { accessTokenExpiresAt: new Date(Date.now() + 10_000) });
    const before = session.tokens.accessToken;
    await gmail.open(session).getProfile();
    await gmail.open(session).getProfile();
    expect(world.refreshes).toHaveLength(1);
    expect(world.refreshes[0]).toMatchObject({ refreshToken: null });
    expect(session.tokens.accessToken).toBe(world.refreshes[0]?.accessToken);
    expect(session.tokens.accessToken).not.toBe(before);
  });

  it("refreshes once after a 401 and repeats the call once", async () => {
    session = await openSession(ANA, { accessToken: "ya29.dead" });
    await gmail.open(session).getProfile();
    expect(world.refreshes).toHaveLength(1);
    await control("faults", { provider: "gmail", kind: "401", times: 5 });
    expect((await refusal(gmail.open(session).getProfile())).kind).toBe("auth_revoked");
    expect(world.refreshes).toHaveLength(2);
  });

  it("tells a revoked grant from a client that Google refuses", async () => {
    await control("revoke", { mailbox: ANA });
    expect(await refusal(gmail.open(session).getProfile())).toMatchObject({
      kind: "auth_revoked",
      code: "reauth_required",
    });
    const wrong = gmailMailProvider({
      clientId: "wrong",
      clientSecret: "x",
      oauthBaseUrl: world.url,
      gmailBaseUrl: world.url,
    });
    expect(await refusal(wrong.open(session).getProfile())).toMatchObject({
      kind: "auth_transient",
      code: "provider_failed",
    });
  });

  it("names a missing permission", async () => {
    session = await openSession(ANA, {}, ["https://www.googleapis.com/auth/gmail.readonly"]);
    expect(await refusal(draftsOf(gmail, session).createDraft(mailTo("bo@ex.test"), null))).toMatchObject({
      kind: "scope_missing",
      code: "reauth_required",
    });
  });

  it("carries no token in an error", async () => {
    await control("faults", { provider: "gmail", kind: "500" });
    const error = await refusal(draftsOf(gmail, session).createDraft(mailTo("bo@ex.test"), null));
    const shown = inspect(error, { depth: 9, showHidden: true });
    expect(shown).not.toContain(session.tokens.accessToken);
    expect(shown).not.toContain(session.tokens.refreshToken);
    expect(shown).not.toContain(mailTo("bo@ex.test").toString("base64url").slice(0, 40));
  });
});
