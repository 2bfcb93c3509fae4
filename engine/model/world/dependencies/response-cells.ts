/**
 * How long answers of others take, as a list of times with their chances: a probe that asks others draws one of them. What is cut into pieces is the law of one
 * answer; a tail is cut into as many pieces for each time that it halves, so that what lies behind any time keeps its probability to about 1.5 %.
 */
import {
  constantValue,
  type DistributionId,
  type Distributions,
  isConstant,
  quantile,
} from '../../../kernel/distribution.ts'
import { wholePower } from '../../../kernel/power.ts'
import { rungCount, waitRung, waitUsOf } from '../ladder.ts'

/** Ascending; chances add up to 1. */
export type Cells = {
  readonly timeUs: Float64Array
  readonly chance: Float64Array
  /** Probability that the answer is a failure, given the time. */
  readonly failure: Float64Array
}

const cellsPerHalving = 32
const halvings = 20
const waitHalvings = 40

/** The law of a distribution. */
export function cellsOf(distributions: Distributions, id: DistributionId): Cells {
  if (isConstant(distributions, id)) return pointCells(constantValue(distributions, id), 0)
  const count = cellsPerHalving * halvings + 1
  const timeUs = new Float64Array(count)
  const chance = new Float64Array(count)
  let above = 1
  for (let cell = 0; cell < count; cell++) {
    const size = cell === count - 1 ? above : halfOf(cell) / cellsPerHalving
    timeUs[cell] = Math.max(0, Math.round(quantile(distributions, id, 1 - (above - size / 2))))
    chance[cell] = size
    above -= size
  }
  return { timeUs, chance, failure: new Float64Array(count) }
}

/** A wait by chance: none, or exponential. @param perHalving pieces for each time that its tail halves. */
export function waitCells(
  { chance: share, spanUs }: { readonly chance: number; readonly spanUs: number },
  perHalving: number,
): Cells {
  if (share === 0) return pointCells(0, 0)
  const count = perHalving * waitHalvings
  const list: Cell[] = share < 1 ? [{ timeUs: 0, chance: 1 - share, failure: 0 }] : []
  let above = 1
  for (let cell = 0; cell < count; cell++) {
    const halving = Math.floor(cell / perHalving)
    const size = cell === count - 1 ? above : wholePower(0.5, halving + 1) / perHalving
    list.push({ timeUs: Math.round(-spanUs * Math.log(above - size / 2)), chance: share * size, failure: 0 })
    above -= size
  }
  return asCells(list)
}

/** Half of what lies above the halving of a cell. */
function halfOf(cell: number): number {
  let half = 0.5
  for (let halving = Math.floor(cell / cellsPerHalving); halving > 0; halving--) half /= 2
  return half
}

export function pointCells(timeUs: number, failure: number): Cells {
  return { timeUs: Float64Array.of(timeUs), chance: Float64Array.of(1), failure: Float64Array.of(failure) }
}

/** Answers that take so many times as long, and waits, one of them by chance; who asks gives up after a time, and has failed then if `fails`. */
export function loadedCells(
  cells: Cells,
  {
    factor,
    waitUs,
    waits,
    failShare,
    limitUs,
    fails,
  }: {
    readonly factor: number
    readonly waitUs: number
    readonly waits?: Cells
    readonly failShare: number
    readonly limitUs: number
    readonly fails: boolean
  },
): Cells {
  const takenUs = cells.timeUs.map((timeUs) => Math.round(timeUs * factor) + waitUs)
  const isEndless = takenUs.includes(Infinity)
  const served: Cells = { chance: cells.chance, timeUs: takenUs, failure: new Float64Array(takenUs.length) }
  const taken = waits === undefined || isNothing(waits) || isEndless ? served : sumOfCells(waits, served)
  return {
    chance: taken.chance,
    timeUs: taken.timeUs.map((timeUs) => Math.min(timeUs, limitUs)),
    failure: taken.timeUs.map((timeUs) => (fails ? (timeUs >= limitUs ? 1 : failShare) : 0)),
  }
}

/** These instead, each with its chance; what is left of 1 is as it was. */
export function mixedCells(cells: Cells, others: readonly Cell[]): Cells {
  const met = others.filter(({ chance }) => chance > 0)
  if (met.length === 0) return cells
  const sum = sumOf(met)
  const taken = Math.min(1, sum)
  const rest = [...cells.timeUs].map((timeUs, cell) => ({
    timeUs,
    chance: cells.chance[cell]! * (1 - taken),
    failure: cells.failure[cell]!,
  }))
  const scaled = met.map((one) => ({ ...one, chance: (one.chance * taken) / sum }))
  return asCells([...rest, ...scaled].filter(({ chance }) => chance > 0))
}

function sumOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { chance }) => sum + chance, 0)
}

/** Longer lists than this go by rungs of the ladder. */
const cellsMax = 1024

/** One after the other. */
export function sumOfCells(a: Cells, b: Cells): Cells {
  if (isNothing(a)) return b
  if (isNothing(b)) return a
  const count = a.chance.length * b.chance.length
  return count > cellsMax ? onLadder(a, b) : pairs(a, b)
}

/** Whether it neither takes time nor fails. */
export function isNothing({ timeUs, failure }: Cells): boolean {
  return timeUs.length === 1 && timeUs[0] === 0 && failure[0] === 0
}

/** A time that an answer may take, with its chance. */
export type Cell = { timeUs: number; chance: number; failure: number }

function* eachPair(a: Cells, b: Cells): Generator<Cell> {
  for (let i = 0; i < a.chance.length; i++)
    for (let j = 0; j < b.chance.length; j++)
      yield {
        timeUs: a.timeUs[i]! + b.timeUs[j]!,
        chance: a.chance[i]! * b.chance[j]!,
        failure: 1 - (1 - a.failure[i]!) * (1 - b.failure[j]!),
      }
}

function pairs(a: Cells, b: Cells): Cells {
  const all = [...eachPair(a, b)].sort((one, other) => one.timeUs - other.timeUs)
  return asCells(all)
}

function onLadder(a: Cells, b: Cells): Cells {
  const rungs: Cell[] = Array.from({ length: rungCount }, (_, rung) => ({
    timeUs: waitUsOf(rung),
    chance: 0,
    failure: 0,
  }))
  for (const { timeUs, chance, failure } of eachPair(a, b)) {
    const rung = rungs[waitRung(timeUs)]!
    rung.chance += chance
    rung.failure += chance * failure
  }
  const met = rungs.filter(({ chance }) => chance > 0)
  return asCells(met.map((rung) => ({ ...rung, failure: rung.failure / rung.chance })))
}

function asCells(list: readonly Cell[]): Cells {
  return {
    timeUs: Float64Array.from(list, ({ timeUs }) => timeUs),
    chance: Float64Array.from(list, ({ chance }) => chance),
    failure: Float64Array.from(list, ({ failure }) => failure),
  }
}
