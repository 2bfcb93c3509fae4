/** A trace as Perfetto reads it: slices of a track nest, times are those of the tables, hostile names are text. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runCli, withTemporaryDirectory } from '../../tests/support/cli.ts'
import { exampleResult } from '../example-result.ts'
import { chromeTrace } from './chrome-trace.ts'
import { nested, type Slice, type TraceEvent } from './trace-event.ts'
import type { TracedRows } from './traced-rows.ts'

const test = suite('trace')

type Trace = { readonly traceEvents: readonly TraceEvent[] }

const where = {
  replication: 1,
  namespace: 'shop',
  workload: 'shop/deployment/web',
  pod: 'web-0',
  container: 'app',
}
const start = { ...where, node: 'node-0', previousExitCode: null, isFalse: false }
const rows: TracedRows = {
  starts: [
    {
      ...start,
      timeSeconds: 1,
      restartCount: 0,
      cause: 'initial',
      previousFinishedSeconds: null,
      waitedSeconds: null,
    },
    {
      ...start,
      timeSeconds: 141.5,
      restartCount: 1,
      cause: 'liveness',
      previousFinishedSeconds: 141,
      waitedSeconds: 0,
    },
    {
      ...start,
      timeSeconds: 161,
      restartCount: 2,
      cause: 'crash',
      previousFinishedSeconds: 150,
      waitedSeconds: 10,
    },
  ],
  hangs: [
    {
      ...where,
      onsetSeconds: 100,
      noticedSeconds: 141,
      removedSeconds: 106,
      killedSeconds: 141,
      readyAgainSeconds: 142,
    },
  ],
  probes: [
    {
      ...where,
      timeSeconds: 10,
      durationSeconds: 1,
      probe: 'liveness',
      result: 'timeout',
      published: 'failure',
    },
    {
      ...where,
      timeSeconds: 20,
      durationSeconds: 0.005,
      probe: 'liveness',
      result: 'success',
      published: '',
    },
  ],
}

const read = (traced: TracedRows): Trace => JSON.parse([...chromeTrace(exampleResult(), traced)].join(''))

type Span = { readonly name: string; readonly from: number; readonly to: number }

/** Slices of each track, in order of time. */
function spansByTrack({ traceEvents }: Trace): Map<string, Span[]> {
  const tracks = new Map<string, Span[]>()
  for (const event of traceEvents) {
    if (event.ph !== 'X' && event.ph !== 'B') continue
    const key = `${event.pid}/${event.tid}`
    const to = event.ph === 'X' ? event.ts + event.dur : Infinity
    tracks.set(key, [...(tracks.get(key) ?? []), { name: event.name, from: event.ts, to }])
  }
  return tracks
}

/** @returns what lies across the end of another slice of its track. */
function crossings(trace: Trace): string[] {
  return [...spansByTrack(trace)].flatMap(([track, spans]) => {
    const open: Span[] = []
    return spans
      .sort((a, b) => a.from - b.from || b.to - a.to)
      .flatMap((span) => {
        while (open.length > 0 && open.at(-1)!.to <= span.from) open.pop()
        const around = open.at(-1)
        open.push(span)
        return around !== undefined && span.to > around.to
          ? [`${track}: ${span.name} crosses ${around.name}`]
          : []
      })
  })
}

test('lives, back-off, starts and hangs of a container are slices of its track, at their times', () => {
  const [lives, probes] = [...spansByTrack(read(rows)).values()]
  assert.equal(lives, [
    { name: 'runs', from: 1e6, to: 141e6 },
    { name: 'hangs, not noticed yet', from: 100e6, to: 141e6 },
    { name: 'is started', from: 141e6, to: 141.5e6 },
    { name: 'runs, restart 1', from: 141.5e6, to: 150e6 },
    { name: 'waits in back-off', from: 150e6, to: 160e6 },
    { name: 'is started', from: 160e6, to: 161e6 },
    { name: 'runs, restart 2', from: 161e6, to: Infinity },
  ])
  assert.equal(probes, [
    { name: 'timeout', from: 10e6, to: 11e6 },
    { name: 'success', from: 20e6, to: 20.005e6 },
  ])
})

test('a life before a start that has no row ends at a time that nobody knows', () => {
  const [first, , third] = rows.starts
  const [lives] = [...spansByTrack(read({ ...rows, starts: [first!, third!], hangs: [] })).values()]
  assert.equal(lives![0], { name: 'runs', from: 1e6, to: Infinity })
})

test('a container that ran before time 0 runs from there', () => {
  const [, second] = rows.starts
  const [lives] = [...spansByTrack(read({ ...rows, starts: [second!], hangs: [] })).values()]
  assert.equal(lives![0], { name: 'runs', from: 0, to: 141e6 })
})

test('slices that overlap are cut so that they nest', () => {
  const slice = (name: string, fromUs: number, toUs: number | null): Slice => ({
    pid: 1,
    tid: 1,
    name,
    fromUs,
    toUs,
    args: {},
  })
  const traceEvents = nested([
    slice('b', 5, 20),
    slice('a', 0, 10),
    slice('c', 7, null),
    slice('d', 30, null),
  ])
  assert.equal(crossings({ traceEvents }), [])
  assert.equal(
    traceEvents.map((event) => [event.name, 'dur' in event ? event.dur : null]),
    [
      ['a', 10],
      ['b', 5],
      ['c', 3],
      ['d', null],
    ],
  )
})

test('every slice of the traces of real runs nests, and every track has a name', () => {
  for (const study of ['crash-loop', 'probe-handlers'])
    withTemporaryDirectory((directory) => {
      const out = ['--out-dir', directory, '--trace', 'probes,starts', '--replications', '2', '--quiet']
      assert.is(runCli(['run', '-f', `scenarios/library/${study}`, ...out]).exitCode, 0)
      const { stdout, stderr } = runCli(['report', directory, '--trace'])
      assert.is(stderr, '')
      const trace = JSON.parse(stdout) as Trace
      assert.equal(crossings(trace), [], study)
      const named = trace.traceEvents.flatMap((event) =>
        event.name === 'thread_name' && 'tid' in event ? [`${event.pid}/${event.tid}`] : [],
      )
      const used = [...spansByTrack(trace).keys()]
      assert.ok(used.length > 0, study)
      assert.equal(
        used.filter((track) => !named.includes(track)),
        [],
        study,
      )
    })
})

test('a result without rows of starts says what it needs', () => {
  withTemporaryDirectory((directory) => {
    const words = [
      'run',
      '-f',
      'scenarios/library/hello',
      '--replications',
      '2',
      '--duration',
      '1m',
      '--set',
      'faults=[]',
      '--out-dir',
      directory,
      '--quiet',
    ]
    assert.is(runCli(words).exitCode, 0)
    const { exitCode, stdout, stderr } = runCli(['report', directory, '--trace'])
    assert.is(exitCode, 2)
    assert.is(stdout, '')
    assert.match(stderr, /needs --trace starts/)
  })
})

test('hostile names are shown as text', () => {
  const pod = 'a"}]\u001b[31m\u202e\n'
  const text = [
    ...chromeTrace(exampleResult(), {
      ...rows,
      starts: rows.starts.map((row) => ({ ...row, pod, cause: pod })),
    }),
  ].join('')
  assert.not.match(text, /\\u001b|\u202e|\\n/)
  assert.match(text, String.raw`a\"}]\\x1b[31m\\u{202e}\\x0a`)
  JSON.parse(text)
})

test.run()
