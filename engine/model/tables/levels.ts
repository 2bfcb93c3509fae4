/**
 * How much slower than usual containers answer: a row per level that has been met, level 0 for as usual. A level is an exact factor (slow
 * phases, slow faults), two rungs of the ladder (`world/ladder.ts`) and a law of what is asked of others; what follows from it for a probe is worked out when first needed.
 */

import type { Risk } from '../world/dependencies/asked-answer.ts'

const levelsAtFirst = 4

export const allocateLevels = (probeTemplates: number) => ({
  /** Rows that are, or were, of a level; and those that no level has any more. */
  count: 1,
  free: [] as number[],
  /** Number of each exact factor met, and level by factor number and rungs (`packed` in `world/levels.ts`). */
  factorNumbers: new Map<number, number>(),
  levelAt: new Map<number, number>(),
  /** By level: what the length of an answer is multiplied by, and what is added then. */
  factor: new Float64Array(levelsAtFirst).fill(1),
  waitUs: new Float64Array(levelsAtFirst),
  /** And the law of what it asks of others, by number; 0 = nothing. */
  asked: new Int32Array(levelsAtFirst),
  /** By `level * probeTemplates + template`; NaN = not needed so far. */
  probeTemplates,
  /** By template: the law of what it asks of others now. */
  askedNow: new Int32Array(probeTemplates),
  /** By the same number, of templates that ask others. */
  risks: new Map<number, Risk>(),
  /** Probability that an answer is late. */
  lateChance: new Float64Array(levelsAtFirst * probeTemplates).fill(Number.NaN),
  /** What a tick spends of a calm worker's budget. */
  hazard: new Float64Array(levelsAtFirst * probeTemplates).fill(Number.NaN),
})

export type LevelTable = ReturnType<typeof allocateLevels>
