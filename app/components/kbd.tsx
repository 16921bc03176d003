/** A key of the keyboard. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="rounded-sm border border-b-2 border-line bg-card px-1 font-sans text-xs leading-4 text-soft">
      {children}
    </kbd>
  );
}
