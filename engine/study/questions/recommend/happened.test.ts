import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allKnown } from '../../../../tests/support/example-recommendation.ts'
import { app, deployed } from '../../../../tests/support/one-workload.ts'
import { constant, probe, second } from '../../../../tests/support/spec.ts'
import type { BehaviorSpec, ClusterSpec } from '../../../contract/cluster-spec.ts'
import { checkHappened } from '../happened.ts'
import { happenedOf } from './happened.ts'
import { probeCases } from './probe-cases.ts'

const test = suite('what is expected of a probe, and what happened')

/** A run fails with this chance: with a period of 10 s and one failure, 8,640 times it a day and container. */
const errorRate = 0.001
const perDay = 8.64
const single = probe({}, { failureThreshold: 1 })

type Live = NonNullable<ClusterSpec['workloads'][number]['livePods']>[number]

function found(
  does: Partial<BehaviorSpec>,
  { type = 'liveness', pods }: { type?: 'liveness' | 'readiness'; pods?: readonly Live[] } = {},
) {
  const spec = deployed(app({ [type]: single }, { errorRate, ...does }), 60, { replicas: 4 })
  const [web] = spec.workloads
  const workloads = [pods === undefined ? web : { ...web, livePods: pods }]
  return happenedOf(probeCases({ ...spec, workloads }, allKnown).cases[0])
}

const counted = (
  happened: NonNullable<NonNullable<BehaviorSpec['uncertainty']>['happened']>,
): Pick<BehaviorSpec, 'uncertainty'> => ({ uncertainty: { observed: [], draws: [], happened } })

const near = (value: number, expected: number, within = 0.01): boolean =>
  Math.abs(value / expected - 1) < within

test('nothing was counted: nothing to compare', () => {
  assert.is(found({}), null)
  assert.is(found(counted({ restarts: 3, podDays: 0 })), null)
  assert.is(found(counted({ restarts: 3, podDays: 10 }), { type: 'readiness' }), null)
})

test('restarts of so many pod days, and of the workload in a month', () => {
  const { count, podDays, expected, perMonth, expectedPerMonth } = found(
    counted({ restarts: 90, podDays: 10 }),
  )!
  assert.equal([count, podDays], [90, 10])
  assert.ok(near(expected, 10 * perDay))
  // Four containers for 30 days, counted in ten days of one.
  assert.ok(near(perMonth, 90 * 12) && near(expectedPerMonth, expected * 12))
})

test('hangs are restarts that are expected too', () => {
  const day = 86_400
  const hang = { after: [constant(day)], lasts: [constant(1e9)], tcpOk: [true] }
  const { hang: usual } = app({}).behavior
  const { expected } = found({
    ...counted({ restarts: 90, podDays: 10 }),
    hang: { ...usual, after: hang.after },
  })!
  assert.ok(near(expected, 10 * (perDay + 1)))
})

test('removals of a readiness probe', () => {
  const asked = { type: 'readiness' } as const
  const of = (removals: number) => found(counted({ restarts: 0, podDays: 10, removals }), asked)!
  assert.ok(near(of(90).expected, 86.4, 0.05), `${of(90).expected}`)
  assert.equal(
    [90, 300].map((removals) => of(removals).isContradicted),
    [false, true],
  )
})

test('judges as calibrate does', () => {
  for (const [restarts, dispersion] of [
    [86, 1],
    [120, 1],
    [200, 1],
    [200, 10],
    [30, 1],
    [0, 1],
  ]) {
    const does = counted({ restarts, podDays: 10, dispersion })
    const { behavior } = app({}, { errorRate, ...does })
    const { verdict } = checkHappened(behavior, single)!
    assert.is(found(does)!.isContradicted, verdict !== 'agrees', `${restarts} in clumps of ${dispersion}`)
  }
})

test('of which nothing is known contradicts nothing', () => {
  const does = { errorRate: 0, ...counted({ restarts: 500, podDays: 10 }) }
  const spec = deployed(app({ liveness: single }, does), 60)
  const nothing = () => ({ setsLatency: { startup: false, readiness: false, liveness: false } })
  assert.is(happenedOf(probeCases(spec, nothing).cases[0])!.isContradicted, false)
})

const livePods = (restarts: readonly number[], days: number): Live[] =>
  restarts.map((restartCount, pod) => ({
    name: `web-${pod}`,
    ageUs: days * 86_400 * second,
    containers: [{ restartCount }],
  }))

test('the pods of a live cluster count, crashes among their restarts', () => {
  const pods = livePods([80, 90, 85, 95], 10)
  const { count, podDays, expected, isContradicted } = found({}, { pods })!
  assert.equal([count, podDays, isContradicted], [350, 40, false])
  assert.ok(near(expected, 40 * perDay))
  const { crash } = app({}).behavior
  const crashing = found({ crash: { ...crash, after: [constant(86_400)] } }, { pods })!
  assert.ok(near(crashing.expected, 40 * (perDay + 1)))
})

test('restarts that came to one pod alone say less than as many that came to all', () => {
  assert.is(found({}, { pods: livePods([180, 180, 180, 180], 10) })!.isContradicted, true)
  assert.is(found({}, { pods: livePods([720, 0, 0, 0], 10) })!.isContradicted, false)
})

test.run()
