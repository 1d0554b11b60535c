/** Keeps the items with the highest scores, at most `capacity` of them. */
export interface BestList<Item> {
  /** Score that an item must exceed to be kept; -Infinity while there is room. */
  readonly threshold: number
  /** Keeps the item if its score exceeds the threshold. A NaN score never does. */
  offer(score: number, item: Item): void
  /** All kept items, the best first. */
  items(): Item[]
}

interface Ranked<Item> {
  readonly score: number
  readonly item: Item
}

/** Creates a list bounded by a heap whose root is the worst kept item: O(log capacity) for an offer. */
export function createBestList<Item>(capacity: number): BestList<Item> {
  const heap: Ranked<Item>[] = []

  const threshold = (): number => (heap.length < capacity ? -Infinity : (heap[0]?.score ?? Infinity))

  return {
    get threshold() {
      return threshold()
    },
    offer(score, item) {
      if (!(score > threshold())) return
      if (heap.length < capacity) {
        heap.push({ score, item })
        siftUp(heap)
      } else {
        heap[0] = { score, item }
        siftDown(heap)
      }
    },
    items() {
      return heap.toSorted((left, right) => right.score - left.score).map(({ item }) => item)
    },
  }
}

function siftUp<Item>(heap: Ranked<Item>[]): void {
  let index = heap.length - 1
  while (index > 0) {
    const parent = (index - 1) >> 1
    if (!swapIfWorse(heap, index, parent)) return
    index = parent
  }
}

function siftDown<Item>(heap: Ranked<Item>[]): void {
  let index = 0
  for (;;) {
    const left = 2 * index + 1
    const right = left + 1
    const child = (heap[right]?.score ?? Infinity) < (heap[left]?.score ?? Infinity) ? right : left
    if (child >= heap.length || !swapIfWorse(heap, child, index)) return
    index = child
  }
}

/** Swaps a child with its parent if the child's score is lower; tells whether it did. */
function swapIfWorse<Item>(heap: Ranked<Item>[], child: number, parent: number): boolean {
  const lower = heap[child]
  const upper = heap[parent]
  if (lower === undefined || upper === undefined || lower.score >= upper.score) return false
  heap[parent] = lower
  heap[child] = upper
  return true
}
