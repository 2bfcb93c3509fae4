/**
 * Laws of asking others that no probe follows any more, and the levels that have them, make room for others: load may bring up other laws without end. What is
 * in use is few: the law of each probe template now, and what calm workers have still to settle.
 */
import type { ClusterState } from '../../cluster-state.ts'
import { WorkerMode } from '../../codes.ts'
import { dropLevels } from '../levels.ts'

/** To be called before others come up, where nobody holds the number of a law or a level. */
export function forgetLaws(state: ClusterState): void {
  const { askedLaws: laws, level: levels, probe: probes } = state
  if (!laws.isFull) return
  const isLive = new Uint8Array(levels.count)
  for (let probe = 0; probe < probes.mode.length; probe++) {
    if (probes.mode[probe] !== WorkerMode.Calm) continue
    isLive[probes.level[probe]] = 1
    if (probes.servedLevel[probe] >= 0) isLive[probes.servedLevel[probe]] = 1
  }
  const live = new Set(levels.askedNow)
  for (let level = 0; level < isLive.length; level++) if (isLive[level] === 1) live.add(levels.asked[level])
  dropLevels(levels, live)
  laws.keepOnly(live)
}
