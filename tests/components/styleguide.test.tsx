import { describe, expect, it } from "vitest";
import { AppShell } from "../../app/components/app-shell.tsx";
import { FormParts } from "../../app/components/styleguide/forms.tsx";
import { ListParts } from "../../app/components/styleguide/lists.tsx";
import { PictureParts } from "../../app/components/styleguide/pictures.tsx";
import { WordParts } from "../../app/components/styleguide/words.tsx";
import { renderPage } from "./render.tsx";

const nav = {
  workspaceName: "Acme",
  userEmail: "demo@leadbitz.test",
  theme: "dark",
  unreadReplies: 120,
  inboxes: [{ inboxId: "1", email: "ana@acme.test", tone: "stop", word: "Disconnected" }],
} as const;

const html = renderPage(
  <AppShell nav={{ ...nav, inboxes: [...nav.inboxes] }}>
    <WordParts />
    <ListParts />
    <FormParts hasErrors={false} />
    <PictureParts />
  </AppShell>,
  { path: "/app/replies" },
);

describe("parts of the face", () => {
  it("carry no inline style and no event attribute, which the content policy would refuse", () => {
    expect(html.match(/<[a-z][^>]*\s(?:style|on[a-z]+)="[^>]*>/g)).toBeNull();
  });

  it("give every id once", () => {
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it("tie every label to a control that is there", () => {
    const targets = [...html.matchAll(/<label[^>]*\sfor="([^"]+)"/g)].map((match) => match[1]);
    expect(targets.length).toBeGreaterThan(10);
    for (const target of targets) expect(html).toContain(`id="${target}"`);
  });

  it("say each state in a word and hide its shape from readers", () => {
    expect(html).toMatch(/<svg[^>]*aria-hidden="true"[^>]*>(?:(?!<\/svg>)[\s\S])*<\/svg>Bounced<\/span>/);
  });

  it("mark the place one is at, and sign out and change colours by forms", () => {
    expect(html).toMatch(/<a[^>]*aria-current="page"[^>]*href="\/app\/replies"/);
    expect(html).toContain('<form method="post" action="/logout"');
    expect(html).toMatch(/<form method="post" action="\/theme"[\s\S]*?value="dark" aria-pressed="true"/);
    expect(html).toContain("99+");
  });

  it("put the numbers of charts and calendars into tables", () => {
    expect(html.match(/<details[^>]*><summary[^>]*>Show as a table/g)?.length).toBeGreaterThanOrEqual(5);
    expect(html).toMatch(/2026-11-05<\/th><td[^>]*>74 mails/);
  });
});
