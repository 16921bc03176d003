/** Reads the tokens from the stylesheet and measures them: WCAG 2.2 contrast (1.4.3, 1.4.6, 1.4.11) of OKLCH colours. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

type Scheme = "light" | "dark";
const css = readFileSync(new URL("../../app/styles/app.css", import.meta.url), "utf8");

function luminance(token: string, scheme: Scheme): number {
  const pair = new RegExp(`--color-${token}: light-dark\\(oklch\\(([^)]+)\\), oklch\\(([^)]+)\\)\\)`).exec(css);
  if (!pair) throw new Error(`no token ${token}`);
  const [l = 0, c = 0, h = 0] = (pair[scheme === "light" ? 1 : 2] ?? "").split(" ").map(Number);
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  // OKLab to linear sRGB: https://bottosson.github.io/posts/oklab/
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const middle = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  const red = clip(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short);
  const green = clip(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short);
  const blue = clip(-0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string, scheme: Scheme): number {
  const [low = 0, high = 0] = [luminance(one, scheme), luminance(other, scheme)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ["paper", "card", "well", "hover"];
const tones = ["ok", "wait", "stop", "info", "mute"];

describe.each<Scheme>(["light", "dark"])("%s colours", (scheme) => {
  const texts = ["ink", "soft", "accent-ink", ...tones.map((tone) => `${tone}-ink`)];
  it.each(texts.flatMap((text) => surfaces.map((surface) => [text, surface] as const)))(
    "read %s on %s at 7:1",
    (text, surface) => {
      expect(contrast(text, surface, scheme)).toBeGreaterThanOrEqual(7);
    },
  );

  it.each(tones)("read the %s tone, ink and soft text on its own ground at 7:1", (tone) => {
    for (const text of [`${tone}-ink`, "ink", "soft"])
      expect(contrast(text, `${tone}-wash`, scheme)).toBeGreaterThanOrEqual(7);
  });

  it("read ink and accent on the accent's ground at 7:1", () => {
    for (const text of ["ink", "soft", "accent-ink"])
      expect(contrast(text, "accent-wash", scheme)).toBeGreaterThanOrEqual(7);
  });

  it("read buttons at 4.5:1, and see shapes and borders of inputs at 3:1", () => {
    expect(contrast("on-accent", "accent", scheme)).toBeGreaterThanOrEqual(4.5);
    expect(contrast("on-accent", "accent-strong", scheme)).toBeGreaterThanOrEqual(4.5);
    for (const shape of ["edge", "accent", ...tones.map((tone) => `${tone}-fill`)]) {
      for (const surface of surfaces)
        expect(contrast(shape, surface, scheme), `${shape} on ${surface}`).toBeGreaterThanOrEqual(3);
    }
  });
});
