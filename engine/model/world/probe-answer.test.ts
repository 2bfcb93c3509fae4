/** H2-H6, P13: what one probe run meets, and how long it takes. The first run of a liveness probe of period 1. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, type ProbeRun, stateAfter, summaryOf } from '../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  never,
  probe,
  second,
  workload,
} from '../../../tests/support/spec.ts'
import type {
  BehaviorSpec,
  ClusterSpec,
  ProbeHandler,
  ProbeSpec,
  ScriptEntrySpec,
} from '../../contract/cluster-spec.ts'
import { Outcome } from '../codes.ts'
import { answerAbnormally } from './probe-answer.ts'

const test = suite('answers of a probe')

const latencies = (seconds: number): BehaviorSpec['latency'] => ({
  startup: constant(seconds),
  readiness: constant(seconds),
  liveness: constant(seconds),
})
const entry = (changes: Partial<ScriptEntrySpec>): ScriptEntrySpec => ({
  probe: 'all',
  afterUs: 0,
  answer: 'ok',
  ill: false,
  ...changes,
})
const hang = { after: [constant(0)], tcpOk: true }
const hangTcpToo = { after: [constant(0)], tcpOk: false }

async function runsWith(
  handler: ProbeHandler,
  does: Partial<BehaviorSpec>,
  changes: Partial<ProbeSpec> = {},
): Promise<readonly ProbeRun[]> {
  const liveness = probe({ period: 1 }, { handler, failureThreshold: 1000, ...changes })
  const app = container({ probes: { liveness }, behavior: behavior(does) })
  return (await observe(cluster([workload([app])], 30))).runs
}

type Answer = readonly [result: ProbeRun['result'], duration: number]
const handlers: readonly ProbeHandler[] = ['exec', 'httpGet', 'tcpSocket', 'grpc']
const ok: Answer = ['success', 0]
const timeout: Answer = ['timeout', 1]
const refused: Answer = ['failure', 0]

const byHandler: readonly {
  rule: string
  does: Partial<BehaviorSpec>
  answers: readonly Answer[]
  undefinedPort?: true
}[] = [
  { rule: 'a healthy process', does: {}, answers: [ok, ok, ok, ok] },
  {
    rule: 'H2, H4, H5, H6 a hung process, whose port still opens',
    does: { hang },
    answers: [timeout, timeout, ok, timeout],
  },
  {
    rule: 'H4 a hung process, whose port no longer opens',
    does: { hang: hangTcpToo },
    answers: [timeout, timeout, timeout, timeout],
  },
  {
    rule: 'a process that starts up refuses',
    does: { startup: [never] },
    answers: [refused, refused, refused, refused],
  },
  {
    rule: 'P13 errors for good',
    does: { script: [entry({ answer: 'error' })] },
    answers: handlers.map((): Answer => ['error', 0]),
  },
  {
    rule: 'P13 a port that nothing defines',
    does: {},
    answers: handlers.map((): Answer => ['error', 0]),
    undefinedPort: true,
  },
]

for (const { rule, does, answers, undefinedPort } of byHandler) {
  handlers.forEach((handler, index) => {
    test(`${handler}: ${rule}`, async () => {
      const [run] = await runsWith(handler, does, { portDefined: !undefinedPort })
      assert.equal([run.result, run.duration], answers[index])
    })
  })
}

const facts: readonly { tcpOk: boolean | readonly boolean[]; late: readonly Answer[] }[] = [
  { tcpOk: true, late: [['success', 0.5]] },
  { tcpOk: false, late: [['timeout', 1]] },
  { tcpOk: [true, true], late: [['success', 0.5]] },
  { tcpOk: [true, false], late: [['success', 0.5]] },
  { tcpOk: [false, true], late: [['timeout', 1]] },
]

for (const { tcpOk, late } of facts) {
  test(`H4 an answer to tcpSocket that is under way when the first process hangs: tcpOk ${tcpOk}`, async () => {
    const does = { hang: { after: [constant(10.2)], tcpOk }, latency: latencies(0.5) }
    const runs = await runsWith('tcpSocket', does)
    assert.equal(
      runs.filter(({ time }) => time === 10).map((run) => [run.result, run.duration]),
      late,
    )
  })
}

const firstRuns: readonly { rule: string; does: Partial<BehaviorSpec>; answers: readonly Answer[] }[] = [
  {
    rule: 'a Failure comes after the latency',
    does: { errorRate: 1, latency: latencies(0.2) },
    answers: [['failure', 0.2]],
  },
  {
    rule: 'just below the timeout is an answer',
    does: { latency: latencies(0.999999) },
    answers: [['success', 0.999999]],
  },
  { rule: 'an answer at the timeout is none', does: { latency: latencies(1) }, answers: [timeout] },
  { rule: 'a late answer is cut at the timeout', does: { latency: latencies(5) }, answers: [timeout] },
  {
    rule: 'a late Failure is a timeout too',
    does: { errorRate: 1, latency: latencies(1) },
    answers: [timeout],
  },
  {
    rule: 'H4 a late port times out though the process only hangs',
    does: { hang, latency: latencies(1) },
    answers: [timeout],
  },
  { rule: 'startup is over after its time', does: { startup: [constant(2)] }, answers: [refused, ok] },
  {
    rule: 'P13 three attempts, each with its own time',
    does: { script: [entry({ answer: 'error', latencyUs: constant(0.2) })] },
    answers: [['error', 0.6]],
  },
  {
    rule: 'P13 each attempt has the full timeout',
    does: { script: [entry({ answer: 'error', latencyUs: constant(0.9) })] },
    answers: [['error', 2.7]],
  },
  {
    rule: 'P13 the second attempt answers',
    does: { script: [entry({ sequence: 'e1', latencyUs: constant(0.1) })] },
    answers: [
      ['success', 0.2],
      ['success', 0.1],
    ],
  },
  {
    rule: 'P13 the third attempt answers',
    does: { script: [entry({ sequence: 'ee0', latencyUs: constant(0.1) })] },
    answers: [
      ['failure', 0.3],
      ['failure', 0.1],
    ],
  },
  {
    rule: 'P13 there is no fourth attempt',
    does: { script: [entry({ sequence: 'eee1' })] },
    answers: [['error', 0], ok],
  },
  {
    rule: 'P13 a Failure is final at once',
    does: { script: [entry({ sequence: '01' })] },
    answers: [refused, ok],
  },
  {
    rule: 'a sequence goes on call by call, the last repeats',
    does: { script: [entry({ sequence: '110' })] },
    answers: [ok, ok, refused, refused, refused],
  },
  { rule: 'a script may hang', does: { script: [entry({ answer: 'hang' })] }, answers: [timeout] },
  {
    rule: 'a script may refuse',
    does: { script: [entry({ answer: 'refused' })], latency: latencies(0.5) },
    answers: [refused],
  },
  {
    rule: 'a script leaves the latency to the behavior',
    does: { script: [entry({ answer: 'fail' })], latency: latencies(0.2) },
    answers: [['failure', 0.2]],
  },
  { rule: 'a script wins over a hang', does: { hang, script: [entry({})] }, answers: [ok] },
  {
    rule: 'a script wins over start-up and errors',
    does: { startup: [never], errorRate: 1, script: [entry({})] },
    answers: [ok],
  },
  {
    rule: 'a script wins over a slow phase',
    does: {
      slow: { every: constant(0.5), for: constant(100), factor: 50 },
      latency: latencies(0.1),
      script: [entry({})],
    },
    answers: [['success', 0.1]],
  },
  {
    rule: 'the last entry that applies wins',
    does: { script: [entry({ answer: 'fail' }), entry({ afterUs: 2 * second })] },
    answers: [refused, ok],
  },
  {
    rule: 'an entry of another probe does not apply',
    does: { script: [entry({ answer: 'fail', probe: 'readiness' })] },
    answers: [ok],
  },
  {
    rule: 'an entry of another incarnation does not apply',
    does: { script: [entry({ answer: 'fail', incarnations: [1, 2] })] },
    answers: [ok],
  },
  {
    rule: 'a slow phase multiplies the latency',
    does: { slow: { every: constant(1.5), for: constant(1), factor: 3 }, latency: latencies(0.1) },
    answers: [
      ['success', 0.1],
      ['success', 0.3],
      ['success', 0.1],
    ],
  },
  {
    rule: 'an infinite slow phase does not answer',
    does: { slow: { every: constant(1.5), for: constant(1), factor: Infinity } },
    answers: [ok, timeout, ok],
  },
]

for (const { rule, does, answers } of firstRuns) {
  test(`runs: ${rule}`, async () => {
    const runs = await runsWith('httpGet', does, { timeoutUs: second })
    assert.equal(
      runs.slice(0, answers.length).map((run) => [run.result, run.duration]),
      answers,
    )
  })
}

/** A pod whose container `app` ends at once when deleted at 12 s, while another lives on until 42 s. */
function halfDead(handler: ProbeHandler): ClusterSpec {
  const app = container({ probes: { readiness: probe({}, { handler }) } })
  const other = container({
    name: 'other',
    behavior: behavior({ shutdown: { after: [never], exitCode: 0 } }),
  })
  return cluster([workload([app, other])], 60, {
    faults: [{ kind: 'delete', atUs: 12 * second, workloads: [0], share: 'all', force: false }],
  })
}

