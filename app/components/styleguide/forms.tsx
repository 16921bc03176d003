import { Button } from "../button.tsx";
import { Choice } from "../choice.tsx";
import { Field } from "../field.tsx";
import { FileDrop } from "../file-drop.tsx";
import { FormErrors } from "../form-errors.tsx";
import { Select } from "../select.tsx";
import { Stepper } from "../stepper.tsx";
import { TextArea } from "../text-area.tsx";
import { Specimen } from "./specimen.tsx";

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map((label, index) => ({
  value: String(index + 1),
  label,
}));

/** Fields, with and without errors. The failed form stands only at ?errors, because it takes the focus. */
export function FormParts({ hasErrors }: { hasErrors: boolean }) {
  return (
    <>
      <Specimen name="Stepper">
        <Stepper
          label="New campaign"
          steps={[
            { label: "Basics", state: "done", to: "?step=1" },
            { label: "Inboxes", state: "done", to: "?step=2" },
            { label: "Sequence", state: "current" },
            { label: "Schedule", state: "todo" },
            { label: "Check and launch", state: "todo" },
          ]}
        />
      </Specimen>
      <Specimen name={hasErrors ? "Form with errors" : "Form"}>
        <form method="get" noValidate className="flex flex-col gap-5">
          <FormErrors
            errors={
              hasErrors
                ? {
                    email: "Enter an address with an @.",
                    cap: "Enter a number from 1 to 500.",
                    days: "Tick at least one day.",
                  }
                : undefined
            }
          >
            <Field
              name="email"
              type="email"
              label="Address of the mailbox"
              hint="The one that people see as sender."
              autoComplete="email"
              defaultValue={hasErrors ? "ana.acme.test" : undefined}
            />
            <Field
              name="cap"
              type="number"
              label="Cap per day"
              width="short"
              suffix="mails"
              defaultValue={40}
              min={1}
              max={500}
            />
            <Field name="website" type="url" label="Website" optional placeholder="https://acme.test" />
            <Field name="address" label="Address of the sandbox" defaultValue="http://localhost:3999" readOnly />
            <Select
              name="zone"
              label="Time zone"
              defaultValue="Europe/Berlin"
              options={[
                { value: "Europe/Berlin", label: "Europe/Berlin" },
                { value: "UTC", label: "UTC" },
              ]}
            />
            <Choice
              name="days"
              type="checkbox"
              label="Sending days"
              isInline
              options={weekdays}
              defaultValue={hasErrors ? [] : ["1", "2", "3", "4", "5"]}
            />
            <Choice
              name="mode"
              type="radio"
              label="Whose clock"
              hint="Windows are read in this zone."
              defaultValue="lead"
              options={[
                { value: "lead", label: "The lead's", hint: "Taken from the lead's country; else the inbox's." },
                { value: "inbox", label: "The inbox's" },
                { value: "fixed", label: "A fixed zone", isDisabled: true },
              ]}
            />
            <TextArea
              name="body"
              label="Body"
              hint="Plain text. {{first_name}} is replaced."
              rows={4}
              defaultValue={"Hello {{first_name}},\n\n"}
            />
            <FileDrop
              name="file"
              label="CSV file"
              hint="Up to 100 MB. The first row names the columns; you may also drop the file here."
              accept=".csv,text/csv"
            />
            <div className="flex gap-2">
              <Button look="primary" pendingLabel="Saving…" name="errors" value="1">
                Save
              </Button>
            </div>
          </FormErrors>
        </form>
      </Specimen>
    </>
  );
}
