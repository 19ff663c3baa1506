/** A priority queue by time; equal times leave in the order they came. Binary heap (J. W. J. Williams, 1964, CACM 7(6), algorithm 232). */
export interface Timed {
  readonly atMs: number
}

export interface StepQueue<T extends Timed> {
  readonly push: (item: T) => void
  readonly peek: () => T | undefined
  readonly pop: () => T | undefined
  readonly size: () => number
}

export function createStepQueue<T extends Timed>(): StepQueue<T> {
  const items: T[] = []
  const order: number[] = []
  let pushed = 0

  const before = (i: number, j: number) => {
    const [a, b] = [items[i] as T, items[j] as T]
    return a.atMs !== b.atMs ? a.atMs < b.atMs : (order[i] as number) < (order[j] as number)
  }
  const swap = (i: number, j: number) => {
    const [item, place] = [items[i] as T, order[i] as number]
    items[i] = items[j] as T
    order[i] = order[j] as number
    items[j] = item
    order[j] = place
  }
  return {
    push: (item) => {
      items.push(item)
      order.push(pushed++)
      for (let child = items.length - 1; child > 0; ) {
        const parent = (child - 1) >> 1
        if (!before(child, parent)) break
        swap(child, parent)
        child = parent
      }
    },
    peek: () => items[0],
    pop: () => {
      if (items.length === 0) return undefined
      swap(0, items.length - 1)
      const first = items.pop()
      order.pop()
      for (let parent = 0; ; ) {
        const left = 2 * parent + 1
        if (left >= items.length) break
        const child = left + 1 < items.length && before(left + 1, left) ? left + 1 : left
        if (!before(child, parent)) break
        swap(child, parent)
        parent = child
      }
      return first
    },
    size: () => items.length,
  }
}
