import type { ReactNode } from "react";

/** One part of the style guide with its states. */
export function Specimen({ name, children }: { name: string; children: ReactNode }) {
  const id = name.toLowerCase().replaceAll(" ", "-");
  return (
    <section aria-labelledby={id} className="border-t border-line py-6">
      <h2 id={id} className="mb-4 text-sm font-medium text-soft">
        {name}
      </h2>
      <div className="flex flex-col gap-4">{children}</div>
    </section>
  );
}

export const sampleNow = "2026-11-03T08:00:00Z";
export const sampleZone = "Europe/Berlin";
