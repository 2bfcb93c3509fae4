/**
 * The controllers of Services against genuine ones (R4, R7, Z21, Z30): pods flip at the times of the trace; when, and how often, slices and
 * Endpoints objects are written.
 */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ClusterSpec, controlPlaneDefaults } from '../../engine/contract/cluster-spec.ts'
import { cluster, container, idealOverheads, node, workload } from '../support/spec.ts'
import { experimentOf } from './experiment.ts'
import { type Flip, type FlipReplay, replayFlips } from './flips.ts'
import { callLaw, Recorder, watchLaw } from './recorder.ts'

const test = suite('measured endpoints')

type Times = readonly (readonly [at: number, service: number])[]
type Run = {
  readonly kind: 'one' | 'hundred' | 'spread' | 'fivehundred' | 'five' | 'forty'
  readonly flips: Times
  readonly slices: Times
  readonly endpoints: Times
}
const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`measured/${name}.json`, import.meta.url), 'utf8')) as T
const { runs } = read<{ runs: readonly Run[] }>('endpoint-flips')

/** Services, pods of each, and whether all pods are of all Services. */
const shapes: Readonly<Record<Run['kind'], readonly [services: number, pods: number, isShared?: boolean]>> = {
  one: [1, 1],
  hundred: [1, 100],
  spread: [1, 100],
  fivehundred: [1, 500],
  five: [5, 20, true],
  forty: [40, 10],
}
const seeds: Readonly<Record<Run['kind'], number>> = {
  one: 10,
  hundred: 30,
  spread: 5,
  fivehundred: 30,
  five: 150,
  forty: 12,
}

function spec(services: number, pods: number, isShared: boolean, seconds: number, seed: number): ClusterSpec {
  const rows = Array.from({ length: services }, (_, row) => row)
  const selectedBy = (row: number) => ({ service: row, ports: [] })
  const workloads = isShared
    ? [workload([container()], { replicas: pods, selectedBy: rows.map(selectedBy) })]
    : rows.map((row) =>
        workload([container()], { name: name(row), replicas: pods, selectedBy: [selectedBy(row)] }),
      )
  return cluster(workloads, seconds, {
    services: rows.map((row) => ({
      namespace: 'default',
      name: name(row),
      hasSelector: true,
      isHeadless: false,
      publishNotReadyAddresses: false,
    })),
    initialState: 'running',
    masterSeed: String(seed),
    controlPlane: controlPlaneDefaults,
    kubernetesVersion: '1.36',
    nodes: [node({ podsMax: 10_000 })],
    overheads: { ...idealOverheads, ideal: false, apiRoundTripUs: callLaw, watchUs: watchLaw },
  })
}

function name(row: number): string {
  return `s${String(row).padStart(3, '0')}`
}

/** Of each Service the pods in the order of their rows, one after another. */
function flipsOf(flips: Times, pods: number, recorder: Recorder): Flip[] {
  const next = new Map<number, number>()
  return flips.map(([at, service]) => {
    const ordinal = next.get(service) ?? 0
    next.set(service, ordinal + 1)
    return { at: Math.max(0, 2 * at - recorder.seen(at)), pod: service * pods + ordinal }
  })
}

const bursts = experimentOf('endpointslice_flip')
const storms = experimentOf('readiness_storm')

/** How far a count that varies may lie beside the range of those that were simulated. */
const countShare = 0.03
type Counts = Map<string, { measured: number[]; simulated: number[] }>
const burstCounts: Counts = new Map()
const stormCounts: Counts = new Map()
function noteCount(counts: Counts, kind: string, measured: readonly number[], simulated: number): void {
  const entry = counts.get(kind) ?? { measured: [], simulated: [] }
  counts.set(kind, entry)
  entry.measured.push(...measured)
  entry.simulated.push(simulated)
}

const isOf =
  (service: number) =>
  ([, of]: readonly [number, number]): boolean =>
    of === service
const lastOf = (times: readonly number[]): number => Math.max(...times)

