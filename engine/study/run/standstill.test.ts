import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { behavior, cluster, constant, container, workload } from '../../../tests/support/spec.ts'
import type { ClusterSpec } from '../../contract/cluster-spec.ts'
import { Standstill, StandstillError } from '../../kernel/standstill.ts'
import { simulate } from './experiment.ts'

const test = suite('standstill')

/** A container that ends as soon as it starts, under a rule without back-off. */
const endless: ClusterSpec = cluster(
  [
    workload([
      container({
        restartPolicy: 'Never',
        restartRules: [{ operator: 'In', exitCodes: [1], action: 'RestartAllContainers' }],
        behavior: behavior({ crash: { after: [constant(0)], exitCode: 1 } }),
      }),
    ]),
  ],
  60,
  { featureGates: { ContainerRestartRules: true, RestartAllContainersOnContainerExits: true } },
)

for (const engine of ['quiet', 'exact'] as const) {
  test(`a run in which no time passes ends with an error in the ${engine} engine`, async () => {
    const error = await simulate(endless, { engine }).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    assert.instance(error, StandstillError)
    assert.match((error as Error).message, 'at 0 s without end')
  })
}

test('many events at one instant are no standstill, as long as time goes on after them', () => {
  const standstill = new Standstill(() => 10)
  assert.not(standstill.isReached(-1, 0, 1_000_000))
  assert.not(standstill.isReached(-1, 0, 900_000))
  assert.not(standstill.isReached(-1, 1, 900_000))
  assert.not(standstill.isReached(-1, 1, 1_000_000))
  assert.not(standstill.isReached(3, 1, 1_000_000), 'another pod')
  assert.ok(standstill.isReached(3, 1, 1_002_001))
})

test.run()
