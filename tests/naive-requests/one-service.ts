/**
 * One service, each request an event: clients that come by chance, time out and try again, pods with workers and a share of a processor, that come and go.
 * Written from the text of the fluid model and from queueing theory; nothing of it is the engine's. Times in seconds.
 */
import seedrandom from 'seedrandom'

export type ServiceTime = { readonly kind: 'exponential' | 'constant'; readonly mean: number }

export type Client = {
  /** Requests per second from a time on: the last one that has begun holds. */
  readonly rates: readonly { readonly at: number; readonly perSecond: number }[]
  /** A request that takes longer has failed; its work goes on. */
  readonly timeout: number
  readonly retries: {
    readonly max: number
    readonly backoff: number
    /** Share of the first tries that may be tried again. */
    readonly budget: number
  }
}

export type PodLife = {
  readonly from: number
  readonly to: number
}

export type Service = {
  readonly client: Client
  readonly pods: readonly PodLife[]
  /** Requests that a pod works on at once; the others wait in its queue. */
  readonly workers: number
  /** Processors of a pod, which its running requests share; Infinity = each runs at full speed. */
  readonly cores: number
  readonly time: ServiceTime
  /** Probability that an answer is an error. */
  readonly errorRate: number
  readonly duration: number
  /** Statistics begin then. */
  readonly warmUp: number
  readonly seed: string
}

export type Outcome = {
  readonly firstTries: number
  /** First tries and retries. */
  readonly tries: number
  /** Tries that failed: by timeout, by error, without a pod, with a pod that ended. */
  readonly failedTries: number
  /** Mean time in a pod, of those that came to an end there. */
  readonly meanResponse: number
  /** Of what took the processor: seconds at full speed. */
  readonly workSeconds: number
  /** Seconds in which a pod has work, times its cores where it has all of them busy. */
  readonly coreSeconds: number
  /** When, after that time, there were no more than so many requests in all pods: to a tenth of a second; Infinity = never. */
  firstAtMost(number: number, after: number): number
  /** Requests in pods at the end of each tenth of a second. */
  readonly present: readonly number[]
}

type Request = {
  readonly triesLeft: number
  readonly came: number
  left: number
  isOver: boolean
}

/** First come, first served. */
class Queue {
  private requests: Request[] = []
  private head = 0

  add(request: Request): void {
    this.requests.push(request)
  }

  take(): Request | undefined {
    if (this.head === this.requests.length) return undefined
    const first = this.requests[this.head++]
    if (this.head > 1000 && this.head * 2 > this.requests.length) this.requests = this.takeAll()
    return first
  }

  takeAll(): Request[] {
    const left = this.requests.slice(this.head)
    this.requests = []
    this.head = 0
    return left
  }
}

type Pod = {
  readonly life: PodLife
  isUp: boolean
  readonly running: Request[]
  readonly queue: Queue
  updated: number
  stamp: number
}

type Due = { readonly time: number; readonly what: () => void }

