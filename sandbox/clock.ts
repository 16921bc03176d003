// The sandbox's time: the application's clock when CLOCK_URL names one, real time
// otherwise. It is asked at every request, so that a request after a step of the clock never
// sees the time before it. An unreachable clock leaves the last known time standing.
export interface Clock {
  now(): Promise<Date>;
}

const TIMEOUT_MS = 1000;

export function createClock(clockUrl: string | undefined): Clock {
  if (!clockUrl) return { now: async () => new Date() };
  let known: Date | undefined;
  return {
    now: async () => {
      const at = await askClock(clockUrl);
      known = at ?? known;
      return known ?? new Date();
    },
  };
}

async function askClock(clockUrl: string): Promise<Date | undefined> {
  try {
    const answer = await fetch(clockUrl, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body = (await answer.json()) as { now?: unknown };
    const at = new Date(String(body.now));
    return Number.isNaN(at.getTime()) ? undefined : at;
  } catch {
    return undefined;
  }
}
