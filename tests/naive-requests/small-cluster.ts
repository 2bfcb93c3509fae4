/**
 * Several Services on nodes, each request an event: clients that give up and try again, calls that hold a worker, processors that pods share, probes that wait with the
 * requests, restarts with back-off, rules of proxies, outages. Written from the text of the model; nothing of it is the engine's. Times in seconds.
 */
import seedrandom from 'seedrandom'

export type Law = { readonly kind: 'exponential' | 'constant'; readonly mean: number }

export type NaiveProbe = {
  readonly period: number
  readonly timeout: number
  readonly failureThreshold: number
}

export type NaiveService = {
  readonly name: string
  /** Requests per second from outside, from a time on: the last one that has begun holds. */
  readonly rates: readonly { readonly at: number; readonly perSecond: number }[]
  readonly workers: number
  readonly time: Law
  /** Whether the service time is CPU work, which the requests of a node share. */
  readonly takesCpu: boolean
  readonly timeout: number
  readonly retries: { readonly max: number; readonly backoff: number }
  /** Services of which each request makes one call. */
  readonly calls: readonly string[]
  /** Nodes of its pods. */
  readonly pods: readonly number[]
  /** From the start of a process until it listens. */
  readonly startup: number
  readonly readiness?: NaiveProbe
  readonly liveness?: NaiveProbe
}

export type NaiveOutage = {
  readonly service: string
  readonly from: number
  readonly to: number
  readonly mode: 'refuse' | 'hang' | 'errors'
}

export type SmallCluster = {
  readonly services: readonly NaiveService[]
  readonly cores: readonly number[]
  readonly outages: readonly NaiveOutage[]
  readonly duration: number
  readonly seed: string
}

export type ServiceOutcome = {
  readonly tries: number
  readonly failed: number
  readonly retried: number
  /** Of the tries that were answered in time. */
  readonly mean: number
  readonly p50: number
  readonly p99: number
  readonly restarts: number
  readonly readinessFlips: number
}

type Job = {
  left: number
  readonly onDone: (isLost: boolean) => void
}

class Agenda {
  private readonly heap: { readonly time: number; readonly what: () => void }[] = []

  add(time: number, what: () => void): void {
    const { heap } = this
    let hole = heap.length
    heap.push({ time, what })
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      if (heap[parent]!.time <= time) break
      heap[hole] = heap[parent]!
      hole = parent
    }
    heap[hole] = { time, what }
  }

  take(): { readonly time: number; readonly what: () => void } | undefined {
    const { heap } = this
    const first = heap[0]
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return first
    let hole = 0
    for (let child = 1; child < heap.length; child = 2 * hole + 1) {
      if (child + 1 < heap.length && heap[child + 1]!.time < heap[child]!.time) child++
      if (last.time <= heap[child]!.time) break
      heap[hole] = heap[child]!
      hole = child
    }
    heap[hole] = last
    return first
  }
}

/** Waits for a worker: a request, or a probe, which takes none of its time. */
type Waiting = { readonly begin: () => void; readonly lose: () => void }

type Pod = {
  readonly service: Service
  readonly node: Node
  isRunning: boolean
  isListening: boolean
  isReady: boolean
  isKnown: boolean
  incarnation: number
  busy: number
  queue: Waiting[]
  /** CPU jobs. */
  readonly jobs: Set<Job>
  readonly under: Set<() => void>
  restarts: number
  startedAt: number
}

type Node = { readonly cores: number; readonly pods: Pod[]; updated: number; stamp: number }

type Service = {
  readonly of: NaiveService
  readonly pods: Pod[]
  tries: number
  failed: number
  retried: number
  readonly responses: number[]
  flips: number
}

