import { useLocation } from "@remix-run/react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { Button, ButtonLink, type ButtonLook } from "./button.tsx";

export type DialogProps = {
  /** The words of the control that opens it. */
  label: ReactNode;
  /** The page that asks the same without JavaScript. */
  to: string;
  title: string;
  look?: ButtonLook;
  isSmall?: boolean;
  /** A form, usually; its own buttons come with it. */
  children: ReactNode;
};

/** A question over the page. Its control is a link to a page of the same content; with JavaScript it opens in place. */
export function Dialog({ label, to, title, look, isSmall, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const { key } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: any answer or move ends the question
  useEffect(() => ref.current?.close(), [key]);
  return (
    <>
      {/* The capture takes the click (Enter included) before the router does. */}
      <span
        className="contents"
        onClickCapture={(event) => {
          if (!ref.current?.showModal || event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          ref.current.showModal();
        }}
      >
        <ButtonLink to={to} look={look} isSmall={isSmall}>
          {label}
        </ButtonLink>
      </span>
      <dialog
        ref={ref}
        aria-labelledby={titleId}
        className="w-full max-w-lg rounded-lg border border-line bg-card p-6 shadow-float"
      >
        <div className="mb-3 flex items-start justify-between gap-4">
          <h2 id={titleId} className="text-lg font-semibold">
            {title}
          </h2>
          <Button type="button" look="quiet" isSmall onClick={() => ref.current?.close()}>
            Close
          </Button>
        </div>
        {children}
      </dialog>
    </>
  );
}
