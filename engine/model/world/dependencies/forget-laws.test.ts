/** A load that changes without end brings up laws without end; memory holds those in use. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runTo, stateAfter } from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import { EventTrace } from '../../../kernel/event-trace.ts'
import { buildState } from '../../build-state.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { WorkerMode } from '../../codes.ts'
import { calmLevel } from '../../node/prober/quiet-probes.ts'
import { levelOf } from '../levels.ts'
import { AskedLaws } from './asked-laws.ts'
import { providerChanged } from './effects.ts'
import { Provider } from './provider.ts'
import { pointCells } from './response-cells.ts'

const test = suite('laws that are dropped')

const to = { kind: 'external', index: 0 } as const
const asking = container({
  probes: { readiness: probe({ period: 10, timeout: 5 }), liveness: probe({ period: 7 }) },
  behavior: behavior({
    errorRate: 0.4,
    dependsOn: [{ to, effects: ['latency', 'failReadiness'], probes: ['readiness'], timeoutUs: 15 * second }],
  }),
})
const spec = cluster([workload([asking], { replicas: 3 })], 600, {
  initialState: 'running',
  externals: [{ name: 'db', latency: constant(0.01), errorRate: 0, concurrency: Infinity }],
})

function quietState(seconds: number, trace = new EventTrace()): ClusterState {
  const state = buildState(spec, {
    replication: 1,
    trace,
    sink: undefined,
    keepsStarts: true,
    isQuiet: true,
    verifies: true,
  })
  runTo(state, seconds)
  return state
}

function setLoad(state: ClusterState, late: number, errors: number): void {
  const provider = state.dependencies!.providers[0]!
  provider.load = { wait: 0, chance: 0, span: 0, refused: 0, late, errors }
  providerChanged(state, provider)
}

/** Probability that asking fails, as the readiness probe meets it now. */
function failShare({ dependencies, level: { askedNow } }: ClusterState): number {
  const { chance, failure } = dependencies!.laws.of(Math.max(...askedNow))
  return chance.reduce((sum, each, cell) => sum + each * failure[cell]!, 0)
}

test('10,000 laws take the rows of about a thousand, and what probes follow stays', () => {
  const trace = new EventTrace()
  const state = quietState(20, trace)
  const { level, probe: probes } = state
  setLoad(state, 100, 1)
  const share = failShare(state)
  assert.ok(share > 0.1 && share < 0.4, `${share}`)
  let highest = 0
  for (let change = 0; change < 10_000; change++) {
    setLoad(state, 1 + (change % 100), 1 + Math.floor(change / 100))
    highest = Math.max(highest, ...level.askedNow)
    for (let row = 0; row < probes.mode.length; row++)
      if (probes.mode[row] === WorkerMode.Calm) assert.is(probes.level[row], calmLevel(state, row))
  }
  assert.ok(highest > 500 && highest < 1100, `${highest} numbers of laws`)
  assert.ok(level.count < 1100 && level.levelAt.size < 1100, `${level.count} levels`)
  // A law that comes up again is what it was.
  setLoad(state, 100, 1)
  assert.is(failShare(state), share)
  // As if nothing had been.
  setLoad(state, 0, 0)
  runTo(state, 600)
  const other = new EventTrace()
  const undisturbed = quietState(600, other)
  assert.is(trace.fingerprint(), other.fingerprint())
  assert.ok(state.metrics.publishedTotal > 10)
  assert.is(state.metrics.publishedTotal, undisturbed.metrics.publishedTotal)
})

test('the law of a wait and of asking goes when nobody follows it, also after the law of asking alone', () => {
  const laws = new AskedLaws()
  const provider = new Provider(to)
  const wait = laws.waitNumber({ chance: 0.5, spanUs: 0.3 * second, slack: 0.5 })
  const cells = pointCells(10_000, 0)
  const numbers: number[] = []
  for (let late = 1; late <= 50; late++) {
    provider.load = { ...provider.load, late }
    const law = laws.numberOf([{ provider, isAsked: true, fails: true, timeoutUs: second }], () => ({
      cells,
      errorRate: 0,
    }))
    const both = laws.afterWait(wait, law)
    numbers.push(both)
    laws.keepOnly(new Set([both]))
    assert.ok(laws.of(both).chance.length > 1)
  }
  assert.ok(Math.max(...numbers) <= 6, `${numbers}`)
})

test('a number that does not fit into a level is an error', () => {
  const state = stateAfter(spec, 20)
  state.level.askedNow.fill(0x10_0000)
  assert.throws(
    () => levelOf(state, 0, state.probe.template[0]!),
    /broken invariant: 1048576 laws of asking others/,
  )
})

test.run()
