/** What a run of a probe meets with those whom it asks: how long that takes and whether it fails, by number, as far as it has been met. */

import { waitUsOf } from '../ladder.ts'
import type { Ask } from './needs.ts'
import { type Provider, Reply, shareOf } from './provider.ts'
import { type Cells, isNothing, loadedCells, mixedCells, pointCells, sumOfCells } from './response-cells.ts'

/** An answer that does not wait, and the share of answers that are errors. */
export type Answer = { readonly cells: Cells; readonly errorRate: number }

const nothing = pointCells(0, 0)

export class AskedLaws {
  /** By number; number 0 is for nothing. */
  private readonly laws: Cells[] = [nothing]
  private readonly numbers = new Map<string, number>()

  of(number: number): Cells {
    return this.laws[number]!
  }

  /** The law of asking one after the other, as they are now. */
  numberOf(asks: readonly Ask[], answerOf: (provider: Provider) => Answer): number {
    const key = asks.map(keyOf).join(' ')
    const known = this.numbers.get(key)
    if (known !== undefined) return known
    const law = asks.map((ask) => cellsNow(ask, answerOf(ask.provider))).reduce(sumOfCells, nothing)
    const number = isNothing(law) ? 0 : this.laws.push(law) - 1
    this.numbers.set(key, number)
    return number
  }
}

function keyOf({ provider, isAsked, fails, timeoutUs }: Ask): string {
  const { ref, reply, outage, load } = provider
  const { wait, refused, late, errors } = load
  const how = isAsked ? [outage.factor, wait, refused, late, errors, timeoutUs].join() : ''
  return `${ref.kind}${ref.index}:${reply},${fails},${how}`
}

function cellsNow({ provider, isAsked, fails, timeoutUs }: Ask, { cells, errorRate }: Answer): Cells {
  const { reply, outage, load } = provider
  const isDown = reply !== Reply.Answers
  if (!isAsked || reply === Reply.Refuses) return isDown && fails ? pointCells(0, 1) : nothing
  if (reply === Reply.Hangs) return pointCells(timeoutUs, fails ? 1 : 0)
  const answered = loadedCells(cells, {
    factor: outage.factor,
    waitUs: waitUsOf(load.wait),
    failShare: isDown ? 1 : 1 - (1 - errorRate) * (1 - shareOf(load.errors)),
    limitUs: timeoutUs,
    fails,
  })
  if (isDown) return answered
  return mixedCells(answered, [
    { chance: shareOf(load.refused), timeUs: 0, failure: fails ? 1 : 0 },
    { chance: shareOf(load.late), timeUs: timeoutUs, failure: fails ? 1 : 0 },
  ])
}
