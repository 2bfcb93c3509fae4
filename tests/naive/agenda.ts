/** What is still to happen: one sorted array, taken from the front. The order of equal times is that of the definitions. */

/** Event classes, first to last at equal times. */
export const order = {
  fault: 1,
  change: 2,
  answer: 3,
  trigger: 4,
  tick: 5,
  result: 6,
  relist: 7,
  sync: 8,
} as const
export type Order = (typeof order)[keyof typeof order]

type Entry = { timeUs: number; order: Order; entity: number; happen: () => void }

export class Agenda {
  nowUs = 0
  private readonly entries: Entry[] = []

  /** @param entity number of the container or worker concerned; decides between equals, then who came first. */
  at(timeUs: number, order: Order, entity: number, happen: () => void): void {
    if (timeUs === Infinity) return
    const entry = { timeUs, order, entity, happen }
    const later = this.entries.findIndex((other) => isBefore(entry, other))
    this.entries.splice(later < 0 ? this.entries.length : later, 0, entry)
  }

  /** Everything before that time. */
  runBefore(endUs: number): void {
    for (let next = this.entries[0]; next !== undefined && next.timeUs < endUs; next = this.entries[0]) {
      this.entries.shift()
      this.nowUs = next.timeUs
      next.happen()
    }
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  if (a.timeUs !== b.timeUs) return a.timeUs < b.timeUs
  if (a.order !== b.order) return a.order < b.order
  return a.entity < b.entity
}
