/** Speeds of processes, by number: few are met of the many that could be, so that a number fits into the stamp of an event whatever a scenario has. */
import { coresRungCount, rungCount } from '../ladder.ts'
import type { Speed } from './target.ts'

/** Number of the speed that nothing slows. */
export const usualSpeed = 0

export class Speeds {
  private readonly speeds: Speed[] = []
  private readonly numbers = new Map<number, number>()
  private readonly factorNumbers = new Map<number, number>()

  constructor() {
    this.numberOf(1, 0, 0)
  }

  numberOf(factor: number, stretch: number, capacity: number): number {
    const key = (numberIn(this.factorNumbers, factor) * rungCount + stretch) * coresRungCount + capacity
    const number = numberIn(this.numbers, key)
    if (number === this.speeds.length) this.speeds.push({ stretch, capacity, factor })
    return number
  }

  at(number: number): Speed {
    return this.speeds[number]
  }
}

/** The number of a key, the next one if it is new. */
function numberIn(numbers: Map<number, number>, key: number): number {
  let number = numbers.get(key)
  if (number === undefined) {
    number = numbers.size
    numbers.set(key, number)
  }
  return number
}
