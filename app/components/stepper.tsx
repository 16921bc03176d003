import { Link } from "@remix-run/react";
import Check from "lucide-react/icons/check";
import { classNames } from "./class-names.ts";

export type StepperProps = {
  label: string;
  /** A done step with `to` is a way back. */
  steps: { label: string; state: "done" | "current" | "todo"; to?: string }[];
};

/** The pages of a wizard and where one stands. */
export function Stepper({ label, steps }: StepperProps) {
  const position = steps.findIndex((step) => step.state === "current") + 1;
  return (
    <nav aria-label={label} className="mb-6">
      <p className="mb-2 text-sm text-soft sm:hidden">
        Step {position} of {steps.length}
      </p>
      <ol className="flex flex-wrap gap-x-2 gap-y-2">
        {steps.map((step, index) => (
          <li key={step.label} className="flex items-center gap-2">
            {index > 0 && <span aria-hidden="true" className="hidden h-px w-6 bg-rim sm:block" />}
            <StepBody step={step} number={index + 1} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

function StepBody({ step, number }: { step: StepperProps["steps"][number]; number: number }) {
  const disc = (
    <span
      aria-hidden="true"
      className={classNames(
        "numeric flex size-5 items-center justify-center rounded-full border text-xs font-medium",
        step.state === "current" ? "border-transparent bg-accent text-on-accent" : "border-edge",
        step.state === "done" && "border-ok-line bg-ok-wash text-ok-ink",
      )}
    >
      {step.state === "done" ? <Check size={12} /> : number}
    </span>
  );
  const body = (
    <>
      {disc}
      <span className={step.state === "current" ? undefined : "hidden sm:inline"}>{step.label}</span>
      {step.state === "done" && <span className="sr-only"> (done)</span>}
    </>
  );
  const look = classNames("flex items-center gap-2", step.state === "current" ? "font-medium" : "text-soft");
  if (step.to && step.state !== "current") {
    return (
      <Link
        to={step.to}
        aria-label={`${step.label}${step.state === "done" ? " (done)" : ""}`}
        className={classNames(look, "hover:text-ink hover:underline underline-offset-3")}
      >
        {body}
      </Link>
    );
  }
  return (
    <span aria-current={step.state === "current" ? "step" : undefined} className={look}>
      {body}
    </span>
  );
}
