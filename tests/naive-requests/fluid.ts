/** One Service by the engine, as amounts, and request by request. */
import * as assert from 'uvu/assert'
import type { DistributionSpec, FaultSpec } from '../../engine/contract/cluster-spec.ts'
import type { ClusterState } from '../../engine/model/cluster-state.ts'
import { runTo, simulated, stateAfter } from '../support/observe.ts'
import { served, serviceOf, traffic, website } from '../support/requests.ts'
import { behavior, constant, container, node, second } from '../support/spec.ts'
import { type Outcome, type Service, type ServiceTime, serve } from './one-service.ts'

/** Of a service time of 0.1 s; `load` is a share of what the workers, or the cores, can do. */
export type Case = {
  readonly kind: ServiceTime['kind']
  readonly workers: number
  /** Infinity = requests take no CPU. */
  readonly cores?: number
  readonly load: number
}

/** An overload in the middle of a calm load. */
export type Surge = Case & { readonly overload: number; readonly seconds: number }

export type Retries = { readonly max: number; readonly backoff: number; readonly budget: number }

const mean = 0.1
const surgeAt = 100
const noRetries: Retries = { max: 0, backoff: 0.5, budget: Infinity }

const timeOf = (kind: Case['kind']): DistributionSpec =>
  kind === 'constant' ? constant(mean) : { kind, mean: mean * second }
const capacityOf = ({ workers, cores = Infinity }: Case): number => Math.min(workers, cores) / mean

type Client = { readonly timeout: number; readonly retries: Retries }
const patient: Client = { timeout: Infinity, retries: noRetries }

function specOf(one: Case, seconds: number, faults: readonly FaultSpec[], client: Client, pods = 1) {
  const { kind, workers, cores = Infinity, load } = one
  const perPod = {
    concurrency: workers,
    latency: timeOf(kind),
    timeoutUs: client.timeout * second,
  }
  const { max, backoff, budget } = client.retries
  const cpu = { startupUs: [constant(0)], startupCores: 1, idleCores: 0, perRequestUs: mean * second }
  const milli = cores * 1000
  const app =
    cores === Infinity
      ? container()
      : container({ behavior: behavior({ cpu }), cpu: { requestMilli: milli, limitMilli: milli } })
  const of = traffic({
    requestsPerSecond: pods * load * capacityOf(one),
    perPod,
    retries: { max, backoffUs: backoff * second, budget },
  })
  const changes = { faults, nodes: [node({ cpuCores: 64 })] }
  return website(of, seconds, changes, served(app, { replicas: pods }))
}

function serviceOfCase(one: Case, client: Client, pods: number): Service {
  const { workers, cores = Infinity, kind } = one
  return {
    client: { ...client, rates: [{ at: 0, perSecond: pods * one.load * capacityOf(one) }] },
    pods: Array.from({ length: pods }, () => ({ from: 0, to: Infinity })),
    workers: workers === Infinity ? Number.MAX_SAFE_INTEGER : workers,
    cores,
    time: { kind, mean },
    errorRate: 0,
    duration: 100,
    warmUp: 0,
    seed: '1',
  }
}

/** The mean response in the long run: as the engine has it, and of so many requests. */
export function meanResponses(one: Case, requests: number): { fluid: number; naive: number } {
  const state = stateAfter(specOf(one, 100, [], patient), 50)
  const fluid = [...loadOf(state).cohorts][0].level!.meanUs / second
  const service = serviceOfCase(one, patient, 1)
  const perSecond = service.client.rates[0].perSecond
  const warmUp = 200 * mean * Math.max(1, 10 / (perSecond * mean))
  const naive = serve({ ...service, warmUp, duration: warmUp + requests / perSecond }).meanResponse
  return { fluid, naive }
}

function loadOf({ traffic: all }: ClusterState) {
  return all!.loads[0]
}

function withSurge(surge: Surge, pods: number): { fault: FaultSpec; rates: Service['client']['rates'] } {
  const { load, overload, seconds } = surge
  const perSecond = pods * capacityOf(surge)
  return {
    fault: {
      kind: 'traffic',
      atUs: surgeAt * second,
      services: [0],
      factor: overload / load,
      rampUs: 0,
      forUs: seconds * second,
    },
    rates: [
      { at: 0, perSecond: perSecond * load },
      { at: surgeAt, perSecond: perSecond * overload },
      { at: surgeAt + seconds, perSecond: perSecond * load },
    ],
  }
}

/** From the end of an overload until nobody waits any more; request by request the mean of so many runs. */
export function drainTimes(surge: Surge, runs: number): { fluid: number; naive: number } {
  const { fault, rates } = withSurge(surge, 1)
  const end = surgeAt + surge.seconds
  const duration = end + 1 + (4 * (surge.overload - 1) * surge.seconds) / (1 - surge.load)
  const state = stateAfter(specOf(surge, duration, [fault], patient), end + 1)
  let fluid = end + 1
  while ([...loadOf(state).cohorts].some(({ isBusy }) => isBusy) && fluid < duration) {
    fluid += 0.1
    runTo(state, fluid)
  }
  const service = serviceOfCase(surge, patient, 1)
  const client = { ...service.client, rates }
  const times = Array.from({ length: runs }, (_, run) =>
    serve({ ...service, client, duration, seed: `${run}` }).firstAtMost(surge.workers, end + 1),
  )
  return { fluid: fluid - end, naive: times.reduce((sum, time) => sum + time, 0) / runs - end }
}

export type Counts = { readonly tries: number; readonly failed: number; readonly retried: number }

/** What becomes of the requests of an overload whose clients give up after 2 s, of two pods. */
export async function countsOf(
  surge: Surge,
  retries: Retries,
  duration: number,
  runs: number,
): Promise<{ fluid: Counts; naive: Counts }> {
  const client = { timeout: 2, retries }
  const { fault, rates } = withSurge(surge, 2)
  const result = await simulated(specOf(surge, duration, [fault], client, 2))
  const service = serviceOfCase(surge, client, 2)
  const outcomes = Array.from({ length: runs }, (_, run) =>
    serve({ ...service, client: { ...service.client, rates }, duration, seed: `${run}` }),
  )
  const average = (of: (outcome: Outcome) => number): number =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / runs
  return {
    fluid: {
      tries: serviceOf(result, 'requests_total')!,
      failed: serviceOf(result, 'failed_requests_total')!,
      retried: serviceOf(result, 'retried_requests_total')!,
    },
    naive: {
      tries: average(({ tries }) => tries),
      failed: average(({ failedTries }) => failedTries),
      retried: average(({ tries, firstTries }) => tries - firstTries),
    },
  }
}

export function assertNear(fluid: number, naive: number, share: number, what: string): void {
  const difference = fluid === naive ? 0 : fluid / naive - 1
  assert.ok(
    Math.abs(difference) <= share,
    `${what}: the engine has ${fluid.toFixed(4)}, request by request it is ${naive.toFixed(4)}`,
  )
}
