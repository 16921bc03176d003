// What will happen later: each accepted mail may put a reply, a bounce or an
// absence note on the agenda; whatever is due is delivered in time order, dated at the time
// it was due. A person who has answered in a thread stays silent in it afterwards.

import { composeAnswer } from "./answers.ts";
import { deliver } from "./deliver.ts";
import { behaviourOf, delayOf } from "./people.ts";
import type { Behaviour, Due, Mailbox, StoredMessage, World } from "./world.ts";

export function schedulePeople(
  world: World,
  mailbox: Mailbox,
  message: StoredMessage,
  person: string,
  now: Date,
): void {
  const behaviour = behaviourOf(world, person);
  if (behaviour === "silent" || isDone(world, mailbox.email, message.threadId, person, behaviour)) return;
  const dueAtMs = now.getTime() + delayOf(world, person, behaviour);
  const due: Due = { dueAtMs, mailbox: mailbox.email, messageId: message.id, person, behaviour };
  const at = world.agenda.findIndex((other) => other.dueAtMs > dueAtMs);
  world.agenda.splice(at < 0 ? world.agenda.length : at, 0, due);
}

/** Delivers everything due until now, oldest first. */
export function runAgenda(world: World, now: Date): void {
  for (let due = world.agenda[0]; due && due.dueAtMs <= now.getTime(); due = world.agenda[0]) {
    world.agenda.shift();
    const mailbox = world.mailboxes.get(due.mailbox);
    const mail = mailbox?.messages.get(due.messageId);
    if (!mailbox || !mail || isDone(world, mailbox.email, mail.threadId, due.person, due.behaviour)) continue;
    const at = new Date(due.dueAtMs);
    noteAnswer(world, mailbox.email, mail.threadId, due.person, due.behaviour);
    deliver(
      mailbox,
      composeAnswer({ seed: world.seed, mailbox, mail, person: due.person, behaviour: due.behaviour, at }),
      at,
    );
  }
}

export function noteAnswer(
  world: World,
  mailbox: string,
  threadId: string,
  person: string,
  behaviour: Behaviour,
): void {
  if (behaviour === "bounce") return;
  world.answered.add(answerKey(mailbox, threadId, person, behaviour));
}

function isDone(world: World, mailbox: string, threadId: string, person: string, behaviour: Behaviour): boolean {
  return behaviour !== "bounce" && world.answered.has(answerKey(mailbox, threadId, person, behaviour));
}

// An absence note does not count as an answer of the person.
function answerKey(mailbox: string, threadId: string, person: string, behaviour: Behaviour): string {
  return [mailbox, threadId, person, behaviour === "ooo" ? "absence" : "person"].join(" ");
}
