import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { PodStory } from '../engine/contract/pod-story.ts'
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
