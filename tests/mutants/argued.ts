/** Mutants that survive, although somebody could notice them in principle: what is to be said of each. */
import type { Place } from './equivalents.ts'

export const argued: readonly Place[] = [
  {
    file: 'engine/model/node/pod-status.ts',
    line: 'return isOneLeft && pods.isRestartingAll[pod] === 1',
    change: '1 to 2',
    reason:
      'all containers are removed at one instant here, so that the one whose exit called for the restart is there as long as any other',
  },
]
