import { describe, expect, it } from "vitest";
import { findMergeProblems, listMergeFields, parseTemplate, renderTemplate } from "../../app/domain/merge-template.ts";
import { hasCorpora, readCorpus } from "./corpus.ts";

const ana = {
  first_name: "Ana",
  last_name: "  ",
  title: null,
  company: "Acme & <Sons>",
  custom: { plan: "gold", first_name: "Mallory", "Weird Name": "w", constructor: "builder" },
};

describe("merge template", () => {
  it.each([
    ["Hi {{first_name}}", "Hi Ana"],
    ["Hi {{ last_name | default: 'there' }}", "Hi there"],
    ["Hi {{ nickname | default: 'there' }}", "Hi there"],
    ["{{company}}", "Acme & <Sons>"],
    ["{{custom.plan}}/{{plan | upcase}}", "gold/GOLD"],
    ["{{custom.first_name}} is not {{first_name}}", "Mallory is not Ana"],
    ["a{% if title %} as {{title}}{% endif %}", "a"],
    ["{% case company %}{% when 'x' %}{{title}}{% else %}b{% endcase %}", "b"],
    ["{{constructor}}", "builder"],
  ])("renders %j", (template, text) => {
    expect(renderTemplate(template, ana)).toEqual({ ok: true, text });
  });

  it.each([
    ["{{last_name}}", "last_name", "blank"],
    ["{{title | upcase}}", "title", "blank"],
    ["{{frist_name}}", "frist_name", "unknown"],
    ["{{custom.nope}}", "custom.nope", "unknown"],
    ["{{custom.__proto__}}", "custom.__proto__", "unknown"],
    ["{{toString}}", "toString", "unknown"],
    ["{% if company %}{{title}}{% endif %}x", "title", "blank"],
    ["{% comment %}nothing{% endcomment %} \n", "body", "renders_empty"],
  ])("stops at %j", (template, field, reason) => {
    expect(renderTemplate(template, ana)).toEqual({ ok: false, problems: [{ field, reason }] });
  });

  it.each([
    ["{% include 'x' %}"],
    ["{% render 'x' %}"],
    ["{% layout 'x' %}"],
    ["{% for a in (1..9) %}x{% endfor %}"],
    ["{% assign a = 1 %}"],
    ["{{ first_name | date: '%s' }}"],
    ["{{ first_name.size }}"],
    ["{{ custom }}"],
    ["{{ 7 }}"],
    ["{{ first_name | append: last_name }}"],
  ])("does not know %j", (template) => {
    expect(parseTemplate(template).ok).toBe(false);
  });

  it("names the line of a mistake", () => {
    expect(parseTemplate("Hi\n\n{{first_name")).toMatchObject({ ok: false, line: 3 });
    const long = parseTemplate("a\n".repeat(60_000));
    expect(long.ok).toBe(false);
  });

  it("lists the fields of a template", () => {
    const parsed = parseTemplate("{{first_name}} {% if title %}{{custom.plan | default: 'x'}}{% endif %}");
    expect(parsed.ok && listMergeFields(parsed.template).toSorted()).toEqual(["custom.plan", "first_name", "title"]);
  });

  it("keeps a subject on one line and a body free of control characters", () => {
    const fields = { first_name: "Ana\r\nBcc: x@y.test\u0000\tB" };
    expect(renderTemplate("Hi {{first_name}}", fields, "subject")).toEqual({
      ok: true,
      text: "Hi Ana Bcc: x@y.test B",
    });
    expect(renderTemplate("Hi {{first_name}}", fields, "body")).toEqual({ ok: true, text: "Hi Ana\nBcc: x@y.test\tB" });
  });

  it("collects the problems of subject and body once each", () => {
    const step = { subject: "{{title}}", body: "{{title}} {{nope}} {{nope}}" };
    expect(findMergeProblems(step, ana)).toEqual([
      { field: "title", reason: "blank" },
      { field: "nope", reason: "unknown" },
    ]);
  });

  it("renders two steps for ten thousand leads in a moment", () => {
    const before = performance.now();
    for (let lead = 0; lead < 10_000; lead += 1) {
      renderTemplate("Hi {{first_name}}", ana, "subject");
      renderTemplate("Hi {{first_name | default: 'there'}}, {% if title %}{{title}}{% else %}you{% endif %}", ana);
    }
    expect(performance.now() - before).toBeLessThan(3_000);
  });

  it.skipIf(!hasCorpora)("carries every payload as plain text and evaluates none", () => {
    const payloads = readCorpus<{ kind: string; input: string }>("payloads");
    const templates = payloads.filter((row) => row.kind === "template");
    expect(templates.length).toBeGreaterThan(40);
    for (const { input } of templates) {
      expect(renderTemplate("{{first_name}}", { first_name: input })).toEqual({ ok: true, text: input });
      const rendered = renderTemplate(input, {});
      if (rendered.ok) expect(rendered.text).toBe(input);
    }
  });
});
