/** First tries over a day: what comes of profiles and ramps by steps. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { FaultSpec } from '../../../contract/cluster-spec.ts'
import { OfferedLoad, requestsIn } from './offered-load.ts'

const test = suite('offered load')
const second = 1_000_000

/** Requests until a time, and steps. */
function walk(load: OfferedLoad, untilSeconds: number): { requests: number; steps: number } {
  let requests = 0
  let steps = 0
  for (let atUs = 0; atUs < untilSeconds * second; steps++) {
    const nextUs = Math.min(load.nextUs(atUs), untilSeconds * second)
    requests += requestsIn(load.rate(atUs), nextUs - atUs)
    atUs = nextUs
  }
  return { requests, steps }
}

const rise = (rampSeconds: number, forSeconds?: number): Extract<FaultSpec, { kind: 'traffic' }> => ({
  kind: 'traffic',
  atUs: 10 * second,
  services: [0],
  factor: 5,
  rampUs: rampSeconds * second,
  ...(forSeconds !== undefined && { forUs: forSeconds * second }),
})

const cases: readonly { what: string; load: OfferedLoad; requests: number; stepsMax: number }[] = [
  { what: 'a constant has one step', load: new OfferedLoad(7, undefined, []), requests: 700, stepsMax: 1 },
  {
    what: 'a factor at once',
    load: new OfferedLoad(10, undefined, [rise(0, 20)]),
    requests: 1000 + 20 * 40,
    stepsMax: 3,
  },
  {
    what: 'a ramp',
    load: new OfferedLoad(10, undefined, [rise(30)]),
    requests: 1000 + 30 * 20 + 60 * 40,
    stepsMax: 50,
  },
  {
    what: 'a ramp that the end of the fault cuts short',
    load: new OfferedLoad(10, undefined, [rise(30, 15)]),
    requests: 1000 + 15 * 10,
    stepsMax: 50,
  },
  {
    what: 'a profile that jumps within a millisecond',
    load: new OfferedLoad(
      0,
      [
        { atUs: 60 * second, requestsPerSecond: 10 },
        { atUs: 60.001 * second, requestsPerSecond: 100 },
      ],
      [],
    ),
    requests: 60 * 10 + 40 * 100 - 0.045,
    stepsMax: 60,
  },
  {
    what: 'a profile, straight between its points',
    load: new OfferedLoad(
      0,
      [
        { atUs: 20 * second, requestsPerSecond: 0 },
        { atUs: 60 * second, requestsPerSecond: 100 },
        { atUs: 80 * second, requestsPerSecond: 50 },
      ],
      [],
    ),
    requests: 2000 + 1500 + 1000,
    stepsMax: 100,
  },
]

for (const { what, load, requests, stepsMax } of cases) {
  test(`${what}: no request is lost, and steps are few`, () => {
    const found = walk(load, 100)
    assert.ok(
      Math.abs(found.requests - requests) < 1e-3 * requests,
      `${found.requests} instead of ${requests}`,
    )
    assert.ok(found.steps <= stepsMax, `${found.steps} steps`)
  })
}

test('no request is lost when the rate is asked for within steps too', () => {
  const load = new OfferedLoad(10, undefined, [rise(30)])
  let requests = 0
  for (let atUs = 0; atUs < 100 * second; ) {
    const nextUs = Math.min(load.nextUs(atUs), atUs + 37_000, 100 * second)
    requests += requestsIn(load.rate(atUs), nextUs - atUs)
    atUs = nextUs
  }
  assert.ok(Math.abs(requests - 4000) < 4, `${requests} instead of 4000`)
})

test('two faults at a time multiply', () => {
  const load = new OfferedLoad(10, undefined, [rise(0), { ...rise(0), factor: 2 }])
  assert.is(load.rate(20 * second), 100)
})

test.run()