export function serve(service: Service): Outcome {
  const { client, workers, cores, duration, warmUp } = service
  const random = seedrandom(service.seed)
  const exponential = (mean: number): number => -Math.log(1 - random()) * mean
  const due: Due[] = []
  let now = 0
  const at = (time: number, what: () => void): void => {
    let low = 0
    let high = due.length
    // The next one last.
    while (low < high) {
      const middle = (low + high) >> 1
      if (due[middle].time > time) low = middle + 1
      else high = middle
    }
    due.splice(low, 0, { time, what })
  }

  let firstTries = 0
  let tries = 0
  let failedTries = 0
  let ended = 0
  let responseSum = 0
  let workSeconds = 0
  let coreSeconds = 0
  let allowance = 0
  let inPods = 0
  const present: number[] = []
  const pods: Pod[] = service.pods.map((life) => ({
    life,
    isUp: false,
    running: [],
    queue: new Queue(),
    updated: 0,
    stamp: 0,
  }))
  const speed = (pod: Pod): number => Math.min(1, cores / pod.running.length)

  const count = (change: number): void => {
    inPods += change
  }
  const progress = (pod: Pod): void => {
    const done = (now - pod.updated) * (pod.running.length === 0 ? 0 : speed(pod))
    for (const request of pod.running) request.left -= done
    workSeconds += done * pod.running.length
    coreSeconds += (now - pod.updated) * Math.min(pod.running.length, cores)
    pod.updated = now
  }
  const await_ = (pod: Pod): void => {
    const stamp = ++pod.stamp
    if (pod.running.length === 0) return
    const least = pod.running.reduce((a, b) => (b.left < a.left ? b : a))
    at(now + Math.max(0, least.left) / speed(pod), () => {
      if (pod.stamp !== stamp) return
      progress(pod)
      pod.running.splice(pod.running.indexOf(least), 1)
      count(-1)
      if (now >= warmUp) {
        ended++
        responseSum += now - least.came
      }
      if (!least.isOver) {
        least.isOver = true
        if (random() < service.errorRate) fail(least)
      }
      const next = pod.queue.take()
      if (next !== undefined) pod.running.push(next)
      await_(pod)
    })
  }
  const fail = (request: Request): void => {
    if (now >= warmUp) failedTries++
    if (request.triesLeft === 0) return
    if (client.retries.budget < Infinity) {
      if (allowance < 1) return
      allowance--
    }
    at(now + client.retries.backoff, () => arrive(request.triesLeft - 1))
  }
  const arrive = (triesLeft: number): void => {
    if (now >= warmUp) tries++
    const { kind, mean } = service.time
    const left = kind === 'constant' ? mean : exponential(mean)
    const request: Request = { triesLeft, came: now, left, isOver: false }
    const up = pods.filter(({ isUp }) => isUp)
    if (up.length === 0) {
      fail(request)
      return
    }
    const pod = up[Math.floor(random() * up.length)]
    count(1)
    if (client.timeout < Infinity)
      at(now + client.timeout, () => {
        if (request.isOver) return
        request.isOver = true
        fail(request)
      })
    if (pod.running.length >= workers) {
      pod.queue.add(request)
      return
    }
    progress(pod)
    pod.running.push(request)
    await_(pod)
  }

  for (const pod of pods) {
    at(pod.life.from, () => {
      pod.isUp = true
      pod.updated = now
    })
    if (pod.life.to >= duration) continue
    at(pod.life.to, () => {
      progress(pod)
      pod.isUp = false
      pod.stamp++
      const lost = [...pod.running.splice(0), ...pod.queue.takeAll()]
      count(-lost.length)
      for (const request of lost) {
        if (request.isOver) continue
        request.isOver = true
        fail(request)
      }
    })
  }
  // A Poisson process of the highest rate, thinned.
  const most = Math.max(...client.rates.map(({ perSecond }) => perSecond))
  const rateAt = (time: number): number => client.rates.findLast((rate) => rate.at <= time)?.perSecond ?? 0
  const next = (): void => {
    at(now + exponential(1 / most), () => {
      next()
      if (random() * most >= rateAt(now)) return
      if (now >= warmUp) firstTries++
      // What a second has not used is forfeited.
      allowance = Math.min(
        allowance + client.retries.budget,
        Math.max(1, client.retries.budget * rateAt(now)),
      )
      arrive(client.retries.max)
    })
  }
  next()
  const look = (): void => {
    present.push(inPods)
    at(present.length / 10 + 0.1, look)
  }
  at(0.1, look)
  for (let one = due.pop(); one !== undefined && one.time <= duration; one = due.pop()) {
    now = one.time
    one.what()
  }
  now = duration
  for (const pod of pods) if (pod.isUp) progress(pod)
  return {
    firstTries,
    tries,
    failedTries,
    meanResponse: responseSum / ended,
    workSeconds,
    coreSeconds,
    firstAtMost: (number, after) => {
      const place = present.findIndex((count, index) => (index + 1) / 10 > after && count <= number)
      return place < 0 ? Infinity : (place + 1) / 10
    },
    present,
  }
}
