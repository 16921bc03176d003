import { Link } from "@remix-run/react";
import { Mark } from "./mark.tsx";
import type { Tone } from "./tone.ts";

export type ChecklistItem = {
  state: "ok" | "todo" | "advice" | "stop";
  sentence: string;
  fix?: { href: string; label: string };
};

const states: Record<ChecklistItem["state"], { tone: Tone; word: string }> = {
  ok: { tone: "ok", word: "Done" },
  todo: { tone: "mute", word: "To do" },
  advice: { tone: "wait", word: "Advice" },
  stop: { tone: "stop", word: "Blocks" },
};

/** What is settled, what is open and what blocks, each with the link that settles it. */
export function Checklist({ items, label }: { items: ChecklistItem[]; label: string }) {
  return (
    <ul aria-label={label} className="divide-y divide-line rounded-lg border border-line bg-card">
      {items.map((item) => {
        const { tone, word } = states[item.state];
        return (
          <li key={item.sentence} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
            <Mark tone={tone} />
            <span className="w-12 shrink-0 text-xs font-medium text-soft">{word}</span>
            <span className="min-w-0 flex-1 basis-60">{item.sentence}</span>
            {item.fix && (
              <Link to={item.fix.href} className="link whitespace-nowrap">
                {item.fix.label}
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}
