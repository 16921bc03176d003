import { describe, expect, it } from "vitest";
import { DataTable } from "../../app/components/data-table.tsx";
import { FilterBar } from "../../app/components/filter-bar.tsx";
import { ImportMapping } from "../../app/components/import-mapping.tsx";
import { SequenceSteps } from "../../app/components/sequence-steps.tsx";
import { Stat } from "../../app/components/stat.tsx";
import { renderPage } from "./render.tsx";

const option = [{ value: "", label: "Any" }];

describe("filters of a list", () => {
  const bar = (inUse: string) =>
    renderPage(
      <FilterBar
        label="Filter"
        selects={[
          { name: "unread", label: "State", options: option },
          { name: "inboxId", label: "Inbox", options: option, defaultValue: inUse, isRare: true },
        ]}
      />,
    );

  it("folds the rare ones away, inside the form, until one is in use", () => {
    expect(bar("")).toMatch(
      /<form[\s\S]*name="unread"[\s\S]*<details class[^>]*>[\s\S]*name="inboxId"[\s\S]*<\/details>[\s\S]*<\/form>/,
    );
    expect(bar("x")).toMatch(/<details[^>]* open=""/);
  });
});

describe("a table that stacks", () => {
  it("says each column's name before its cell, for the eye only", () => {
    const columns = [
      { key: "a", header: "Lead", render: () => "Ada" },
      { key: "b", header: "Goes", render: () => "Sun" },
    ];
    const html = renderPage(<DataTable caption="Next" columns={columns} rows={[1]} rowKey={String} stacks />);
    expect(html).toMatch(/<td[^>]*><span aria-hidden="true"[^>]*>Goes<\/span>Sun<\/td>/);
    expect(html).toMatch(/<th scope="row"[^>]*>Ada<\/th>/);
  });
});

describe("columns of an import", () => {
  const mapping = (targets: (string | null)[]) =>
    renderPage(
      <ImportMapping
        header={["Name", "Contact"]}
        sample={[["Ada", "ada@acme.test"]]}
        targets={targets}
        problem="Choose the column that holds the e-mail address."
      />,
    );

  it("say beside the column with the addresses that none goes to them", () => {
    expect(mapping(["full_name", null])).toMatch(/id="field-column-1-error"[^>]*>[\s\S]*?No column goes to/);
    expect(mapping(["full_name", null])).not.toContain('id="field-column-0-error"');
  });

  it("say beside both columns that they go to one field", () => {
    const html = mapping(["email", "email"]);
    expect(html).toContain('id="field-column-0-error"');
    expect(html).toContain('id="field-column-1-error"');
    expect(html).not.toContain("No column goes to");
  });
});

describe("steps of a sequence", () => {
  it("ask for a subject in the first step only, and say what the others' is", () => {
    const step = { delayDays: 2, businessDays: true, variants: [{ subject: "Kept", body: "Text" }] };
    const html = renderPage(<SequenceSteps steps={[step, step]} maxSteps={10} />);
    expect(html.match(/>Subject</g)).toHaveLength(1);
    expect(html).toMatch(/<input type="hidden" name="steps\.1\.variants\.0\.subject" value="Kept"/);
    expect(html).toContain("its subject is “Re:”");
  });
});

describe("a number's line", () => {
  it("is drawn from a week of days on", () => {
    const stat = (count: number) => renderPage(<Stat label="Sent" value={4} trend={Array(count).fill(2)} />);
    expect(stat(6)).not.toContain("<polyline");
    expect(stat(7)).toContain("<polyline");
  });
});
