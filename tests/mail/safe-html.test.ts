import { describe, expect, it } from "vitest";
import { mailHtmlDocument, sanitiseMailHtml } from "../../app/mail/safe-html.ts";
import { hasCorpora, readCorpus } from "../domain/corpus.ts";

describe("safe mail HTML", () => {
  it("keeps words, tables and honest links", () => {
    expect(sanitiseMailHtml('<p style="color:#fff;position:fixed">Hi <a href="https://a.test" id="x">a</a></p>')).toBe(
      '<p style="color:#fff">Hi <a href="https://a.test" target="_blank" rel="noopener noreferrer nofollow">a</a></p>',
    );
  });

  it.each([
    ["<script>alert(1)</script>"],
    ['<img src="https://t.test/p.gif">'],
    ['<img src="cid:1">'],
    ["<form action=/x><input name=a></form>"],
    ['<link rel="stylesheet" href="https://t.test/x.css">'],
    ["<style>body{background:url(https://t.test)}</style>"],
    ["<iframe srcdoc='<script>1</script>'></iframe>"],
    ["<svg onload=alert(1)></svg>"],
    ["<meta http-equiv=refresh content='0;url=https://t.test'><base href=https://t.test>"],
  ])("drops %j", (html) => {
    expect(sanitiseMailHtml(html)).toBe("");
  });

  it.each([
    ["javascript:alert(1)"],
    ["JaVaScRiPt:x"],
    ["data:text/html,x"],
    ["/app/settings"],
    ["//t.test"],
    ["vbscript:x"],
  ])("takes the target from a link to %j", (href) => {
    expect(sanitiseMailHtml(`<a href="${href}">x</a>`)).toBe("<a>x</a>");
  });

  it("loads nothing through styles", () => {
    expect(sanitiseMailHtml('<p style="background-color:url(https://t.test);color:expression(1)">x</p>')).not.toMatch(
      /url|expression/,
    );
  });

  it("puts the message into a document of its own", () => {
    expect(mailHtmlDocument("<p>x</p>")).toMatch(/^<!DOCTYPE html>[\s\S]*<p>x<\/p><\/body>/);
  });

  it.skipIf(!hasCorpora)("leaves no active element or attribute of the XSS corpus", () => {
    const rows = readCorpus<{ input: string }>("xss");
    expect(rows.length).toBeGreaterThan(500);
    for (const { input } of rows) {
      const tags = sanitiseMailHtml(input).match(/<[^>]*>/g) ?? [];
      for (const tag of tags) {
        expect(tag).not.toMatch(
          /^<\/?(?:script|img|svg|math|iframe|object|embed|form|input|link|meta|base|style|video|audio)\b/i,
        );
        expect(tag).not.toMatch(/\s(?:on\w+|id|name|src|srcset|background|action|formaction)\s*=/i);
        expect(tag).not.toMatch(/href="(?!https?:|mailto:)/i);
      }
    }
  });
});
