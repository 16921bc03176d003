// How people behave, and an answer at once: {default: "silent" | "seeded" | behaviour,
// people: {address: behaviour}}.
import { noteAnswer } from "./agenda.ts";
import { composeAnswer } from "./answers.ts";
import { deliver } from "./deliver.ts";
import { json, problem, type Reply, textIn } from "./http.ts";
import { findMessage } from "./mailboxes.ts";
import { recipientsOf } from "./mime.ts";
import { isBehaviour } from "./people.ts";
import type { Mailbox, World } from "./world.ts";

const KINDS = { reply: "reply", auto_reply: "ooo", bounce: "bounce", unsubscribe: "unsubscribe" } as const;

export function setPeople(world: World, body: Record<string, unknown>): Reply {
  const wished = body.default;
  const people = typeof body.people === "object" && body.people !== null ? Object.entries(body.people) : [];
  const isKnown = wished === undefined || wished === "seeded" || isBehaviour(wished);
  if (!isKnown || people.some(([, behaviour]) => !isBehaviour(behaviour))) {
    return problem(
      400,
      "A behaviour is one of reply, bounce, ooo, unsubscribe, silent; the default may also be seeded.",
    );
  }
  if (wished === "seeded") world.people.isSeeded = true;
  else if (isBehaviour(wished)) Object.assign(world.people, { isSeeded: false, byDefault: wished });
  for (const [address, behaviour] of people)
    if (isBehaviour(behaviour)) world.people.byAddress.set(address.toLowerCase(), behaviour);
  return json(200, { ok: true });
}

/** The first recipient of an accepted mail answers now. */
export function answerFor(world: World, mailbox: Mailbox, body: Record<string, unknown>, now: Date): Reply {
  const mail = findMessage(mailbox, textIn(body.messageId));
  const person =
    mail &&
    !mail.labelIds.includes("DRAFT") &&
    (textIn(body.from).toLowerCase() || recipientsOf(mail.headers)[0]?.address);
  if (!mail || !person) return problem(404, "No such mail in this mailbox; messageId is Gmail's id or the Message-ID.");
  const kind = Object.entries(KINDS).find(([name]) => name === (body.kind ?? "reply"));
  if (!kind) return problem(400, `kind is one of ${Object.keys(KINDS).join(", ")}.`);
  const [, behaviour] = kind;
  const raw = composeAnswer({ seed: world.seed, mailbox, mail, person, behaviour, at: now, text: textIn(body.text) });
  noteAnswer(world, mailbox.email, mail.threadId, person, behaviour);
  const { id, threadId, messageId } = deliver(mailbox, raw, now);
  return json(201, { id, threadId, messageId });
}
