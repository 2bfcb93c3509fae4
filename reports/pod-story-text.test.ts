import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Fact, PodStory, ProbeFact } from '../engine/contract/pod-story.ts'
import { readText } from '../tests/support/repository-files.ts'
import { podStoryText } from './pod-story-text.ts'

const run: ProbeFact = {
  kind: 'probe',
  type: 'liveness',
  beganSeconds: 0,
  durationSeconds: 0,
  result: 'success',
  resultRun: 2,
  successThreshold: 1,
  failureThreshold: 3,
  published: null,
  firstRun: null,
}

function storyOf(facts: readonly (readonly [seconds: number, fact: Fact])[]): PodStory {
  return {
    namespace: 'default',
    pod: 'web',
    facts: facts.map(([seconds, fact]) => ({
      seconds,
      container: fact.kind === 'shows' ? null : 'app',
      fact,
    })),
  }
}

const test = suite('story of a pod as text')

test('tells of hooks, of a kill for one, and of a deadline', () => {
  const text = podStoryText(
    storyOf([
      [1, { kind: 'hook', step: 'begins' }],
      [4, { kind: 'hook', step: 'fails' }],
      [4, { kind: 'killed', by: 'postStart hook', graceSeconds: 5, hasHook: true }],
      [9, { kind: 'blocked', reason: 'PostStartHookError' }],
      [60, { kind: 'deadline' }],
    ]),
  )
  assert.equal(
    text
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(/ {2,}/).slice(2)),
    [
      ['begins its postStart hook, for which the sync of the pod waits', 'K8, S13'],
      ['fails its postStart hook', 'K8'],
      [
        'is killed, for its postStart hook has failed: its preStop hook, then SIGTERM, and SIGKILL if it still runs after 5s in all, of which SIGTERM gets at least 2s',
        'K8, K1, K2',
      ],
      ['cannot start: PostStartHookError', 'K8'],
      ['has run longer than its activeDeadlineSeconds: DeadlineExceeded', 'L9'],
    ],
  )
})

test('has a line per fact with its rules; successes in a row are one', () => {
  const failed: ProbeFact = { ...run, result: 'timeout', resultRun: 1, durationSeconds: 1 }
  const text = podStoryText(
    storyOf([
      [10, { ...run, firstRun: { ageSeconds: 9, initialDelaySeconds: 5 } }],
      [20, run],
      [20, { ...run, type: 'readiness' }],
      [30, run],
      [41, failed],
      [51, { ...failed, resultRun: 3, published: 'failure' }],
      [51, { kind: 'killed', by: 'liveness', graceSeconds: 30, hasHook: false }],
      [81.0004, { kind: 'exited', exitCode: 137, cause: 'liveness' }],
      [81, { kind: 'shows', line: '1/1 Running 1' }],
    ]),
  )
  assert.equal(
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/)),
    [
      ['TIME', 'WHO', 'WHAT', 'RULE'],
      [
        '10s',
        'app liveness',
        'succeeds; first run of this instance, 9s old (initial delay 5s)',
        'P9.8, P9.12',
      ],
      ['20s..30s', 'app liveness', '2 runs succeed', 'P9.12'],
      ['20s', 'app readiness', 'succeeds', 'P9.12'],
      ['41s', 'app liveness', 'times out after 1s, 1 of 3', 'P9.13'],
      [
        '51s',
        'app liveness',
        'times out after 1s, 3 of 3; published, the worker holds until a new container',
        'P9.14, P9.15',
      ],
      [
        '51s',
        'app',
        'is killed for its liveness probe: SIGTERM, and SIGKILL if it still runs 30s later',
        'S11, K1, K2',
      ],
      ['1m21s', 'app', 'ends with exit code 137', 'K3'],
      ['1m21s', 'pod', 'shows 1/1 Running 1', 'L4'],
    ],
  )
})

test('cites rules that are explained', () => {
  const document = readText('docs/kubelet-rules.md')
  const cited = readText('reports/pod-story-text.ts').match(/\b[PSKBLRI]\d{1,2}\b/g) ?? []
  assert.ok(cited.length > 20)
  for (const id of cited) assert.match(document, `### ${id}. `)
})

test.run()
