import { Form } from "@remix-run/react";
import { Button, ButtonLink } from "./button.tsx";
import { Field } from "./field.tsx";
import { FormErrors } from "./form-errors.tsx";
import { Notice } from "./notice.tsx";
import { formatNumber } from "./number-text.tsx";
import { Select } from "./select.tsx";

export type AddLeadsProps = {
  choices: { imports: { importId: string; fileName: string; leadCount: number }[]; leadCount: number };
  isOpen: boolean;
  refusal?: { errors: Record<string, string>; values: Record<string, string>; message: string };
};

/** Three ways into a campaign: an import, a search, all leads. */
export function AddLeads({ choices, isOpen, refusal }: AddLeadsProps) {
  const { imports, leadCount } = choices;
  return (
    <details open={isOpen} className="mb-8 rounded-lg border border-line bg-card px-4 py-3">
      <summary className="link inline-block font-medium">Add leads</summary>
      {leadCount === 0 && imports.length === 0 ? (
        <div className="mt-3 flex flex-wrap items-center gap-3">
          <p className="text-soft">The workspace has no leads yet.</p>
          <ButtonLink to="/app/leads/import" look="primary">
            Import leads
          </ButtonLink>
        </div>
      ) : (
        <FormErrors errors={refusal?.errors} message={refusal?.message || undefined}>
          <div className="mt-3 grid gap-6 md:grid-cols-3">
            {imports.length > 0 ? (
              <ImportForm imports={imports} />
            ) : (
              <Notice tone="info" title="No import is finished yet" />
            )}
            <Form method="post" className="flex flex-col items-start gap-3">
              <Field
                name="q"
                label="By search"
                type="search"
                hint="Part of a name, address, title or company."
                maxLength={200}
                defaultValue={refusal?.values.q}
              />
              <Button name="intent" value="search" pendingLabel="Adding…">
                Add what the search finds
              </Button>
            </Form>
            <Form method="post" className="flex flex-col items-start gap-3">
              <p>All leads of the workspace. Those in the campaign already and suppressed ones are left out.</p>
              <Button name="intent" value="all" pendingLabel="Adding…">
                Add all {formatNumber(leadCount)} leads
              </Button>
            </Form>
          </div>
        </FormErrors>
      )}
    </details>
  );
}

function ImportForm({ imports }: Pick<AddLeadsProps["choices"], "imports">) {
  return (
    <Form method="post" className="flex flex-col items-start gap-3">
      <Select
        name="importId"
        label="By import"
        options={imports.map((one) => ({
          value: one.importId,
          label: `${one.fileName} (${formatNumber(one.leadCount)})`,
        }))}
      />
      <Button name="intent" value="import" pendingLabel="Adding…">
        Add its leads
      </Button>
    </Form>
  );
}
