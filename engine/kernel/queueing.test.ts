/**
 * The kernel as a whole against theory: a queue with one server and Poisson arrivals, whose mean wait is known
 * (Pollaczek and Khinchine). The tolerance comes from independent replications.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DistributionBuilder, type DistributionSpec, sample } from './distribution.ts'
import { EventList } from './event-list.ts'
import { runUntil } from './event-loop.ts'
import { createStreams, purposeKey, seedStream } from './random-stream.ts'
import { studentT, Tally } from './statistics.ts'

const tests = suite('queueing')

const Kind = { Arrival: 0, Departure: 1 } as const

const replications = 20
const warmUpUs = 2_000
const endUs = 42_000
/** Mean service time 1, mean time between arrivals 1 / load. */
const load = 0.7

type QueueResult = {
  /** Mean wait before service, of customers who arrive after the warm-up. */
  readonly waitUs: number
  /** Mean number of customers, the one in service included. */
  readonly customers: number
}

/** A level held through time. */
class TimeAverage {
  level = 0
  private startUs = 0
  private changedUs = 0
  private area = 0

  set(nowUs: number, level: number): void {
    this.area += this.level * (nowUs - this.changedUs)
    this.changedUs = nowUs
    this.level = level
  }

  /** Forgets what was, keeps the level: the end of a warm-up. */
  reset(nowUs: number): void {
    this.startUs = nowUs
    this.changedUs = nowUs
    this.area = 0
  }

  mean(nowUs: number): number {
    return (this.area + this.level * (nowUs - this.changedUs)) / (nowUs - this.startUs)
  }
}

/** One server, first come, first served. */
function simulateQueue(service: DistributionSpec, replication: number): QueueResult {
  const builder = new DistributionBuilder()
  const betweenArrivals = builder.add({ kind: 'exponential', mean: 1 / load })
  const serviceTime = builder.add(service)
  const d = builder.build()
  const streams = createStreams(2)
  seedStream(streams, 0, purposeKey('queueing', replication, 'arrivals'), 'queue')
  seedStream(streams, 1, purposeKey('queueing', replication, 'service'), 'queue')

  const list = new EventList(4)
  const waits = new Tally()
  const customers = new TimeAverage()
  const arrivedAtUs: number[] = []
  let served = 0

  const startService = (nowUs: number) => {
    if (arrivedAtUs[served] >= warmUpUs) waits.record(nowUs - arrivedAtUs[served])
    list.schedule(nowUs + sample(d, serviceTime, streams, 1), 0, 0, Kind.Departure, 0)
  }
  const dispatch = (kind: number, _entity: number, _stamp: number, nowUs: number) => {
    if (kind === Kind.Arrival) {
      customers.set(nowUs, customers.level + 1)
      arrivedAtUs.push(nowUs)
      list.schedule(nowUs + sample(d, betweenArrivals, streams, 0), 1, 0, Kind.Arrival, 0)
      if (customers.level === 1) startService(nowUs)
    } else {
      customers.set(nowUs, customers.level - 1)
      served++
      if (customers.level > 0) startService(nowUs)
    }
  }

  list.schedule(sample(d, betweenArrivals, streams, 0), 1, 0, Kind.Arrival, 0)
  runUntil(list, warmUpUs, dispatch, Infinity)
  customers.reset(warmUpUs)
  runUntil(list, endUs, dispatch, Infinity)
  return { waitUs: waits.mean, customers: customers.mean(endUs) }
}

/** Fails if theory lies outside of the 99.9 % confidence interval, or if that is wider than 5 %. */
function assertMean(tally: Tally, expected: number): void {
  const halfWidth = studentT(0.999, tally.count - 1) * Math.sqrt(tally.variance / tally.count)
  assert.ok(halfWidth < 0.05 * expected, `too few samples: ${halfWidth}`)
  assert.ok(Math.abs(tally.mean - expected) < halfWidth, `${tally.mean} +- ${halfWidth} is not ${expected}`)
}

const cases: { name: string; service: DistributionSpec; squaredCv: number }[] = [
  { name: 'M/M/1', service: { kind: 'exponential', mean: 1 }, squaredCv: 1 },
  { name: 'M/D/1', service: { kind: 'constant', value: 1 }, squaredCv: 0 },
  { name: 'M/G/1 with gamma service', service: { kind: 'gamma', mean: 1, cv: 0.5 }, squaredCv: 0.25 },
]

for (const { name, service, squaredCv } of cases) {
  tests(`${name} has the mean wait and the mean number of customers of theory`, () => {
    const waitUs = (load * (1 + squaredCv)) / (2 * (1 - load))
    const waits = new Tally()
    const customers = new Tally()
    for (let replication = 0; replication < replications; replication++) {
      const result = simulateQueue(service, replication)
      waits.record(result.waitUs)
      customers.record(result.customers)
    }
    assertMean(waits, waitUs)
    // Little's law: customers in the system, waiting or served.
    assertMean(customers, load * (waitUs + 1))
  })
}

tests('a replication repeats to the bit, and no two are alike', () => {
  const service: DistributionSpec = { kind: 'exponential', mean: 1 }
  assert.equal(simulateQueue(service, 1), simulateQueue(service, 1))
  assert.not.equal(simulateQueue(service, 1), simulateQueue(service, 2))
})

tests.run()
