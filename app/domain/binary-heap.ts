/** A heap: the first of many by an order, while more are added. Equal ones come in no promised order. */
export type Heap<T> = { items: T[]; order: (a: T, b: T) => number };

export function createHeap<T>(order: (a: T, b: T) => number): Heap<T> {
  return { items: [], order };
}

export function pushHeap<T>({ items, order }: Heap<T>, item: T): void {
  let index = items.push(item) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = items[parent] as T;
    if (order(above, item) <= 0) break;
    items[index] = above;
    index = parent;
  }
  items[index] = item;
}

/** Removes the first; undefined when there is none. */
export function popHeap<T>({ items, order }: Heap<T>): T | undefined {
  const first = items[0];
  const moving = items.pop();
  if (first === undefined || moving === undefined || items.length === 0) return first;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= items.length) break;
    if (child + 1 < items.length && order(items[child + 1] as T, items[child] as T) < 0) child++;
    const below = items[child] as T;
    if (order(moving, below) <= 0) break;
    items[index] = below;
    index = child;
  }
  items[index] = moving;
  return first;
}
