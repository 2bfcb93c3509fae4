/**
 * A probe of a container that is slow at times, as a Markov-renewal process: gaps and slow phases follow each other on the grid of its ticks, and the
 * state where one ends is the time until the next tick and the count of the probe. The state is followed from phase to phase until it stays;
 * mistakes per time follow from what then happens in one gap and one phase.
 */
import { crossMemoryless } from './memoryless-span.ts'
import { crossPoints } from './points-span.ts'
import { Board, type CountRule, emptyTally, type Tally } from './probe-grid.ts'
import type { SpanLaw } from './span-law.ts'
import { type Ends, endsOf } from './span-points.ts'

/** Parts of a period between nodes: more where single ticks of short phases matter. */
const cellsOfShort = 24
const cellsOfLong = 10
/** The state stays where mistakes and time change by less than this share from one phase to the next. */
const settledShare = 1e-5
/** Where it does not, for gaps and phases of one length keep step with the probe, the mean of the later half counts. */
const cyclesMax = 40

/** One kind of span on the grid. */
export type GridSpan =
  | { readonly kind: 'memoryless'; readonly ratePerPeriod: number }
  | { readonly kind: 'points'; readonly ends: readonly Ends[] }

/** Gaps and phases on one grid. */
export type PhaseGrid = { readonly cells: number; readonly gap: GridSpan; readonly phase: GridSpan }

export function phaseGrid(gap: SpanLaw, phase: SpanLaw, periodSeconds: number): PhaseGrid {
  const isShort = phase.meanSeconds < 3 * periodSeconds
  const cells = isShort ? cellsOfShort : cellsOfLong
  return { cells, gap: onGrid(gap, periodSeconds, cells), phase: onGrid(phase, periodSeconds, cells) }
}

function onGrid(law: SpanLaw, periodSeconds: number, cells: number): GridSpan {
  return law.kind === 'memoryless'
    ? { kind: 'memoryless', ratePerPeriod: periodSeconds / law.meanSeconds }
    : { kind: 'points', ends: endsOf(law, periodSeconds, cells) }
}

/** A container after a kill. */
export type Restart = {
  /** From its start to the next tick, in periods. */
  readonly firstTick: number
  /** Time beyond whole periods in which the killed container runs on, and the new one before its first tick. */
  readonly extraPeriods: number
}

export type CycleRules = {
  readonly rule: CountRule
  /** After a kill in this span; of liveness. */
  readonly restart?: Restart
}

/** What a gap and the phase after it bring, expected. */
export type Cycle = {
  readonly periods: number
  readonly mistakes: number
  readonly failedPeriods: number
  /** Mistakes that end in the gap, and in the phase. */
  readonly recoveries: number
  readonly recoveriesInPhase: number
}

export function settledCycle({ cells, gap, phase }: PhaseGrid, calm: CycleRules, slow: CycleRules): Cycle {
  const fromGap = new Board(cells, calm.rule)
  const fromPhase = new Board(cells, calm.rule)
  for (let cell = 0; cell < cells; cell++) fromGap.add((cell + 0.5) / cells, 0, 1 / cells)
  const kept: Cycle[] = []
  // What needs several phases is seen only after so many.
  const cyclesMin = Math.min(cyclesMax, Math.ceil(calm.rule.failureThreshold / ticksMax(phase)) + 1)
  for (let cycle = 0; cycle < cyclesMax; cycle++) {
    const inGap = emptyTally()
    const inPhase = emptyTally()
    fromPhase.clear()
    cross(gap, fromGap, fromPhase, calm.rule, inGap)
    fromGap.clear()
    cross(phase, fromPhase, fromGap, slow.rule, inPhase)
    restart(fromGap, calm, inGap)
    restart(fromGap, slow, inPhase)
    const found = {
      periods: inGap.periods + inPhase.periods,
      mistakes: inGap.mistakes + inPhase.mistakes,
      failedPeriods: inGap.failedPeriods + inPhase.failedPeriods,
      recoveries: inGap.recoveries,
      recoveriesInPhase: inPhase.recoveries,
    }
    const before = kept[kept.length - 1]
    if (
      before !== undefined &&
      cycle >= cyclesMin &&
      isClose(found.mistakes, before.mistakes) &&
      isClose(found.periods, before.periods)
    )
      return found
    kept.push(found)
  }
  return meanOf(kept.slice(cyclesMax / 2))
}

/** Ticks that a span may hold. */
function ticksMax(span: GridSpan): number {
  return span.kind === 'memoryless' ? Infinity : span.ends[span.ends.length - 1].ticks + 1
}

function cross(span: GridSpan, from: Board, to: Board, rule: CountRule, tally: Tally): void {
  if (span.kind === 'memoryless') crossMemoryless(from, to, span.ratePerPeriod, rule, tally)
  else crossPoints(from, to, span.ends, rule, tally)
}

/** What was killed begins a new life, between phases. */
function restart(board: Board, { rule, restart }: CycleRules, tally: Tally): void {
  if (restart === undefined) return
  const waiting = Math.min(1, rule.waitTicks)
  board.add(restart.firstTick, 0, tally.mistakes * (1 - waiting))
  board.add(restart.firstTick, board.width - 1, tally.mistakes * waiting)
  tally.periods += tally.mistakes * restart.extraPeriods
}

function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= settledShare * Math.abs(a)
}

function meanOf(cycles: readonly Cycle[]): Cycle {
  const mean = (name: keyof Cycle): number =>
    cycles.reduce((sum, cycle) => sum + cycle[name], 0) / cycles.length
  return {
    periods: mean('periods'),
    mistakes: mean('mistakes'),
    failedPeriods: mean('failedPeriods'),
    recoveries: mean('recoveries'),
    recoveriesInPhase: mean('recoveriesInPhase'),
  }
}
