import { ButtonLink } from "./button.tsx";

export type PagerProps = {
  /** "1–50 of 10,000+ leads" */
  words?: string;
  newerTo?: string;
  olderTo?: string;
};

/** Paging by key: newer and older, never a page number. Nothing when there is only one page. */
export function Pager({ words, newerTo, olderTo }: PagerProps) {
  if (!newerTo && !olderTo) return null;
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-3 py-3">
      <p className="numeric text-sm text-soft">{words}</p>
      <div className="flex gap-2">
        <PagerLink to={newerTo} word="Newer" />
        <PagerLink to={olderTo} word="Older" />
      </div>
    </nav>
  );
}

function PagerLink({ to, word }: { to?: string; word: string }) {
  if (to) {
    return (
      <ButtonLink to={to} isSmall>
        {word}
      </ButtonLink>
    );
  }
  return (
    <span
      aria-disabled="true"
      className="inline-flex min-h-7 items-center rounded-md border border-line px-2.5 text-sm text-soft pointer-coarse:min-h-10"
    >
      {word}
    </span>
  );
}
