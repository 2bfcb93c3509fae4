/** The slow phases of a container as formulas see them. */

import type { BehaviorSpec } from '../../contract/cluster-spec.ts'
import { lawOf } from '../../kernel/law.ts'
import { type PhaseGrid, phaseGrid } from './phase-cycle.ts'
import { type SpanLaw, spanLawOf } from './span-law.ts'

export class SlowPhases {
  /** Whether the container is slow for ever once it is. */
  readonly isForEver: boolean
  /** Whether the time until the next phase does not depend on the one before: the state is then known exactly. */
  readonly isMemoryless: boolean
  readonly #gap: SpanLaw
  readonly #length: SpanLaw
  /** Settings are rated period by period: the last one is kept. */
  #known: { readonly periodSeconds: number; readonly grid: PhaseGrid } | undefined

  /** Undefined if there are none. */
  static of({ slow }: Pick<BehaviorSpec, 'slow'>): SlowPhases | undefined {
    if (slow === undefined || lawOf(slow.every).mean === Infinity) return undefined
    return new SlowPhases(slow)
  }

  private constructor(slow: NonNullable<BehaviorSpec['slow']>) {
    this.isForEver = lawOf(slow.for).mean === Infinity
    this.#gap = spanLawOf(slow.every)
    this.#length = spanLawOf(slow.for)
    this.isMemoryless = this.#gap.kind === 'memoryless'
  }

  onGrid(periodSeconds: number): PhaseGrid {
    if (this.#known?.periodSeconds !== periodSeconds)
      this.#known = { periodSeconds, grid: phaseGrid(this.#gap, this.#length, periodSeconds) }
    return this.#known.grid
  }
}
