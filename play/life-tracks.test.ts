import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Fact, PodStory, ProbeFact } from '../engine/contract/pod-story.ts'
import { tellStory } from '../engine/index.ts'
import { specOf } from './example-spec.test.helper.ts'
import { tracksOf } from './life-tracks.ts'

const test = suite('life of a pod')

test('is what the pod shows, what its containers do, and what its probes find, to the end of the run', () => {
  const story: PodStory = {
    namespace: 'shop',
    pod: 'web-0',
    facts: [
      { seconds: 0, container: null, fact: { kind: 'shows', line: '1/1 Running 0' } },
      {
        seconds: 10,
        container: 'app',
        fact: { kind: 'killed', by: 'liveness', hasHook: false, graceSeconds: 30 },
      },
      { seconds: 12, container: 'app', fact: { kind: 'exited', exitCode: 137, cause: 'liveness' } },
      { seconds: 12, container: null, fact: { kind: 'shows', line: '0/1 Error 0' } },
      {
        seconds: 13,
        container: 'app',
        fact: { kind: 'refused', backoffSeconds: 10, untilSeconds: 22, nextSyncSeconds: null },
      },
      {
        seconds: 23,
        container: 'app',
        fact: { kind: 'started', restartCount: 1, cause: 'liveness', waitedSeconds: 11, backoffSeconds: 20 },
      },
    ],
  }
  const [pod, app] = tracksOf(story, 60)
  assert.equal(
    pod!.spans.map(({ from, to, kind }) => [from, to, kind]),
    [
      [0, 12, 'ready'],
      [12, 60, 'unready'],
    ],
  )
  assert.equal(
    app!.spans.map(({ from, to, kind }) => [from, to, kind]),
    [
      [0, 10, 'running'],
      [10, 12, 'stopping'],
      [12, 13, 'ended'],
      [13, 23, 'waiting'],
      [23, 60, 'running'],
    ],
  )
})

/** Facts of container `app` alone. */
function spansOfApp(...facts: readonly { readonly seconds: number; readonly fact: Fact }[]): unknown[] {
  const story = {
    namespace: 'shop',
    pod: 'web-0',
    facts: facts.map((each) => ({ ...each, container: 'app' })),
  }
  return tracksOf(story, 60)[1]!.spans.map(({ from, to, kind }) => [from, to, kind])
}

const probed = (result: ProbeFact['result']): Fact => ({
  kind: 'probe',
  type: 'liveness',
  beganSeconds: 0,
  durationSeconds: 0,
  result,
  resultRun: 1,
  successThreshold: 1,
  failureThreshold: 3,
  published: null,
  firstRun: null,
})

test('a container that is probed before anything else is heard of it ran before; one whose start is blocked did not', () => {
  const start: Fact = {
    kind: 'started',
    restartCount: 0,
    cause: 'initial',
    waitedSeconds: null,
    backoffSeconds: null,
  }
  const exit: Fact = { kind: 'exited', exitCode: 1, cause: 'crash' }
  assert.equal(spansOfApp({ seconds: 10, fact: probed('success') }, { seconds: 30, fact: exit }), [
    [0, 30, 'running'],
    [30, 60, 'ended'],
  ])
  const blocked: Fact = { kind: 'blocked', reason: 'ImagePullBackOff' } as Fact
  assert.equal(
    spansOfApp(
      { seconds: 5, fact: blocked },
      { seconds: 20, fact: start },
      { seconds: 25, fact: probed('success') },
      { seconds: 30, fact: exit },
    ),
    [
      [5, 20, 'waiting'],
      [20, 30, 'running'],
      [30, 60, 'ended'],
    ],
  )
})

test('P13: an error is neither a success nor a failure', () => {
  const facts = [{ seconds: 5, container: 'app', fact: probed('error') }]
  const tracks = tracksOf({ namespace: 'shop', pod: 'web-0', facts }, 60)
  assert.equal(tracks[2]!.marks, [{ at: 5, kind: 'error', text: 'error: the run does not count' }])
})

test('has a mark for each run of a probe, and those that fail are told from those that act', async () => {
  const spec = await specOf()
  const story = tellStory(spec, 'shop', 'web-0', spec.durationUs)!
  const tracks = tracksOf(story, 600)
  assert.equal(
    tracks.map(({ name }) => name),
    ['pod', 'app', 'app, readiness', 'app, liveness'],
  )
  const runs = story.facts.filter(({ fact }) => fact.kind === 'probe')
  assert.is(
    tracks.reduce((sum, { marks }) => sum + marks.length, 0),
    runs.length,
  )
  for (const { spans } of tracks)
    for (const { from, to } of spans) assert.ok(0 <= from && from < to && to <= 600)
})

test.run()
