/** A history by the engine and by the naive model: where they first part. */
import * as assert from 'uvu/assert'
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import { orders, tellHistory } from './history.ts'
import { observeHistory } from './observed.ts'

/** They agree if the naive model does so in one of the orders that an instant leaves to chance. */
export function assertSameHistory(spec: ClusterSpec): void {
  const { trace, oracle } = observeHistory(spec)
  // Where the first one parts from the engine; of the others it is enough that one does not.
  let place = -1
  let told: readonly string[] = []
  for (const order of orders) {
    const naive = tellHistory(spec, oracle, order)
    const at = firstDifference(trace, naive)
    if (at < 0) return
    if (at <= place) continue
    place = at
    told = naive
  }
  const before = trace[place - 1] ?? 'nothing'
  assert.equal(`${before}\n${trace[place]}`, `${before}\n${told[place]}`, 'the engine and the naive model')
}

function firstDifference(a: readonly string[], b: readonly string[]): number {
  const longer = a.length >= b.length ? a : b
  return longer.findIndex((_, index) => a[index] !== b[index])
}
