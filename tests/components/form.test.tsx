import { describe, expect, it } from "vitest";
import { Button } from "../../app/components/button.tsx";
import { Choice } from "../../app/components/choice.tsx";
import { Field } from "../../app/components/field.tsx";
import { FormErrors } from "../../app/components/form-errors.tsx";
import { Select } from "../../app/components/select.tsx";
import { renderPage } from "./render.tsx";

/** The opening tag of the control with this name. */
function control(html: string, name: string): string {
  return html.match(new RegExp(`<(?:input|select|textarea)[^>]*name="${name}"[^>]*>`))?.[0] ?? "";
}

const failed = renderPage(
  <form method="post">
    <FormErrors errors={{ cap: "Enter a number from 1 to 500.", zone: "Choose a zone." }}>
      <Field name="email" label="Address" hint="As people see it." defaultValue="ana@acme.test" />
      <Field name="cap" type="number" label="Cap per day" hint="Mails." defaultValue={900} />
      <Select name="zone" label="Time zone" options={[{ value: "UTC", label: "UTC" }]} />
    </FormErrors>
    <Button pendingLabel="Saving…">Save</Button>
  </form>,
);

describe("form that failed", () => {
  it("names each problem above the fields and links to the field", () => {
    expect(failed).toMatch(/role="alert"[\s\S]*href="#field-cap"[^>]*>Enter a number from 1 to 500\.</);
    expect(failed).toContain('href="#field-zone"');
    expect(control(failed, "cap")).toContain('id="field-cap"');
  });

  it("marks the bad field and ties hint and error to it", () => {
    expect(control(failed, "cap")).toContain('aria-invalid="true"');
    expect(control(failed, "cap")).toContain('aria-describedby="field-cap-hint field-cap-error"');
    expect(failed).toMatch(/id="field-cap-error"[^>]*>[\s\S]*?Enter a number from 1 to 500\.<\/p>/);
  });

  it("gives only the first bad field the focus without JavaScript", () => {
    expect(control(failed, "cap")).toMatch(/autofocus/i);
    expect(failed.match(/autofocus/gi)).toHaveLength(1);
  });

  it("keeps what was entered and leaves good fields unmarked", () => {
    expect(control(failed, "cap")).toContain('value="900"');
    expect(control(failed, "email")).toContain('value="ana@acme.test"');
    expect(control(failed, "email")).not.toContain("aria-invalid");
  });
});

describe("form at rest", () => {
  it("shows no summary, takes no focus and says which fields are optional", () => {
    const html = renderPage(
      <FormErrors>
        <Field name="site" label="Website" optional />
        <Choice
          name="days"
          type="checkbox"
          label="Days"
          defaultValue={["1"]}
          options={[
            { value: "1", label: "Mon" },
            { value: "2", label: "Tue" },
          ]}
        />
      </FormErrors>,
    );
    expect(html).not.toContain('role="alert"');
    expect(html).not.toMatch(/autofocus/i);
    expect(html).toContain("(optional)");
    expect(html.match(/checked=""/g)).toHaveLength(1);
  });
});
