export type PreviewText = { text: string } | { problems: { field: string; reason: string }[] };
export type MailPreviewProps = { title: string; subject: PreviewText; body: PreviewText };

const reasons: Record<string, string> = {
  unknown: "is not known",
  blank: "is blank for this lead",
  renders_empty: "comes out empty",
  invalid_template: "cannot be read",
};

/** A mail as its lead would read it, or what keeps it from being written. */
export function MailPreview({ title, subject, body }: MailPreviewProps) {
  return (
    <article className="rounded-lg border border-line bg-card p-4">
      <h3 className="text-sm text-soft">{title}</h3>
      <div className="mt-1 font-medium wrap-anywhere" dir="auto">
        <Text part={subject} />
      </div>
      <div className="mt-3 whitespace-pre-wrap wrap-anywhere" dir="auto">
        <Text part={body} />
      </div>
    </article>
  );
}

function Text({ part }: { part: PreviewText }) {
  if ("text" in part) return <>{part.text}</>;
  return (
    <ul className="font-normal text-stop-ink">
      {part.problems.map(({ field, reason }) => (
        <li key={`${field} ${reason}`}>
          {field} {reasons[reason] ?? reason}.
        </li>
      ))}
    </ul>
  );
}
