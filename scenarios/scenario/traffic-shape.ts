/** `services`, `external` and `behavior.dependsOn` of a scenario: their keys. What they name is looked up later (`service-book.ts`). */
import {
  type DistributionSpec,
  dependencyEffects,
  type RatePoint,
} from '../../engine/contract/cluster-spec.ts'
import { leastMean } from '../../engine/contract/distribution-spec.ts'
import { durationText } from '../text/duration.ts'
import { distribution } from './distribution-text.ts'
import { serviceMatchShape } from './match.ts'
import {
  choice,
  described,
  duration,
  listOf,
  number,
  object,
  placed,
  probability,
  type Shape,
  text,
  type ValueOf,
  wholeNumber,
  wrongType,
} from './shape.ts'
import { readTimedValues, type TimedLines } from './timed-values.ts'

/** What holds where a scenario says nothing. Times are those of Envoy, whose defaults are published: `timeout` of a route, base interval of `retry_back_off`. */
export const trafficDefaults = {
  timeoutUs: 15_000_000,
  backoffUs: 25_000,
  connections: 'perRequest',
} as const

const rateMax = 1_000_000_000
const rate = number({ min: 0, max: rateMax })

const profileLines: TimedLines = {
  rule: 'profile-format',
  line: 'point',
  number: 'requests per second',
  max: rateMax,
  example: '9h,1200',
}

const profile: Shape<readonly RatePoint[]> = {
  schema: { type: 'string', minLength: 1 },
  read(at, reading) {
    if (typeof at.value !== 'string') return wrongType(at, reading, 'the path of a file', 'write day.csv')
    const file = reading.sideFile(at)
    if (file === undefined) return undefined
    const points = readTimedValues(file, profileLines, reading)
    return points?.map(({ atUs, value }) => ({ atUs, requestsPerSecond: value }))
  },
}

/** A whole number from 1, or `.inf`. */
const workersMax = 1_000_000
const workerCount = wholeNumber({ min: 1, max: workersMax })
const workers: Shape<number> = {
  schema: workerCount.schema,
  read: (at, reading) => (at.value === Infinity ? Infinity : workerCount.read(at, reading)),
}

/** A time above 0, or `never`. */
const positive = duration(1)
const timeLimit: Shape<number> = {
  schema: { anyOf: [{ const: 'never' }, positive.schema] },
  read: (at, reading) => (at.value === 'never' ? Infinity : positive.read(at, reading)),
}

/** How much a worker can do follows from the mean. */
const timeWithMean: Shape<DistributionSpec> = {
  schema: distribution.schema,
  read(at, reading) {
    const law = distribution.read(at, reading)
    if (law === undefined || leastMean(law) < Infinity) return law
    reading.report.error(
      'number-range',
      at,
      `${at.pathText} has no mean: how much can be done at a time is unknown; expected a law that has one`,
      'use a fault outage with mode hang for what is never answered; a pareto law has a mean if alpha is above 1',
    )
    return undefined
  },
}

const call = object(
  { service: described(placed(text), 'whom a request calls: a Service, or a name of spec.external') },
  {
    perRequest: described(number({ min: 0, max: 1_000_000, minExcluded: true }), 'calls per request [1]'),
  },
)

const servicesEntry = object(
  {},
  {
    name: described(placed(text), 'the Service, web or shop/web'),
    match: described(
      placed(serviceMatchShape),
      'which Services, or whose pods where no Service has that name: if none selects them, one is assumed',
    ),
    requestsPerSecond: described(
      placed(rate),
      'requests from outside the cluster, tried for the first time [0]',
    ),
    profile: described(
      placed(profile),
      'a .csv file beside the scenario instead of requestsPerSecond: a line per point, a time (a duration, or seconds) and requests per second; linear in between; a jump is two lines a moment apart',
    ),
    perPod: described(
      object(
        {},
        {
          concurrency: described(
            workers,
            'requests that a pod works on at the same time; .inf: as many as come [.inf]',
          ),
          latency: described(
            timeWithMean,
            'how long a request takes that does not wait [typical: p50 5 ms, p99 50 ms; ideal: 0]',
          ),
          timeout: described(
            timeLimit,
            `how long a client waits; never: for ever [${durationText(trafficDefaults.timeoutUs)}]`,
          ),
        },
      ),
      'what a pod makes of requests',
    ),
    retries: described(
      object(
        {},
        {
          max: described(wholeNumber({ min: 0, max: 1_000 }), 'tries after the first one [0]'),
          backoff: described(
            positive,
            `from a failure to the next try [${durationText(trafficDefaults.backoffUs)}]`,
          ),
          budget: described(
            number({ min: 0, max: Infinity }),
            'retries at most, as a share of first tries; .inf: no limit [.inf]',
          ),
        },
      ),
      'what clients do when a request fails',
    ),
    connections: described(
      choice('perRequest', 'keepAlive'),
      `whether a client chooses a pod anew for each request, or stays with the one that it is connected to [${trafficDefaults.connections}]`,
    ),
    calls: described(listOf(placed(call)), 'what a request asks of others before it is answered'),
  },
)
export type ServicesEntry = ValueOf<typeof servicesEntry>

export const servicesShape = listOf(placed(servicesEntry))

const externalEntry = object(
  { name: described(text, 'by which calls and dependsOn name it') },
  {
    latency: described(timeWithMean, 'how long a call takes that does not wait [0]'),
    errorRate: described(probability, 'share of the calls that it answers with an error [0]'),
    concurrency: described(workers, 'calls that it works on at the same time; .inf: as many as come [.inf]'),
  },
)
export type ExternalEntry = ValueOf<typeof externalEntry>

export const externalShape = listOf(placed(externalEntry))

const effect = choice(...dependencyEffects)
const effects: Shape<readonly ValueOf<typeof effect>[]> = {
  schema: { anyOf: [effect.schema, listOf(effect, 1).schema] },
  read(at, reading) {
    if (Array.isArray(at.value)) return listOf(effect, 1).read(at, reading)
    const one = effect.read(at, reading)
    return one === undefined ? undefined : [one]
  },
}

const dependency = object(
  {
    service: described(placed(text), 'what it needs: a Service, db or data/db, or a name of spec.external'),
    effect: described(
      effects,
      'while that is down: fail... its probes of this type fail, crash it ends, crashOnStart it ends if it starts then, wait (init containers) it ends only when that is up; latency: those of probes wait for its answer',
    ),
  },
  {
    probes: described(
      listOf(choice('startup', 'readiness', 'liveness')),
      'types of probes that wait for its answer [none]',
    ),
    timeout: described(
      timeLimit,
      `how long the container waits for an answer; never: for ever [perPod.timeout of the service; ${durationText(trafficDefaults.timeoutUs)}]`,
    ),
  },
)

export const dependsOnShape = listOf(placed(dependency))
export type DependencySetting = ValueOf<typeof dependency>
