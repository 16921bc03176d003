/** The mails of a simulated campaign, in the order of time, one column per fact: 400,000 of them take six megabytes. */

export type SimulatedSends = {
  count: number;
  /** Index into the simulation's journeys. */
  journeys: Uint32Array;
  stepNos: Uint8Array;
  /** Index into the simulation's inboxes. */
  inboxes: Uint16Array;
  atMs: Float64Array;
};

export function openSends(capacity: number): SimulatedSends {
  return {
    count: 0,
    journeys: new Uint32Array(capacity),
    stepNos: new Uint8Array(capacity),
    inboxes: new Uint16Array(capacity),
    atMs: new Float64Array(capacity),
  };
}

export function addSend(sends: SimulatedSends, journey: number, stepNo: number, inbox: number, atMs: number): void {
  const index = sends.count++;
  sends.journeys[index] = journey;
  sends.stepNos[index] = stepNo;
  sends.inboxes[index] = inbox;
  sends.atMs[index] = atMs;
}

/** One line of the list; the index runs from 0 to `count` - 1. */
export function readSend(sends: SimulatedSends, index: number) {
  return {
    journey: sends.journeys[index] ?? 0,
    stepNo: sends.stepNos[index] ?? 0,
    inbox: sends.inboxes[index] ?? 0,
    at: new Date(sends.atMs[index] ?? 0),
  };
}
