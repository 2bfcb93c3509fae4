/** What a run of a probe meets with those whom it asks: how long that takes and whether it fails, by number, as far as it has been met. */

import { waitUsOf } from '../ladder.ts'
import { meanWaitUs, type WaitLaw } from '../traffic/waiting.ts'
import type { Ask } from './needs.ts'
import { type Provider, Reply, shareOf } from './provider.ts'
import {
  type Cells,
  isNothing,
  loadedCells,
  mixedCells,
  pointCells,
  sumOfCells,
  waitCells,
} from './response-cells.ts'

/** An answer that does not wait, and the share of answers that are errors. */
export type Answer = { readonly cells: Cells; readonly errorRate: number }

const nothing = pointCells(0, 0)

/** Pieces of a wait for each time that its tail halves; fewer where asking has many of its own. */
const piecesAlone = 16
const piecesBefore = 2
/** Numbers of laws are below this. */
export const lawsMax = 0x10_0000

/** So many are kept, and twice as many as are in use. A law of a distribution takes about 15 kB. */
const lawsKept = 1024

export class AskedLaws {
  /** By number; number 0 is for nothing. Numbers of laws that are dropped are used again. */
  private readonly laws: (Cells | undefined)[] = [nothing]
  private readonly numbers = new Map<string, number>()
  private readonly free: number[] = []
  private most = lawsKept
  /** Waits by chance, by number, and the laws of waiting so and then asking: by the numbers of both. */
  private readonly waits: WaitLaw[] = []
  private readonly waitNumbers = new Map<WaitLaw, number>()
  private readonly waitOf: (WaitLaw | undefined)[] = []
  private readonly afterWaits = new Map<number, number>()
  /** Laws that are followed still, though what they were made of is dropped. */
  private readonly remains = new Set<number>()

  of(number: number): Cells {
    return this.laws[number]!
  }

  /** Whether it is time to drop those that nobody follows (`forget-laws.ts`). */
  get isFull(): boolean {
    return this.numbers.size + this.afterWaits.size >= this.most
  }

  /** Drops all others. */
  keepOnly(live: ReadonlySet<number>): void {
    for (const [key, number] of this.numbers) {
      if (number !== 0 && live.has(number)) continue
      this.numbers.delete(key)
      if (number !== 0) this.drop(number)
    }
    for (const number of this.remains) if (!live.has(number)) this.drop(number)
    for (const [key, number] of this.afterWaits) {
      if (live.has(number) && (key % lawsMax === 0 || live.has(key % lawsMax))) continue
      this.afterWaits.delete(key)
      if (live.has(number)) this.remains.add(number)
      else this.drop(number)
    }
    this.most = Math.max(lawsKept, 2 * (this.numbers.size + this.afterWaits.size))
  }

  private drop(number: number): void {
    this.remains.delete(number)
    this.laws[number] = undefined
    this.free.push(number)
  }

  /** Number of a wait by chance: one that is the same object has the same. */
  waitNumber(law: WaitLaw): number {
    let number = this.waitNumbers.get(law)
    if (number === undefined) {
      number = this.waits.length
      this.waitNumbers.set(law, number)
      this.waits.push(law)
    }
    return number
  }

  meanOfWaitUs(wait: number): number {
    return meanWaitUs(this.waits[wait]!)
  }

  /** The law of a wait by chance and then asking by another law; 0 = nobody. */
  afterWait(wait: number, law: number): number {
    const key = wait * lawsMax + law
    const known = this.afterWaits.get(key)
    if (known !== undefined) return known
    const number = this.add(
      law === 0
        ? waitCells(this.waits[wait]!, piecesAlone)
        : sumOfCells(waitCells(this.waits[wait]!, piecesBefore), this.laws[law]!),
    )
    this.afterWaits.set(key, number)
    this.waitOf[number] = this.waits[wait]
    return number
  }

  /** The wait by chance that is a part of a law; undefined = none is. */
  waitIn(law: number): WaitLaw | undefined {
    return this.waitOf[law]
  }

  /** The law of asking one after the other, as they are now. */
  numberOf(asks: readonly Ask[], answerOf: (provider: Provider) => Answer): number {
    const key = asks.map(keyOf).join(' ')
    const known = this.numbers.get(key)
    if (known !== undefined) return known
    const law = asks.map((ask) => cellsNow(ask, answerOf(ask.provider))).reduce(sumOfCells, nothing)
    const number = isNothing(law) ? 0 : this.add(law)
    this.numbers.set(key, number)
    return number
  }

  private add(law: Cells): number {
    const number = this.free.pop() ?? this.laws.length
    this.laws[number] = law
    this.waitOf[number] = undefined
    return number
  }
}

function keyOf({ provider, isAsked, fails, timeoutUs }: Ask): string {
  const { ref, reply, outage, load } = provider
  const { wait, chance, span, refused, late, errors } = load
  const how = isAsked ? [outage.factor, wait, chance, span, refused, late, errors, timeoutUs].join() : ''
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
    waits: waitCells(
      { chance: shareOf(load.chance), spanUs: waitUsOf(load.span) },
      cells.chance.length === 1 ? piecesAlone : piecesBefore,
    ),
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
