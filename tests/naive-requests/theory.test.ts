/** The simulation request by request agrees with queueing theory where there is some: so it may judge the fluid model. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  amplification,
  approximateWait,
  drainSeconds,
  erlangC,
  meanShared,
  meanWait,
  meanWaitOne,
  waterFilling,
} from './closed-forms.ts'
import { type Service, serve } from './one-service.ts'

const test = suite('requests one by one')

const near = (value: number, expected: number, share: number, what: string): void => {
  assert.ok(Math.abs(value / expected - 1) <= share, `${what}: ${value}, not ${expected}`)
}

const forever = [{ from: 0, to: Infinity }]
const service = (changes: Partial<Service> & { readonly perSecond?: number }): Service => {
  const { perSecond = 1, ...rest } = changes
  return {
    client: {
      rates: [{ at: 0, perSecond }],
      timeout: Infinity,
      retries: { max: 0, backoff: 0, budget: Infinity },
    },
    pods: forever,
    workers: 1,
    cores: Infinity,
    time: { kind: 'exponential', mean: 1 },
    errorRate: 0,
    duration: 30_000,
    warmUp: 1000,
    seed: 'one',
    ...rest,
  }
}

test('Erlang C has its textbook values', () => {
  near(erlangC(1, 0.5), 0.5, 1e-12, 'one worker')
  near(erlangC(2, 1), 1 / 3, 1e-12, 'two workers')
  near(erlangC(10, 8), 0.40918, 1e-4, 'ten workers')
})

for (const workers of [1, 10, 100]) {
  test(`waits of M/M/${workers} are those of Erlang C`, () => {
    const perSecond = 0.8 * workers
    const { meanResponse } = serve(service({ workers, perSecond, duration: 1000 + 25_000 / workers }))
    near(meanResponse, 1 + meanWait(workers, perSecond, 1), 0.08, 'response')
  })
}

test('the approximation of waits is within 10 % of the response below 90 % utilisation', () => {
  for (const workers of [1, 2, 5, 10, 30, 100])
    for (const utilisation of [0.1, 0.5, 0.7, 0.8, 0.9]) {
      const perSecond = utilisation * workers
      const what = `${workers} workers at ${utilisation}`
      near(1 + approximateWait(workers, perSecond, 1), 1 + meanWait(workers, perSecond, 1), 0.1, what)
    }
})

test('constant times wait half as long', () => {
  const { meanResponse } = serve(service({ perSecond: 0.8, time: { kind: 'constant', mean: 1 } }))
  near(meanResponse, 1 + meanWaitOne(0.8, 1, 0), 0.08, 'response')
})

for (const kind of ['exponential', 'constant'] as const) {
  test(`a processor shared by all takes as long on average for ${kind} times`, () => {
    const { meanResponse } = serve(
      service({ perSecond: 0.7, workers: 1_000_000, cores: 1, time: { kind, mean: 1 } }),
    )
    near(meanResponse, meanShared(0.7, 1), 0.08, 'response')
  })
}

test('processor seconds are neither lost nor made', () => {
  const { workSeconds, coreSeconds } = serve(
    service({
      perSecond: 2.8,
      workers: 20,
      cores: 2,
      time: { kind: 'exponential', mean: 0.5 },
      duration: 5000,
    }),
  )
  near(workSeconds, coreSeconds, 1e-9, 'work')
  near(workSeconds, 2.8 * 0.5 * 5000, 0.05, 'of what has come')
})

test('a backlog drains as fast as capacity is left', () => {
  const overloaded = service({
    workers: 10,
    time: { kind: 'exponential', mean: 0.1 },
    client: {
      rates: [
        { at: 0, perSecond: 50 },
        { at: 100, perSecond: 150 },
        { at: 200, perSecond: 50 },
      ],
      timeout: Infinity,
      retries: { max: 0, backoff: 0, budget: Infinity },
    },
    duration: 500,
    warmUp: 0,
  })
  const { firstAtMost } = serve(overloaded)
  near(firstAtMost(10, 201) - 200, drainSeconds(150, 100, 50, 100), 0.1, 'until it is gone')
})

test('retries amplify as the sum of their chances', () => {
  const failing = service({
    workers: 1000,
    time: { kind: 'constant', mean: 0.01 },
    errorRate: 0.4,
    client: {
      rates: [{ at: 0, perSecond: 100 }],
      timeout: Infinity,
      retries: { max: 3, backoff: 0.1, budget: Infinity },
    },
    duration: 500,
    warmUp: 10,
  })
  const { firstTries, tries } = serve(failing)
  near(tries / firstTries, amplification(0.4, 3), 0.02, 'tries')
  const budget = { ...failing.client, retries: { max: 3, backoff: 0.1, budget: 0.1 } }
  const held = serve({ ...failing, client: budget })
  near(held.tries / held.firstTries, 1.1, 0.02, 'tries within a budget')
})

test('a pod that ends takes its requests with it', () => {
  const short = { from: 0, to: 100 }
  const { present, failedTries } = serve(
    service({ perSecond: 2, pods: [short], duration: 200, warmUp: 0, time: { kind: 'constant', mean: 1 } }),
  )
  assert.ok(present[980] > 50)
  assert.is(present[1500], 0)
  // All that is in the pod, and all that comes later.
  assert.ok(failedTries > present[980] + 150)
})

test('who needs less than his share leaves the rest to the others', () => {
  const shares = waterFilling(4, [
    { demand: 1, weight: 1 },
    { demand: 3, weight: 1 },
    { demand: 3, weight: 1 },
  ])
  shares.forEach((share, at) => {
    near(share, [1, 1.5, 1.5][at], 1e-9, `share ${at}`)
  })
  const weighted = waterFilling(3, [
    { demand: 4, weight: 2 },
    { demand: 4, weight: 1 },
  ])
  near(weighted[0], 2, 1e-9, 'the weightier')
})

test.run()
