/** Which faults make every run of a probe fail and pass by themselves, and that no setting which outlasts them restarts anything (P20). */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { app, deployed, latency } from '../../../tests/support/one-workload.ts'
import { constant, probe, second } from '../../../tests/support/spec.ts'
import type {
  BehaviorSpec,
  ClusterSpec,
  DependencySpec,
  FaultSpec,
  ProbeSpec,
} from '../../contract/cluster-spec.ts'
import { outlastedSeconds, thresholdToOutlast } from '../../contract/probe-setting.ts'
import { simulate } from '../run/experiment.ts'
import { settingOf } from './failure-detector.ts'
import { Outages } from './outages.ts'

const test = suite('outages that pass')

const ref = { workload: 0, container: 0 }
const hits = { atUs: 100 * second, containers: [ref], share: 'all' } as const
const hang = (seconds?: number): FaultSpec => ({
  ...hits,
  kind: 'hang',
  ...(seconds !== undefined && { forUs: seconds * second }),
})
const slow = (factor: number): FaultSpec => ({ ...hits, kind: 'slow', factor, forUs: 40 * second })
const outage = (mode: 'refuse' | 'hang' | 'errors' | 'slow', factor?: number): FaultSpec => ({
  kind: 'outage',
  atUs: 100 * second,
  forUs: 50 * second,
  targets: [{ kind: 'external', index: 0 }],
  mode,
  ...(factor !== undefined && { factor }),
})
const needs = (changes: Partial<DependencySpec>): Partial<BehaviorSpec> => ({
  dependsOn: [
    { to: { kind: 'external', index: 0 }, effects: ['latency'], probes: [], timeoutUs: second, ...changes },
  ],
})

function specOf(
  faults: readonly FaultSpec[],
  of: ProbeSpec = probe(),
  does: Partial<BehaviorSpec> = {},
): ClusterSpec {
  return deployed(app({ liveness: of }, { latency: latency(0.01), ...does }), 400, {
    faults,
    externals: [{ name: 'db', latency: constant(0.005), errorRate: 0, concurrency: Infinity }],
  })
}

type Row = readonly [
  says: string,
  faults: readonly FaultSpec[],
  does: Partial<BehaviorSpec>,
  expected: string | undefined,
  of?: ProbeSpec,
]
const asked = needs({ probes: ['liveness'] })
const hasty = (effect: DependencySpec['effects'][number]): Partial<BehaviorSpec> =>
  needs({ effects: [effect], probes: ['liveness'], timeoutUs: second / 2 })
const told = needs({ effects: ['failLiveness'] })

const rows: readonly Row[] = [
  ['a hang with an end', [hang(30)], {}, 'hang 30 late'],
  ['a hang without an end passes never', [hang()], {}, undefined],
  ['the longest of several', [hang(30), slow(Infinity)], {}, 'slow 40 late'],
  ['a hang that the probe does not see', [hang(30)], {}, undefined, probe({}, { handler: 'tcpSocket' })],
  ['a fault after the end of the run', [{ ...hang(30), atUs: 400 * second }], {}, undefined],
  ['a fault of another container', [{ ...hang(30), containers: [] } as FaultSpec], {}, undefined],
  ['answers that become slower than the timeout', [slow(200)], {}, 'slow 40 late by latency'],
  ['answers that stay below the timeout', [slow(50)], {}, undefined],
  ['no process fails while nobody needs what is away', [outage('refuse')], {}, undefined],
  ['what is refused is told at once', [outage('refuse')], told, 'outage 50 at once'],
  ['errors too', [outage('errors')], told, 'outage 50 at once'],
  ['who only asks does not mind a refusal', [outage('refuse')], asked, undefined],
  ['who asks waits for what hangs', [outage('hang')], asked, 'outage 50 late'],
  [
    'unless it gives up in time',
    [outage('hang')],
    needs({ probes: ['liveness'], timeoutUs: second / 2 }),
    undefined,
  ],
  ['an answer may become too slow', [outage('slow', 300)], asked, 'outage 50 late'],
  ['but nobody waits for it who gives up in time', [outage('slow', 300)], hasty('latency'), undefined],
  ['who gives up has no answer', [outage('slow', 300)], hasty('failLiveness'), 'outage 50 at once'],
  ['or not', [outage('slow', 3)], asked, undefined],
  ['slow is not down', [outage('slow', 300)], told, undefined],
  ['other probes than liveness may ask', [outage('hang')], needs({ probes: ['readiness'] }), undefined],
]

for (const [says, faults, does, expected, of] of rows)
  test(says, () => {
    const found = new Outages(specOf(faults, of, does)).longest(ref, 'liveness')
    const how = found?.failsAtOnce ? 'at once' : 'late'
    const text = found && `${found.kind} ${found.seconds} ${how}${found.restsOnLatency ? ' by latency' : ''}`
    assert.is(text, expected)
  })

test('P20: a threshold that outlasts an outage restarts nothing in it, and a threshold that gives up in it does', async () => {
  const restarts = async (of: ProbeSpec, seconds: number, isTold: boolean): Promise<number> => {
    const faults = isTold ? [{ ...outage('refuse'), forUs: seconds * second } as FaultSpec] : [hang(seconds)]
    const spec = deployed(app({ liveness: of }, { latency: latency(0.01), ...(isTold ? told : {}) }), 400, {
      faults,
      replicas: 100,
      initialState: 'running',
      externals: [{ name: 'db', latency: constant(0.005), errorRate: 0, concurrency: Infinity }],
    })
    const { replications } = await simulate(spec)
    return replications[0]!.summary[0]!.values.restarts_total!
  }
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 15 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 12, max: 90 }),
      fc.boolean(),
      async (period, timeout, seconds, isTold) => {
        const of = (failureThreshold: number): ProbeSpec => probe({ period, timeout }, { failureThreshold })
        const enough = thresholdToOutlast(seconds, settingOf(of(1)), isTold)
        assert.ok(outlastedSeconds(settingOf(of(enough)), isTold) >= seconds + timeout)
        assert.is(await restarts(of(enough), seconds, isTold), 0, `${period}/${timeout}/${enough}`)
        let few = enough - 1
        while (outlastedSeconds(settingOf(of(few)), isTold) > 0.9 * seconds) few--
        if (few >= 1) assert.ok((await restarts(of(few), seconds, isTold)) > 0, `${period}/${timeout}/${few}`)
      },
    ),
    { numRuns: 12 },
  )
})

test.run()
