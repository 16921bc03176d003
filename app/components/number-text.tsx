const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

export type NumberTextProps = {
  value: number;
  /** fraction digits, for shares and scores */
  digits?: number;
  /** Counting stopped at the value: "10,000+". */
  isAtLeast?: boolean;
  unit?: "%";
};

/** A number in tabular figures. */
export function NumberText({ value, digits = 0, isAtLeast = false, unit }: NumberTextProps) {
  return (
    <span className="numeric">
      {formatNumber(value, digits)}
      {isAtLeast && "+"}
      {unit}
    </span>
  );
}

export function formatNumber(value: number, digits = 0) {
  if (digits === 0) return whole.format(value);
  return new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}
