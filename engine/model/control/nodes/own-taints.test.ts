/** N7: taints NoExecute of the cluster's own take pods away that bear them for a time only, or not at all. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stateAfter } from '../../../../tests/support/observe.ts'
import { cluster, container, node, second, workload } from '../../../../tests/support/spec.ts'
import {
  type ClusterSpec,
  noScheduling,
  type TaintSpec,
  type TolerationSpec,
  type WorkloadSpec,
} from '../../../contract/cluster-spec.ts'
import { bearsUs, ownTaintsMatter, ownTaintsOf } from './own-taints.ts'

const test = suite('own taints')

const taint = (key: string): TaintSpec => ({ key, value: '', effect: 'NoExecute' })
const bears = (key: string, seconds?: number): TolerationSpec => ({
  key,
  exists: true,
  value: '',
  effect: 'NoExecute',
  ...(seconds !== undefined && { seconds }),
})
const pods = (tolerations: readonly TolerationSpec[], changes: Partial<WorkloadSpec> = {}): WorkloadSpec =>
  workload([container()], {
    kind: 'Deployment',
    replicas: 2,
    ...changes,
    pod: { scheduling: { ...noScheduling, tolerations }, ...changes.pod },
  })
const onTainted = (of: WorkloadSpec, changes: Partial<ClusterSpec> = {}): ClusterSpec =>
  cluster([of], 100, {
    initialState: 'running',
    nodes: [node({ name: 'a', taints: [taint('gpu')] })],
    ...changes,
  })

for (const [what, keys, tolerations, seconds] of [
  ['nothing', ['gpu'], [], 0],
  ['it for ever', ['gpu'], [bears('gpu')], Infinity],
  ['it for a while', ['gpu'], [bears('gpu', 30)], 30],
  ['it for no time', ['gpu'], [bears('gpu', 0)], 1e-6],
  ['it for less', ['gpu'], [bears('gpu', -5)], 1e-6],
  ['one of two', ['gpu', 'slow'], [bears('gpu')], 0],
  ['one for ever and one for a while', ['gpu', 'slow'], [bears('gpu'), bears('slow', 7)], 7],
  ['it twice: the first counts', ['gpu'], [bears('gpu'), bears('gpu', 7)], Infinity],
  ['every taint', ['gpu', 'slow'], [bears('', 9)], 9],
] as const)
  test(`a pod that tolerates ${what} stays for ${seconds} s (N7)`, () => {
    const { pod } = pods(tolerations)
    assert.is(bearsUs(keys.map(taint), pod), seconds * second)
  })

test('pods go when their time is over, and those that come in their place bear the taint from then on (N7)', () => {
  const created = (at: number): number => stateAfter(onTainted(pods([bears('gpu', 20)])), at).pod.count
  assert.equal([19, 21, 39, 41].map(created), [2, 4, 4, 6])
})

test('a pod that is on the node and does not tolerate the taint goes at once, and its successor finds no node (N7, D3)', () => {
  const live = { name: 'web-0', node: 0, containers: [] }
  const { pod, scheduler } = stateAfter(onTainted(pods([], { replicas: 1, livePods: [live] })), 10)
  assert.equal([pod.count, pod.node[1], scheduler.cache.nodeCount], [2, -1, 1])
})

test('nothing is looked at where all pods that can be there stay for ever (N7)', () => {
  for (const of of [pods([bears('gpu')]), pods([]), pods([], { staticOn: ['a', 'a'] })])
    assert.is(ownTaintsMatter(onTainted(of)), false)
  assert.is(ownTaintsMatter(onTainted(pods([bears('gpu', 1)]))), true)
})

test('taints of the node lifecycle controller are not its own', () => {
  const taints = [taint('node.kubernetes.io/unreachable'), taint('gpu')]
  assert.equal(ownTaintsOf(node({ taints })), [taint('gpu')])
})

test.run()
