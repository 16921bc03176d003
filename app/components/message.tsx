import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { foldQuotes } from "./fold-quotes.ts";
import { TimeText } from "./time-text.tsx";

export type MessageProps = {
  /** in: they wrote; out: we wrote. */
  direction: "in" | "out";
  from: string;
  at: Date | string;
  now: Date | string;
  timeZone: string;
  subject?: string;
  /** Plain text; quoted lines at its end are folded. */
  text: string;
  /** The route that shows the sanitised HTML in its sandbox, behind a fold. */
  htmlSrc?: string;
  /** Category, state of sending: a <StatusBadge>. */
  state?: ReactNode;
};

/** One mail of a conversation. */
export function Message({ direction, from, at, now, timeZone, subject, text, htmlSrc, state }: MessageProps) {
  const { own, quoted } = foldQuotes(text);
  return (
    <article
      aria-label={`${direction === "in" ? "From" : "Sent by"} ${from}`}
      className={classNames(
        "max-w-[72ch] rounded-lg border p-4",
        direction === "in" ? "mr-4 border-line bg-card sm:mr-12" : "ml-4 border-transparent bg-accent-wash sm:ml-auto",
      )}
    >
      <header className="mb-2 flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <span className="min-w-0 font-medium wrap-anywhere" dir="auto">
          {from}
        </span>
        {state}
        <span className="ml-auto text-sm text-soft">
          <TimeText at={at} now={now} timeZone={timeZone} />
        </span>
      </header>
      {subject && (
        <p className="mb-2 font-medium wrap-anywhere" dir="auto">
          {subject}
        </p>
      )}
      <p className="whitespace-pre-wrap wrap-anywhere" dir="auto">
        {own || <span className="text-soft">No text of its own.</span>}
      </p>
      {quoted && <Fold word="Show quoted text">{quoted}</Fold>}
      {htmlSrc && (
        <details className="mt-3">
          <summary className="link inline-block text-sm">Show as formatted mail</summary>
          <iframe
            src={htmlSrc}
            title={`Formatted mail from ${from}`}
            sandbox=""
            loading="lazy"
            referrerPolicy="no-referrer"
            className="mt-2 h-96 w-full rounded-md border border-line bg-card"
          />
        </details>
      )}
    </article>
  );
}

function Fold({ word, children }: { word: string; children: string }) {
  return (
    <details className="mt-3">
      <summary className="link inline-block text-sm">{word}</summary>
      <blockquote className="mt-2 border-l-2 border-edge pl-3 whitespace-pre-wrap text-soft wrap-anywhere" dir="auto">
        {children}
      </blockquote>
    </details>
  );
}