function noteRun(
  { kind, flips, slices, endpoints }: Run,
  replay: FlipReplay,
  recorder: Recorder,
  isFirst: boolean,
): void {
  const [services] = shapes[kind]
  const measured = (values: readonly number[]): readonly number[] => (isFirst ? values : [])
  for (const [what, theirs, ours] of [
    ['slices', slices, replay.slices],
    ['Endpoints', endpoints, replay.endpoints],
  ] as const) {
    const seen = ours.map(({ at, service }): [number, number] => [recorder.seen(at), service])
    noteCount(burstCounts, `${kind}: writes of ${what}`, measured([theirs.length]), seen.length)
    for (let service = 0; service < services; service++) {
      const own = kind === 'forty' ? flips.filter(isOf(service)) : flips
      const flipped = lastOf(own.map(([at]) => at))
      const lag = (times: Times): number => lastOf(times.filter(isOf(service)).map(([at]) => at)) - flipped
      bursts.note(
        `${kind === 'fivehundred' ? 'hundred' : kind}: last flip to last write of ${what}`,
        measured([lag(theirs)]),
        [lag(seen)],
      )
    }
  }
}

for (const kind of Object.keys(shapes) as Run['kind'][]) {
  test(`${kind}: pods flip, and slices and Endpoints objects follow (R4, Z21)`, () => {
    const [services, pods, isShared = false] = shapes[kind]
    for (const run of runs.filter((each) => each.kind === kind))
      for (let seed = 0; seed < seeds[kind]; seed++) {
        const recorder = new Recorder(1000 + seed)
        const flips = flipsOf(run.flips, pods, recorder)
        const isBurst = kind !== 'one' && kind !== 'spread'
        const replay = replayFlips(spec(services, pods, isShared, 30, seed), flips, isBurst)
        assert.is(replay.shownAt.size, new Set(flips.map(({ pod }) => pod)).size)
        noteRun(run, replay, recorder, seed === 0)
      }
  })
}

type Storm = {
  readonly rate: number
  readonly writes: number
  readonly endpointWrites: number
  readonly lastSlice: number
  readonly lastEndpoints: number
  readonly flips: readonly (readonly [at: number, service: number, shown: number])[]
}
const measuredStorms = read<{ runs: readonly Storm[] }>('readiness-storm').runs

for (const storm of measuredStorms) {
  test(`400 pods of 40 Services flip at ${storm.rate} per second: as many writes, as late as measured (Z21)`, () => {
    for (let seed = 0; seed < 4; seed++) {
      const recorder = new Recorder(2000 + seed)
      const flips = flipsOf(
        storm.flips.map(([at, service]) => [at, service]),
        10,
        recorder,
      )
      const { slices, endpoints, shownAt } = replayFlips(spec(40, 10, false, 120, seed), flips, false)
      const measured = (values: readonly number[]): readonly number[] => (seed === 0 ? values : [])
      const lags = flips.map(({ pod }, index) => recorder.seen(shownAt.get(pod)!) - storm.flips[index][0])
      const theirs = storm.flips.map(([at, , shown]) => shown - at)
      storms.note(`${storm.rate} per second: flip to slice`, measured(theirs), lags)
      noteCount(
        stormCounts,
        `${storm.rate} per second: writes of slices`,
        measured([storm.writes]),
        slices.length,
      )
      noteCount(
        stormCounts,
        `${storm.rate} per second: writes of Endpoints`,
        measured([storm.endpointWrites]),
        endpoints.length,
      )
    }
  })
}

test('every kind of interval and count agrees with what was measured', () => {
  const wrong: string[] = []
  for (const [experiment, counts] of [
    [bursts, burstCounts],
    [storms, stormCounts],
  ] as const) {
    for (const [kind, { measured, simulated }] of counts) {
      const [least, most] = [Math.min(...simulated), Math.max(...simulated)]
      // A count that no simulation changes is the measured one; what varies comes a few times only.
      const share = least === most ? 0 : countShare
      const outside = measured.filter((count) => count < least * (1 - share) || count > most * (1 + share))
      if (outside.length > 0) wrong.push(`${kind}: ${outside.join(', ')} lie outside ${least} to ${most}`)
      experiment.count(kind, measured, simulated, share * Math.max(...measured))
    }
    wrong.push(...experiment.disagreements())
  }
  assert.equal(wrong, [])
})

test.run()
