// GET /: every mailbox, and per mailbox the mails as the provider accepted and received them.
import { type Call, html, type Reply } from "./http.ts";
import { headerValue, toText } from "./mime.ts";
import { escapeHtml, page } from "./pages.ts";
import type { Mailbox, StoredMessage, World } from "./world.ts";

const SHOWN_MAX = 500;

export function showMailboxes(world: World, call: Call): Reply {
  const wanted = call.query.get("mailbox");
  if (wanted === null) return html(200, page("Provider sandbox", overview(world, call.now)));
  const mailbox = world.mailboxes.get(wanted.toLowerCase());
  if (!mailbox) return html(404, page("No such mailbox", '<p><a href="/">All mailboxes</a></p>'));
  const id = call.query.get("message");
  if (id === null) return html(200, page(mailbox.email, mailboxBody(mailbox)));
  const message = mailbox.messages.get(id);
  if (!message) return html(404, page("No such mail", `<p>${linkTo(mailbox)}</p>`));
  return html(
    200,
    page(
      headerValue(message.headers, "Subject") || "(no subject)",
      `<p>${linkTo(mailbox)}</p><pre>${escapeHtml(toText(message.raw))}</pre>`,
    ),
  );
}

function overview(world: World, now: Date): string {
  const rows = [...world.mailboxes.values()].map((mailbox) => {
    const accepted = world.ledger.filter((item) => item.mailbox === mailbox.email).length;
    const received = receivedBy(mailbox).length;
    return `<tr><td>${linkTo(mailbox)}</td><td>${accepted}</td><td>${received}</td></tr>`;
  });
  const table = `<table><thead><tr><th>Mailbox</th><th>Accepted</th><th>Received</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
  return `<p class="quiet">The time here is ${stamp(now.getTime())}.</p>${
    rows.length > 0 ? table : "<p>No mailbox yet. Connect one from the application, and it appears here.</p>"
  }`;
}

function mailboxBody(mailbox: Mailbox): string {
  return `<p><a href="/">All mailboxes</a></p>
<h2>Accepted from the application</h2>${mailTable(mailbox, sentBy(mailbox), "To")}
<h2>Received</h2>${mailTable(mailbox, receivedBy(mailbox), "From")}`;
}

function mailTable(mailbox: Mailbox, messages: StoredMessage[], who: "To" | "From"): string {
  if (messages.length === 0) return '<p class="quiet">None yet.</p>';
  const rows = messages.slice(0, SHOWN_MAX).map((message) => {
    const link = `/?mailbox=${encodeURIComponent(mailbox.email)}&message=${encodeURIComponent(message.id)}`;
    const subject = headerValue(message.headers, "Subject") || "(no subject)";
    return `<tr><td>${stamp(message.internalDateMs)}</td><td>${escapeHtml(headerValue(message.headers, who))}</td><td><a href="${escapeHtml(link)}">${escapeHtml(subject)}</a></td></tr>`;
  });
  return `<table><thead><tr><th>Time</th><th>${who}</th><th>Subject</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function sentBy(mailbox: Mailbox): StoredMessage[] {
  return newest(mailbox, (message) => message.labelIds.includes("SENT"));
}

function receivedBy(mailbox: Mailbox): StoredMessage[] {
  return newest(mailbox, (message) => !message.labelIds.some((label) => ["SENT", "DRAFT", "OUTBOX"].includes(label)));
}

function newest(mailbox: Mailbox, isShown: (message: StoredMessage) => boolean): StoredMessage[] {
  return [...mailbox.messages.values()].filter(isShown).sort((a, b) => b.internalDateMs - a.internalDateMs);
}

function linkTo(mailbox: Mailbox): string {
  return `<a href="/?mailbox=${escapeHtml(encodeURIComponent(mailbox.email))}">${escapeHtml(mailbox.email)}</a>`;
}

function stamp(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
