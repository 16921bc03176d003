/** A tiny line beside a number; the number carries the meaning, so readers skip it. */
export function Sparkline({ values }: { values: number[] }) {
  const width = 96;
  const height = 24;
  const top = Math.max(1, ...values);
  const stepX = width / Math.max(1, values.length - 1);
  const points = values.map(
    (value, index) => `${round(index * stepX)},${round(height - 2 - (value / top) * (height - 4))}`,
  );
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      focusable="false"
      className="hidden text-accent sm:block"
    >
      <polyline points={points.join(" ")} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  );
}

function round(value: number) {
  return Math.round(value * 10) / 10;
}
