/** The sign: an envelope whose flap is a tick. */
export function Logo({ hasName = true }: { hasName?: boolean }) {
  return (
    <span className="inline-flex items-center gap-2 font-semibold tracking-[-0.01em]">
      <svg
        width="20"
        height="20"
        viewBox="0 0 20 20"
        aria-hidden="true"
        focusable="false"
        className="shrink-0 text-accent"
      >
        <rect x="1" y="3" width="18" height="14" rx="3.5" fill="currentColor" />
        <path
          d="M5 9.2 8.6 12.6 15 6.8"
          fill="none"
          className="stroke-on-accent"
          strokeWidth="2"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {hasName && "LeadBitz"}
    </span>
  );
}