export function run({
  services: given,
  cores,
  outages,
  duration,
  seed,
}: SmallCluster): Map<string, ServiceOutcome> {
  const random = seedrandom(seed)
  const agenda = new Agenda()
  let now = 0
  const exponential = (mean: number): number => -Math.log(1 - random()) * mean
  const draw = ({ kind, mean }: Law): number => (kind === 'constant' ? mean : exponential(mean))
  const after = (seconds: number, what: () => void): void => agenda.add(now + seconds, what)

  const nodes: Node[] = cores.map((count) => ({ cores: count, pods: [], updated: 0, stamp: 0 }))
  const services: Service[] = given.map((of) => ({
    of,
    pods: [],
    tries: 0,
    failed: 0,
    retried: 0,
    responses: [],
    flips: 0,
  }))
  const named = (name: string): Service => services.find(({ of }) => of.name === name)!

  // Processors: max-min fair among pods, and evenly among the jobs of a pod, each on one core at most.
  const speeds = (node: Node): Map<Pod, number> => {
    const busy = node.pods.filter(({ jobs }) => jobs.size > 0).sort((a, b) => a.jobs.size - b.jobs.size)
    const found = new Map<Pod, number>()
    let left = node.cores
    busy.forEach((pod, place) => {
      const share = Math.min(pod.jobs.size, left / (busy.length - place))
      left -= share
      found.set(pod, share / pod.jobs.size)
    })
    return found
  }
  const progress = (node: Node): void => {
    const length = now - node.updated
    node.updated = now
    if (length === 0) return
    for (const [pod, speed] of speeds(node)) for (const job of pod.jobs) job.left -= length * speed
  }
  const awaitJobs = (node: Node): void => {
    const stamp = ++node.stamp
    let next: { readonly pod: Pod; readonly job: Job } | undefined
    let soonest = Infinity
    for (const [pod, speed] of speeds(node))
      for (const job of pod.jobs) {
        const due = Math.max(0, job.left) / speed
        if (due < soonest) {
          soonest = due
          next = { pod, job }
        }
      }
    if (next === undefined) return
    const { pod, job } = next
    after(soonest, () => {
      if (node.stamp !== stamp) return
      progress(node)
      pod.jobs.delete(job)
      job.onDone(false)
      awaitJobs(node)
    })
  }

  const outageOf = (service: Service): string | undefined =>
    outages.find((one) => one.service === service.of.name && one.from <= now && now < one.to)?.mode

  const work = (pod: Pod, seconds: number, onDone: () => void): void => {
    const { incarnation } = pod
    if (pod.service.of.takesCpu) {
      progress(pod.node)
      pod.jobs.add({ left: seconds, onDone })
      awaitJobs(pod.node)
    } else
      after(seconds, () => {
        if (pod.incarnation === incarnation) onDone()
      })
  }

  const takeNext = (pod: Pod): void => {
    while (pod.busy < pod.service.of.workers) {
      const next = pod.queue.shift()
      if (next === undefined) return
      next.begin()
    }
  }

  /** One request with its tries; `onEnd` hears of its end as a caller does. */
  const request = (service: Service, onEnd: (isWell: boolean) => void): void => {
    const { timeout, retries } = service.of
    const attempt = (number: number): void => {
      service.tries++
      if (number > 0) service.retried++
      let isOver = false
      const end = (isWell: boolean): void => {
        if (isOver) return
        isOver = true
        if (isWell) {
          onEnd(true)
          return
        }
        service.failed++
        if (number < retries.max) after(retries.backoff, () => attempt(number + 1))
        else onEnd(false)
      }
      if (timeout < Infinity) after(timeout, () => end(false))
      send(service, end)
    }
    attempt(0)
  }

  const send = (service: Service, end: (isWell: boolean) => void): void => {
    const mode = outageOf(service)
    if (mode === 'hang') return
    const known = service.pods.filter(({ isKnown }) => isKnown)
    if (mode === 'refuse' || known.length === 0) {
      end(false)
      return
    }
    const pod = known[Math.floor(random() * known.length)]!
    if (!pod.isListening) {
      end(false)
      return
    }
    const came = now
    const lose = (): void => end(false)
    const isCurrent = (
      (incarnation) => () =>
        pod.incarnation === incarnation
    )(pod.incarnation)
    const finish = (isWell: boolean): void => {
      if (!isCurrent()) return
      pod.under.delete(lose)
      pod.busy--
      const took = now - came
      if (took < service.of.timeout) service.responses.push(took)
      end(isWell && outageOf(service) !== 'errors')
      takeNext(pod)
    }
    const call = (place: number, isWell: boolean): void => {
      if (!isCurrent()) return
      const to = service.of.calls[place]
      if (to === undefined) finish(isWell)
      else request(named(to), (went) => call(place + 1, isWell && went))
    }
    const begin = (): void => {
      pod.busy++
      work(pod, draw(service.of.time), () => call(0, true))
    }
    pod.under.add(lose)
    if (pod.busy < service.of.workers) begin()
    else pod.queue.push({ begin, lose: () => {} })
  }

  // Proxies: a change is in the rules at once, but not sooner than a second after the last change.
  let appliedAt = -Infinity
  const tellProxies = (pod: Pod): void => {
    const ready = pod.isReady
    if (now > appliedAt) appliedAt = Math.max(now, appliedAt + 1)
    agenda.add(appliedAt, () => {
      pod.isKnown = ready
    })
  }
  const setReady = (pod: Pod, isReady: boolean): void => {
    if (pod.isReady === isReady) return
    pod.isReady = isReady
    pod.service.flips++
    tellProxies(pod)
  }

  const probe = (
    pod: Pod,
    of: NaiveProbe,
    onResult: (isWell: boolean, incarnation: number) => void,
  ): void => {
    const tick = (): void => {
      after(of.period, tick)
      const { incarnation } = pod
      if (!pod.isRunning) return
      if (!pod.isListening) {
        onResult(false, incarnation)
        return
      }
      let isOver = false
      const answer = (isWell: boolean): void => {
        if (isOver || pod.incarnation !== incarnation) return
        isOver = true
        onResult(isWell, incarnation)
      }
      after(of.timeout, () => answer(false))
      if (pod.busy < pod.service.of.workers) answer(true)
      else pod.queue.push({ begin: () => answer(true), lose: () => {} })
    }
    after(random() * of.period, tick)
  }

  const kill = (pod: Pod): void => {
    progress(pod.node)
    pod.incarnation++
    pod.isRunning = false
    pod.isListening = false
    pod.jobs.clear()
    pod.queue = []
    pod.busy = 0
    const lost = [...pod.under]
    pod.under.clear()
    awaitJobs(pod.node)
    setReady(pod, false)
    for (const lose of lost) lose()
    if (now - pod.startedAt > 600) pod.restarts = 0
    const wait = pod.restarts === 0 ? 0 : Math.min(300, 10 * 2 ** (pod.restarts - 1))
    pod.restarts++
    counts.set(pod, (counts.get(pod) ?? 0) + 1)
    const { incarnation } = pod
    after(wait, () => {
      pod.startedAt = now
      pod.isRunning = true
      if (pod.service.of.readiness === undefined) setReady(pod, true)
      after(pod.service.of.startup, () => {
        if (pod.incarnation === incarnation) pod.isListening = true
      })
    })
  }
  const counts = new Map<Pod, number>()

  for (const service of services) {
    const { pods, readiness, liveness, rates } = service.of
    for (const place of pods) {
      const node = nodes[place]!
      const pod: Pod = {
        service,
        node,
        isRunning: true,
        isListening: true,
        isReady: true,
        isKnown: true,
        incarnation: 0,
        busy: 0,
        queue: [],
        jobs: new Set(),
        under: new Set(),
        restarts: 0,
        startedAt: -Infinity,
      }
      node.pods.push(pod)
      service.pods.push(pod)
      let failures = 0
      if (readiness !== undefined)
        probe(pod, readiness, (isWell) => {
          failures = isWell ? 0 : failures + 1
          if (isWell) setReady(pod, true)
          else if (failures >= readiness.failureThreshold) setReady(pod, false)
        })
      let ill = 0
      let judged = 0
      if (liveness !== undefined)
        probe(pod, liveness, (isWell, incarnation) => {
          if (incarnation !== judged) ill = 0
          judged = incarnation
          ill = isWell ? 0 : ill + 1
          if (ill < liveness.failureThreshold) return
          ill = 0
          kill(pod)
        })
    }
    const most = Math.max(...rates.map(({ perSecond }) => perSecond))
    if (most === 0) continue
    const rateNow = (): number => rates.findLast(({ at }) => at <= now)?.perSecond ?? 0
    const next = (): void =>
      after(exponential(1 / most), () => {
        next()
        if (random() * most < rateNow()) request(service, () => {})
      })
    next()
  }
  for (let one = agenda.take(); one !== undefined && one.time < duration; one = agenda.take()) {
    now = one.time
    one.what()
  }
  return new Map(
    services.map((service) => [
      service.of.name,
      {
        tries: service.tries,
        failed: service.failed,
        retried: service.retried,
        mean: service.responses.reduce((sum, took) => sum + took, 0) / service.responses.length,
        p50: percentile(service.responses, 0.5),
        p99: percentile(service.responses, 0.99),
        restarts: service.pods.reduce((sum, pod) => sum + (counts.get(pod) ?? 0), 0),
        readinessFlips: service.flips,
      },
    ]),
  )
}

function percentile(values: number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}
