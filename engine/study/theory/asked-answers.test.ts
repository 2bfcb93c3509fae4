/** Probes that ask other services: how often their runs fail, against closed forms and against the simulation. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { app, deployed, latency } from '../../../tests/support/one-workload.ts'
import { probe, second } from '../../../tests/support/spec.ts'
import type { BehaviorSpec, ClusterSpec } from '../../contract/cluster-spec.ts'
import { simulate } from '../run/experiment.ts'
import { askedAnswers } from './asked-answers.ts'
import { ProbeAnswers, settingOf } from './failure-detector.ts'

const test = suite('answers of what a probe asks')

const asking = (
  effects: readonly ('latency' | 'failLiveness')[],
  timeoutSeconds = 5,
): Partial<BehaviorSpec> => ({
  latency: latency(0.02),
  dependsOn: [
    { to: { kind: 'external', index: 0 }, effects, probes: ['liveness'], timeoutUs: timeoutSeconds * second },
  ],
})

function specOf(does: Partial<BehaviorSpec>, meanSeconds: number, errorRate: number): ClusterSpec {
  const database = {
    name: 'db',
    latency: { kind: 'exponential' as const, mean: meanSeconds * second },
    errorRate,
    concurrency: Infinity,
  }
  return deployed(app({ liveness: probe() }, does), 86_400, {
    replicas: 15,
    initialState: 'running',
    externals: [database],
  })
}

function answersOf(spec: ClusterSpec): ProbeAnswers {
  const [container] = spec.workloads[0].pod.containers
  return new ProbeAnswers(container.behavior, 'liveness', 1, askedAnswers(spec, container, 'liveness'))
}

test('the time of both adds up, and an error of either is one', () => {
  const late = Math.exp(-0.98 / 0.3)
  const waiting = answersOf(specOf(asking(['latency']), 0.3, 0.1)).failure(1)
  assert.ok(Math.abs(waiting / late - 1) < 0.02, `${waiting} ${late}`)
  const failing = answersOf(
    specOf({ ...asking(['latency', 'failLiveness']), errorRate: 0.05 }, 0.3, 0.1),
  ).failure(1)
  const expected = late + (1 - late) * (1 - 0.95 * 0.9)
  assert.ok(Math.abs(failing / expected - 1) < 0.02, `${failing} ${expected}`)
})

test('a process that gives up asking answers then, or fails if it needs the service', () => {
  assert.is(answersOf(specOf(asking(['latency'], 0.5), 0.3, 0)).failure(1), 0)
  const failing = answersOf(specOf(asking(['latency', 'failLiveness'], 0.5), 0.3, 0)).failure(1)
  assert.ok(Math.abs(failing / Math.exp(-0.5 / 0.3) - 1) < 0.02)
})

test('what asks nobody, or what takes no time, adds nothing', () => {
  const [container] = specOf({ latency: latency(0.02) }, 0.3, 0).workloads[0].pod.containers
  assert.is(askedAnswers(specOf(asking(['latency']), 0.3, 0), container, 'liveness'), undefined)
  const asked = specOf(asking(['failLiveness', 'latency']), 0.3, 0)
  assert.is(askedAnswers(asked, asked.workloads[0].pod.containers[0], 'readiness'), undefined)
})

test('false restarts are as frequent as in a simulation', async () => {
  const spec = { ...specOf(asking(['latency', 'failLiveness']), 0.3, 0.05), replications: 4 }
  const { ratePerSecond } = answersOf(spec).restarts(settingOf(probe()))
  const expected = ratePerSecond * 86_400 * 15
  const { mean } = (await simulate(spec)).estimates[0]!.metrics.false_restarts_total
  assert.ok(Math.abs(mean! - expected) < 3 * Math.sqrt(expected / 4), `${mean} ${expected}`)
})

test.run()
