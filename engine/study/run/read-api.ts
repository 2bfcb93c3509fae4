/** The load on the API by who causes it (A1, A4, Z30), when a replication is over. */
import type { ApiRow } from '../../contract/run-result.ts'
import { usToSeconds } from '../../kernel/time.ts'
import type { ClusterState } from '../../model/cluster-state.ts'
import { ApiCall } from '../../model/control/api-client.ts'
import { callName } from '../../model/control/call-name.ts'
import { countQuietPasses } from '../../model/control/nodes/quiet-passes.ts'
import { firstWholeBucket } from './whole-bucket.ts'

/** Kubelets, the scheduler, then controllers by name; of each first all its calls, then each kind. */
export function apiRows(state: ClusterState): ApiRow[] {
  countQuietPasses(state, state.spec.durationUs)
  return [
    ...kubeletRows(state),
    ...schedulerRows(state),
    ...state.controllers.flatMap((_, controller) => controllerRows(state, controller)),
  ]
}

function controllerRows(state: ClusterState, controller: number): ApiRow[] {
  const { rule, client } = state.controllers[controller]
  const { calls, delayed, delayUs, delayUsMax, peak } = client.load
  const all = calls.length - 1
  const rowOf = (call: string, row: number): ApiRow[] => {
    if (calls[row] === 0) return []
    const delay = { count: delayed[row], sumUs: delayUs[row], mostUs: delayUsMax[row] }
    return [apiRow(state, rule.name, call, { calls: calls[row], peak: peak[row], delay })]
  }
  const kinds = Array.from({ length: all }, (_, row) => rowOf(callName(rule, row), row)).flat()
  return [...rowOf('*', all), ...kinds.sort((a, b) => (a.call < b.call ? -1 : 1))]
}

type Load = {
  readonly calls: number
  /** In the busiest interval. */
  readonly peak: number
  /** `null` = what their limit delays is not simulated. */
  readonly delay: Delay | null
}

function apiRow({ spec }: ClusterState, component: string, call: string, load: Load): ApiRow {
  const hasPeak = firstWholeBucket(spec) !== undefined
  return {
    component,
    call,
    values: {
      calls_total: load.calls,
      calls_per_second_mean: load.calls / usToSeconds(spec.durationUs - spec.warmUpUs),
      calls_per_second_peak: hasPeak ? load.peak / usToSeconds(spec.intervalUs) : null,
      delayed_total: load.delay?.count ?? null,
      delay_seconds_total: load.delay && usToSeconds(load.delay.sumUs),
      delay_seconds_max: load.delay && usToSeconds(load.delay.mostUs),
    },
  }
}

/** Statuses, events and deletions of all kubelets. */
function kubeletRows(state: ClusterState): ApiRow[] {
  const { api, sizes } = state.metrics
  const events = minus(byBucket(api.bucketEvents, sizes.workloads), api.bucketSchedulerEvents)
  const all = minus(byBucket(api.bucketWrites, sizes.workloads), api.bucketSchedulerEvents)
  const eventCount = sum(api.events) - api.schedulerEvents
  const allCount = sum(api.writes) - api.schedulerEvents
  const { statusDelay, eventDelay } = api
  const together = {
    count: statusDelay.count + eventDelay.count,
    sumUs: statusDelay.sumUs + eventDelay.sumUs,
    mostUs: Math.max(statusDelay.mostUs, eventDelay.mostUs),
  }
  return rowsOf(state, 'kubelet', [
    ['*', allCount, all, together],
    ['create or patch events', eventCount, events, eventDelay],
    ['delete pods', api.deletions, api.bucketDeletions, null],
    [
      'patch pods/status',
      allCount - eventCount - api.deletions,
      minus(minus(all, events), api.bucketDeletions),
      statusDelay,
    ],
  ])
}

/** Bindings, statuses and deletions, which share a limit, and events, which have a client of their own. */
function schedulerRows(state: ClusterState): ApiRow[] {
  const { schedulerEvents, bucketSchedulerEvents, bucketSchedulerCalls } = state.metrics.api
  const { load } = state.scheduler.client
  const all = load.calls.length - 1
  const delayOf = (row: number): Delay => ({
    count: load.delayed[row],
    sumUs: load.delayUs[row],
    mostUs: load.delayUsMax[row],
  })
  const kinds = [ApiCall.BindPod, ApiCall.DeletePod, ApiCall.PatchPodStatus]
  const names = ['create pods/binding', 'delete pods', 'patch pods/status']
  return [
    ...rowsOf(state, 'scheduler', [
      [
        '*',
        load.calls[all] + schedulerEvents,
        plus(bucketSchedulerCalls, bucketSchedulerEvents),
        delayOf(all),
      ],
      ['create or patch events', schedulerEvents, bucketSchedulerEvents, null],
    ]),
    ...kinds.flatMap((row, place) =>
      load.calls[row] === 0
        ? []
        : [
            apiRow(state, 'scheduler', names[place], {
              calls: load.calls[row],
              peak: load.peak[row],
              delay: delayOf(row),
            }),
          ],
    ),
  ]
}

type Delay = { readonly count: number; readonly sumUs: number; readonly mostUs: number }

type CountedCalls = readonly [call: string, calls: number, byBucket: Float64Array, delay: Delay | null]

function rowsOf(state: ClusterState, component: string, counted: readonly CountedCalls[]): ApiRow[] {
  const first = firstWholeBucket(state.spec)
  return counted
    .filter(([, calls]) => calls > 0)
    .map(([call, calls, buckets, delay]) => {
      const peak = buckets.subarray(first ?? 0).reduce((most, value) => Math.max(most, value), 0)
      return apiRow(state, component, call, { calls, peak, delay })
    })
}

function byBucket(column: Float64Array, workloads: number): Float64Array {
  return Float64Array.from({ length: column.length / workloads }, (_, bucket) =>
    sum(column.subarray(bucket * workloads, (bucket + 1) * workloads)),
  )
}

function sum(column: Float64Array): number {
  return column.reduce((total, value) => total + value, 0)
}

function minus(column: Float64Array, other: Float64Array): Float64Array {
  return column.map((value, row) => value - other[row])
}

function plus(column: Float64Array, other: Float64Array): Float64Array {
  return column.map((value, row) => value + other[row])
}
