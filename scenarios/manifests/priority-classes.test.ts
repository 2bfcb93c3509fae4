/** Z28: what the class of a pod stands for. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { noScheduling } from '../../engine/contract/cluster-spec.ts'
import { loadText, stream, workload } from '../load-text.test.helper.ts'

const test = suite('priority classes (Z28)')

const priorityClass = (name: string, value: number, more = ''): string =>
  `{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: ${name}}, value: ${value}${more}}\n`
const named = (name: string): string => workload('Deployment', 'web', 1, `priorityClassName: ${name}`)
const plain = workload('Deployment', 'web', 1)

for (const [what, documents, priority, neverPreempts, unknown] of [
  ['no class', [plain], 0, false, false],
  ['a class of the input', [named('high'), priorityClass('high', 1000)], 1000, false, false],
  [
    'a class whose pods make no others go',
    [named('high'), priorityClass('high', 1000, ', preemptionPolicy: Never')],
    1000,
    true,
    false,
  ],
  ['a class that every cluster has', [named('system-node-critical')], 2_000_001_000, false, false],
  ['a class that the input does not hold', [named('high')], 0, false, true],
  [
    'no class, where one is for all',
    [plain, priorityClass('low', -5, ', globalDefault: true, preemptionPolicy: Never')],
    -5,
    true,
    false,
  ],
  [
    'no class, where two are for all',
    [plain, priorityClass('a', 7, ', globalDefault: true'), priorityClass('b', 3, ', globalDefault: true')],
    3,
    false,
    false,
  ],
  [
    'a class of its own beside one for all',
    [named('high'), priorityClass('high', 9), priorityClass('low', 3, ', globalDefault: true')],
    9,
    false,
    false,
  ],
] as const)
  test(`a pod with ${what}`, async () => {
    const { spec, notes } = await loadText(stream(...documents))
    const { scheduling = noScheduling } = spec.workloads[0].pod
    assert.equal([scheduling.priority, scheduling.neverPreempts], [priority, neverPreempts])
    assert.is(
      notes.some((note) => note.startsWith('priority classes that the input does not hold')),
      unknown,
    )
  })

test.run()
