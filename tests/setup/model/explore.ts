/**
 * A small explicit-state model checker: breadth first over all reachable states, so the first path to a state is a
 * shortest one. Plain data in, plain data out; it knows nothing of mail.
 */

export type Step<State> = {
  label: string;
  next: State;
  /** A fault, or a person's doing: nothing may depend on its happening. */
  isFault: boolean;
};

export type Model<State> = {
  initial: State;
  steps: (state: State) => Step<State>[];
  /** Equal keys: equal states. */
  keyOf: (state: State) => string;
};

export type Space<State> = {
  states: State[];
  /** Every label that some step had. */
  labels: ReadonlySet<string>;
  /** Labels of a shortest path from the initial state. */
  pathTo: (index: number) => string[];
  /** For each state: can one of `ends` still be reached when no fault happens any more? */
  canReach: (isEnd: (state: State) => boolean) => Uint8Array;
};

/** Errors  throws past `limit` states, so that a model without bounds fails and does not run for ever */
export function explore<State>(model: Model<State>, limit = 3_000_000): Space<State> {
  const states = [model.initial];
  const indexOf = new Map([[model.keyOf(model.initial), 0]]);
  const cameFrom: { parent: number; label: string }[] = [{ parent: -1, label: "" }];
  const fair: { from: number[]; to: number[] } = { from: [], to: [] };
  const labels = new Set<string>();
  for (let at = 0; at < states.length; at++) {
    const state = states[at];
    if (state === undefined) break;
    for (const step of model.steps(state)) {
      labels.add(step.label);
      const key = model.keyOf(step.next);
      let index = indexOf.get(key);
      if (index === undefined) {
        index = states.length;
        if (index >= limit) throw new Error(`more than ${limit} states`);
        indexOf.set(key, index);
        states.push(step.next);
        cameFrom.push({ parent: at, label: step.label });
      }
      if (!step.isFault && index !== at) {
        fair.from.push(at);
        fair.to.push(index);
      }
    }
  }
  return {
    states,
    labels,
    pathTo: (index) => pathTo(cameFrom, index),
    canReach: (isEnd) => backwards(states, fair, isEnd),
  };
}

function pathTo(cameFrom: { parent: number; label: string }[], index: number): string[] {
  const labels: string[] = [];
  for (let at = cameFrom[index]; at !== undefined && at.parent >= 0; at = cameFrom[at.parent]) labels.push(at.label);
  return labels.reverse();
}

/** Backward reachability over the steps that are no faults. */
function backwards<State>(
  states: State[],
  fair: { from: number[]; to: number[] },
  isEnd: (state: State) => boolean,
): Uint8Array {
  const firstInto = new Int32Array(states.length).fill(-1);
  const nextInto = new Int32Array(fair.to.length).fill(-1);
  fair.to.forEach((to, edge) => {
    nextInto[edge] = firstInto[to] ?? -1;
    firstInto[to] = edge;
  });
  const reaches = new Uint8Array(states.length);
  const queue: number[] = [];
  const mark = (index: number) => {
    if (reaches[index]) return;
    reaches[index] = 1;
    queue.push(index);
  };
  states.forEach((state, index) => {
    if (isEnd(state)) mark(index);
  });
  for (let head = 0; head < queue.length; head++) {
    for (let edge = firstInto[queue[head] ?? 0] ?? -1; edge >= 0; edge = nextInto[edge] ?? -1)
      mark(fair.from[edge] ?? 0);
  }
  return reaches;
}
