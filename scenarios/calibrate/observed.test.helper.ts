/** For tests: observations as files, and what they lead to. */
import { type CountSeries, countDraws, fitObserved } from '../../engine/index.ts'
import { inDirectory } from '../load-text.test.helper.ts'
import { behaviorEntries } from './behavior-entries.ts'
import type { FittedSample } from './fitted-sample.ts'
import { loadObservations, type ObservationOptions } from './load-observations.ts'
import { type Observations, type Sample, sampleName } from './observations.ts'
import { scenarioText } from './scenario-text.ts'

export type Files = { readonly pods?: string; readonly prometheus?: string; readonly csv?: string }
type Rest = Partial<Omit<ObservationOptions, 'pods' | 'prometheus' | 'csv'>>

/** Reads the texts as files `pods`, `prometheus` and `csv` of a directory of their own. */
export async function observe(files: Files, rest: Rest = {}): Promise<Observations> {
  const texts = Object.fromEntries(Object.entries(files))
  return inDirectory(texts, async (directory) => {
    const pathOf = (name: keyof Files): string[] =>
      files[name] === undefined ? [] : [`${directory}/${name}`]
    const { observations } = await loadObservations({
      pods: pathOf('pods'),
      prometheus: pathOf('prometheus'),
      csv: pathOf('csv'),
      csvOptions: { subject: {}, quantity: 'latency' },
      podsAt: null,
      ...rest,
    })
    return observations
  })
}

/** Fits are pure, so those of a sample are made once. */
const known = new WeakMap<Sample, FittedSample>()

export function fitted(sample: Sample): FittedSample {
  const made = known.get(sample)
  if (made !== undefined) return made
  const fresh = { ...fitObserved(sample, sampleName(sample)), sample }
  known.set(sample, fresh)
  return fresh
}

/** The Scenario that calibrate prints. */
export function scenarioOf(observations: Observations): string {
  return scenarioText(
    'calibrated',
    behaviorEntries(observations.samples.map(fitted), observations, countDraws),
    ['A test'],
  )
}

/** Seconds after 2026-01-01T00:00:00Z as the API writes them. */
export function apiTimeOf(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 1) + Math.floor(seconds) * 1000).toISOString().replace('.000Z', 'Z')
}

export type PodOptions = {
  readonly name?: string
  readonly owner?: { readonly kind: string; readonly name: string } | null
  readonly labels?: Readonly<Record<string, string>>
  readonly probe?: object | null
  readonly startupProbe?: object
  readonly livenessProbe?: object
  /** Seconds: the pod, the container's present run, and Ready. */
  readonly startTime?: number
  readonly startedAt?: number
  readonly readyAt?: number | null
  readonly restarts?: number
  readonly lastEnd?: { readonly exitCode: number; readonly reason?: string; readonly ranSeconds: number }
  readonly moreContainers?: readonly object[]
}

/** A pod as `kubectl get pods -o json` lists it. */
export function podObject(options: PodOptions = {}): object {
  const { name = 'web-0', owner = { kind: 'StatefulSet', name: 'web' }, labels = {} } = options
  const {
    startTime = 0,
    startedAt = 1,
    readyAt = 20,
    restarts = 0,
    lastEnd,
    startupProbe,
    livenessProbe,
  } = options
  const probe = options.probe === undefined ? {} : options.probe
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      labels,
      ...(owner === null ? {} : { ownerReferences: [{ ...owner, controller: true }] }),
    },
    spec: {
      containers: [
        {
          name: 'app',
          ...(probe === null ? {} : { readinessProbe: probe }),
          ...(startupProbe === undefined ? {} : { startupProbe }),
          ...(livenessProbe === undefined ? {} : { livenessProbe }),
        },
        ...(options.moreContainers ?? []),
      ],
    },
    status: {
      startTime: apiTimeOf(startTime),
      conditions:
        readyAt === null
          ? [{ type: 'Ready', status: 'False', lastTransitionTime: apiTimeOf(0) }]
          : [{ type: 'Ready', status: 'True', lastTransitionTime: apiTimeOf(readyAt) }],
      containerStatuses: [
        {
          name: 'app',
          restartCount: restarts,
          state: { running: { startedAt: apiTimeOf(startedAt) } },
          lastState:
            lastEnd === undefined
              ? {}
              : {
                  terminated: {
                    exitCode: lastEnd.exitCode,
                    reason: lastEnd.reason ?? 'Error',
                    startedAt: apiTimeOf(startedAt - lastEnd.ranSeconds),
                    finishedAt: apiTimeOf(startedAt),
                  },
                },
        },
        ...(options.moreContainers ?? []).map((each) => ({
          name: (each as { name: string }).name,
          restartCount: 0,
          state: { running: { startedAt: apiTimeOf(startedAt) } },
        })),
      ],
    },
  }
}

export function podList(pods: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: pods }, null, 1)
}

export type SeriesOptions = {
  readonly labels?: Readonly<Record<string, string>>
  readonly value?: number | string
  readonly values?: readonly number[]
}

/** The answer of the HTTP API. */
export function prometheusAnswer(series: readonly SeriesOptions[]): string {
  const isRange = series.some(({ values }) => values !== undefined)
  const result = series.map(({ labels = {}, value = 0, values = [] }) => ({
    metric: labels,
    ...(isRange
      ? { values: values.map((each, at) => [at * 60, String(each)]) }
      : { value: [0, String(value)] }),
  }))
  return JSON.stringify(
    { status: 'success', data: { resultType: isRange ? 'matrix' : 'vector', result } },
    null,
    1,
  )
}

/** What Prometheus has of the probes of some containers: counters as they stand, or from scrape to scrape. */
export function proberAnswer({ high, members, hasFailed }: CountSeries, isRange: boolean): string {
  const size = high.length
  const bounds = hasFailed ? size - 1 : size
  const result = members.flatMap(({ widthUs, counts }, member) => {
    const labels = { namespace: 'default', container: 'app', probe_type: 'Liveness', pod: `web-${member}` }
    const series = (labelsOfSeries: object, growthOf: (interval: number) => number): object => {
      let [atUs, total] = [0, 0]
      const values = [[0, '0']].concat(
        Array.from(widthUs, (width, interval) => {
          atUs += width
          total += growthOf(interval)
          return [atUs / 1e6, String(total)] as [number, string]
        }),
      )
      const metric = { ...labels, ...labelsOfSeries }
      return isRange ? { metric, values } : { metric, value: [atUs / 1e6, String(total)] }
    }
    const upTo = (interval: number, last: number): number =>
      counts.subarray(interval * size, interval * size + last + 1).reduce((sum, each) => sum + each, 0)
    const buckets = Array.from({ length: bounds + 1 }, (_, bucket) =>
      series(
        {
          __name__: 'prober_probe_duration_seconds_bucket',
          le: bucket === bounds ? '+Inf' : String(high[bucket] / 1e6),
        },
        (interval) => upTo(interval, Math.min(bucket, bounds - 1)),
      ),
    )
    const total = (name: string, growthOf: (interval: number) => number): object =>
      series({ __name__: 'prober_probe_total', pod_uid: `uid-${member}`, result: name }, growthOf)
    return [
      ...buckets,
      total('successful', (interval) => upTo(interval, bounds - 1)),
      total('failed', (interval) => (hasFailed ? counts[interval * size + size - 1] : 0)),
    ]
  })
  return JSON.stringify({ status: 'success', data: { resultType: isRange ? 'matrix' : 'vector', result } })
}