for (const [handler, result] of [
  ['exec', 'error'],
  ['httpGet', 'failure'],
  ['tcpSocket', 'failure'],
  ['grpc', 'failure'],
] as const) {
  test(`${handler} against a dead container: ${result} (P13, H5, P18)`, async () => {
    const observed = await observe(halfDead(handler))
    const after = observed.runs.filter(({ time }) => time > 12)
    assert.equal(
      after.map((run) => [run.time, run.result, run.duration]),
      [
        [20, result, 0],
        [30, result, 0],
        [40, result, 0],
      ],
    )
    assert.is(summaryOf(observed, 'probes_total'), handler === 'exec' ? 2 : 5, 'errors are no runs')
  })
}

test('begins each sequence of a script with its first letter', async () => {
  const script = [entry({ sequence: '111' }), entry({ afterUs: 3.5 * second, sequence: '01' })]
  const runs = await runsWith('httpGet', { script })
  assert.equal(
    runs.slice(0, 6).map((run) => run.result),
    ['success', 'success', 'success', 'failure', 'success', 'success'],
  )
})

/** Answers come at once or never, by chance; some that come are errors. */
test('of the abnormal answers as many are late as the chances say, and the others are errors (P4)', () => {
  const neverOrAtOnce = {
    kind: 'mixture',
    parts: [constant(0), never].map((of) => ({ weight: 1, of })),
  } as const
  for (const [errorRate, lateShare] of [
    [0, 1],
    [0.2, 0.5 / 0.6],
    [0.5, 0.5 / 0.75],
  ]) {
    const flaky = behavior({ errorRate, latency: { ...latencies(0), liveness: neverOrAtOnce } })
    const app = container({ probes: { liveness: probe() }, behavior: flaky })
    const state = stateAfter(cluster([workload([app])], 30), 1)
    const outcomes = Array.from({ length: 10_000 }, () => answerAbnormally(state, 0, 0))
    const late = outcomes.filter((outcome) => outcome === Outcome.Timeout).length
    const failures = outcomes.filter((outcome) => outcome === Outcome.Failure).length
    assert.is(late + failures, 10_000)
    assert.ok(Math.abs(late / 10_000 - lateShare) < 0.02, `${late} late at an error rate of ${errorRate}`)
  }
})

test.run()
