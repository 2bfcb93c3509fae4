/** Mutants that survive, although somebody could notice them in principle: what is to be said of each. */
import type { Place } from './equivalents.ts'

export const argued: readonly Place[] = []
