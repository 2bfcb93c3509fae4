/** The rules against traces of a real kubelet: the shortest run here, all of them in `validation.long.test.ts`. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { behaviorOf } from './command-script.ts'
import { compareRun, outsideMax } from './comparison.ts'
import { intervalsOf } from './intervals.ts'
import type { Container } from './pods.ts'
import { type MeasuredRunSpec, measuredRuns } from './runs.ts'
import { disagreements } from './verdict.ts'

const test = suite('the simulator against a real kubelet')

/** With fewer the central 99 % has no bounds; the distance of the distributions needs more. */
const copies = 200

const runNamed = (name: string): MeasuredRunSpec => measuredRuns.find((run) => run.name === name)!
for (const name of ['1.34.4 loop', '1.34.4 kubelet_restart']) {
  const run = runNamed(name)
  test(`simulates run ${name} as it was measured: ${run.what}`, async () => {
    assert.equal(disagreements([await compareRun(run, copies)]), [])
  })
}

test('would notice that a kubelet restart leaves readiness alone, which it does from 1.35 on (P10)', async () => {
  const newer = { ...runNamed('1.34.4 kubelet_restart'), kubernetesVersion: '1.35' }
  assert.ok(disagreements([await compareRun(newer, copies)]).length > 0)
})

const starts = { first: '20ms', others: '5ms' }
const translations: readonly { words: string; probe?: string; gives: object }[] = [
  {
    words: 'sim run=1s,1s,620s,1s code=1',
    gives: { crash: { after: ['1s', '1s', '620s', '1s'], exitCode: 1 } },
  },
  { words: 'sim run=2s code=1,0', gives: { crash: { after: ['2s', 'never'], exitCode: 1 } } },
  { words: 'sim run=2s code=1,0', gives: { complete: { after: ['never', '2s'] } } },
  {
    words: 'sim run=inf term=ignore',
    gives: { shutdown: 'never', crash: { after: ['never'], exitCode: 1 } },
  },
  { words: 'sim run=inf term=0.2s', gives: { shutdown: '0.2s', start: ['20ms', '5ms'] } },
  { words: 'sim http=8080 tcponly listen_after=10s', gives: { startup: '10s', shutdown: '0s' } },
  { words: 'sim startdelay=8s', gives: { start: '8s' } },
  { words: 'sim starterr=1,1,0', gives: { startError: [0, 1] } },
  { words: 'sim', probe: 'probe id=live fail', gives: { script: [{ probe: 'liveness', answer: 'fail' }] } },
  {
    words: 'sim',
    probe: 'probe id=live fail_after=15s attempts=0',
    gives: { script: [{ probe: 'liveness', incarnations: [0], answer: 'fail', after: '15s' }] },
  },
  {
    words: 'sim',
    probe: 'probe ok_after=25s',
    gives: {
      script: [
        { probe: 'liveness', answer: 'fail' },
        { probe: 'liveness', answer: 'ok', after: '25s' },
      ],
    },
  },
  {
    words: 'sim',
    probe: 'probe latency_after=20s:3s',
    gives: { script: [{ probe: 'liveness', answer: 'ok', after: '20s', latency: '3s' }] },
  },
  { words: 'sim', probe: 'probe seq=1001', gives: { script: [{ probe: 'liveness', sequence: '1001' }] } },
  {
    words: 'sim',
    probe: 'probe flap=12s:9s',
    gives: {
      script: [
        { probe: 'liveness', answer: 'ok', after: '0s' },
        { probe: 'liveness', answer: 'fail', after: '12s' },
        { probe: 'liveness', answer: 'ok', after: '21s' },
        { probe: 'liveness', answer: 'fail', after: '33s' },
      ],
    },
  },
  {
    words: 'sim',
    probe: 'probe status=200,404,302,500',
    gives: { script: [{ probe: 'liveness', sequence: '1010' }] },
  },
  { words: 'sim', probe: 'probe hang', gives: { script: [{ probe: 'liveness', answer: 'hang' }] } },
  { words: 'sim term=2s termcode=0', gives: { shutdown: { after: '2s', exitCode: 0 } } },
]

function scripted(words: string, probe?: string): Container {
  const exec = probe && { exec: { command: probe.split(' ') }, periodSeconds: 5, timeoutSeconds: 1 }
  return {
    name: 'c',
    image: 'sim:1',
    command: words.split(' '),
    ...(exec && { livenessProbe: exec }),
  }
}

for (const { words, probe, gives } of translations) {
  test(`translates ${probe ?? words} to ${Object.keys(gives)[0]}`, () => {
    const behavior = behaviorOf(scripted(words, probe), starts, 40)
    for (const [key, value] of Object.entries(gives)) assert.equal(behavior[key], value)
  })
}

test('refuses a word of a conformance pod that has no translation', () => {
  assert.throws(() => behaviorOf(scripted('sim oom_after=3s'), starts, 40), /oom_after/)
})

test('measures intervals within an instance and between instances', () => {
  const trace = {
    pod: 'web',
    container: 'c',
    starts: [10, 45],
    exits: [40.1],
    stops: [40],
    failedPulls: [2, 5],
    probes: [
      { type: 'liveness' as const, begin: 15, end: 15.5, attempt: 0, isSuccess: true },
      { type: 'liveness' as const, begin: 35, end: 36, attempt: 0, isSuccess: false },
    ],
  }
  assert.equal(
    intervalsOf(trace).map(({ kind, name, value }) => `${kind} ${name}: ${value}`),
    [
      'life of a container 0: 30.1',
      'exit to next start 0: 4.9',
      'result to stop 0: 4',
      'stop to exit 0: 0.1',
      'failed pull to next try 0: 3',
      'failed pull to next try 1: 5',
      'start to first probe 0 liveness: 5',
      'calls in an instance 0 liveness: 2',
      'starts in the run : 2',
    ],
  )
})

test('allows as many values outside as a binomial law gives all but once in a thousand times', () => {
  // Sums of the binomial law with p = 0.01, by hand for 1 and 2 values.
  assert.equal([1, 2, 100, 1000].map(outsideMax), [1, 1, 5, 21])
})

test.run()
