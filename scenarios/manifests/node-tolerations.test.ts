/** How long pods stay on nodes that fail, from what they tolerate (N7). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { NodeTolerationsSpec } from '../../engine/contract/cluster-spec.ts'
import { noDemand } from './node-demand.ts'
import { nodeTolerations } from './node-tolerations.ts'
import type { Toleration } from './taints.ts'

const test = suite('tolerations of nodes')

const one = (key: string, effect: string, seconds?: number): Toleration => ({
  key,
  exists: true,
  value: '',
  effect,
  ...(seconds === undefined ? {} : { seconds }),
})
const unreachable = 'node.kubernetes.io/unreachable'
const second = 1_000_000

type Row = {
  readonly says: string
  readonly tolerations: readonly Toleration[]
  readonly isDaemon?: boolean
  readonly stays: readonly [notReady: number, unreachable: number, outOfService: number]
  readonly placed?: NodeTolerationsSpec['placedDespite']
}
const rows: readonly Row[] = [
  { says: 'ten seconds of one taint', tolerations: [one(unreachable, 'NoExecute', 10)], stays: [300, 10, 0] },
  // Less than any wait, and yet a toleration.
  { says: 'no second of one', tolerations: [one(unreachable, 'NoExecute', 0)], stays: [300, 1e-6, 0] },
  { says: 'one for ever', tolerations: [one(unreachable, 'NoExecute')], stays: [300, Infinity, 0] },
  {
    says: 'everything',
    tolerations: [one('', '')],
    stays: [Infinity, Infinity, Infinity],
    placed: ['notReady', 'unreachable', 'outOfService', 'unschedulable'],
  },
  {
    says: 'another effect of it, which admission does not heed',
    tolerations: [one(unreachable, 'NoSchedule')],
    stays: [300, 300, 0],
    placed: ['unreachable'],
  },
  {
    says: 'ten seconds, of a DaemonSet whose controller says for ever',
    tolerations: [one(unreachable, 'NoExecute', 10), one('gpu', 'NoSchedule'), one('', 'NoSchedule')],
    isDaemon: true,
    stays: [Infinity, Infinity, 0],
    placed: ['notReady', 'unreachable', 'outOfService', 'unschedulable'],
  },
]

for (const { says, tolerations, isDaemon = false, stays, placed = [] } of rows) {
  test(`a pod tolerates ${says} (N7)`, () => {
    const found = nodeTolerations({ ...noDemand, tolerations }, isDaemon).tolerations!
    const { staysUs, placedDespite } = found
    assert.equal(
      [staysUs.notReady, staysUs.unreachable, staysUs.outOfService].map((us) => us / second),
      stays,
    )
    assert.equal(placedDespite, placed)
  })
}

test('a pod that says nothing of them is as every other of its kind (N7, W3)', () => {
  assert.equal(nodeTolerations(noDemand, false), {})
  assert.equal(nodeTolerations({ ...noDemand, tolerations: [one('gpu', 'NoSchedule')] }, false), {})
  assert.equal(nodeTolerations({ ...noDemand, tolerations: [one('gpu', 'NoSchedule')] }, true), {})
})

test.run()
