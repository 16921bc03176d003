import type { ReactNode } from "react";
import { Logo } from "./logo.tsx";

export type AuthShellProps = { title: string; answer?: ReactNode; children: ReactNode; foot?: ReactNode };

/** The frame of the pages before the sign-in. */
export function AuthShell({ title, answer, children, foot }: AuthShellProps) {
  return (
    <main className="mx-auto flex min-h-screen w-full max-w-md flex-col justify-center px-4 py-12">
      <Logo />
      <h1 className="mt-6 text-2xl font-semibold tracking-[-0.01em]">{title}</h1>
      {answer && <p className="mt-1 text-soft">{answer}</p>}
      <div className="mt-6 rounded-lg border border-line bg-card p-6">{children}</div>
      {foot && <div className="mt-4 text-soft">{foot}</div>}
    </main>
  );
}
