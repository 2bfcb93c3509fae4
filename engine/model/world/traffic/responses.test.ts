/** How long requests take. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DistributionSpec } from '../../../contract/distribution-spec.ts'
import { DistributionBuilder } from '../../../kernel/distribution.ts'
import { waitRung } from '../ladder.ts'
import { type ResponseLevel, Responses } from './responses.ts'
import { waitLaw } from './waiting.ts'

const test = suite('responses')

function responsesOf(latency: DistributionSpec, timeoutUs = Infinity): Responses {
  const builder = new DistributionBuilder()
  const row = builder.add(latency)
  return new Responses(builder.build(), row, timeoutUs)
}

/** Of one worker. */
function atLoad(responses: Responses, load: number, factor = 1, extraUs = 0): ResponseLevel {
  const table = responses.tableOf(factor, extraUs)
  return responses.byChance(table, waitLaw(load, responses.holdingUs(table), 1, responses.variability))
}

function afterBacklog(responses: Responses, backlogUs: number): ResponseLevel {
  return responses.afterBacklog(responses.tableOf(1, 0), waitRung(backlogUs))
}

const exponential: DistributionSpec = { kind: 'exponential', mean: 10_000 }
const isNear = (found: number | null, expected: number, share = 0.03): void =>
  assert.ok(Math.abs(found! - expected) <= share * expected, `${found} is not near ${expected}`)

for (const load of [0.3, 0.6, 0.9]) {
  test(`one worker, exponential times, load ${load}: the response is exponential with mean S / (1 - load)`, () => {
    const responses = responsesOf(exponential)
    atLoad(responses, load).answered = 100
    const mean = 10_000 / (1 - load)
    isNear(atLoad(responses, load).meanUs, mean)
    isNear(responses.percentileUs(0.5), mean * Math.log(2))
    isNear(responses.percentileUs(0.99), mean * Math.log(100))
  })
}

test('a backlog is a wait for all, as a rung', () => {
  const level = afterBacklog(responsesOf({ kind: 'constant', value: 10_000 }), 1_000_000)
  isNear(level.meanUs, 1_010_000, 0.026)
})

test('who waits for longer than a client does is late', () => {
  const responses = responsesOf({ kind: 'uniform', low: 0, high: 1_000_000 }, 500_000)
  assert.is(atLoad(responses, 0).lateShare, 0.5)
  isNear(afterBacklog(responses, 300_000).lateShare, 0.8, 0.02)
  assert.is(afterBacklog(responses, 600_000).lateShare, 1)
  assert.is(atLoad(responses, 0, 2).lateShare, 0.75)
})

test('percentiles weigh by requests, of those that are answered in time', () => {
  const responses = responsesOf({ kind: 'uniform', low: 0, high: 1_000_000 }, 500_000)
  atLoad(responses, 0).answered = 10
  isNear(responses.percentileUs(0.5), 250_000, 1e-6)
  isNear(responses.percentileUs(0.99), 495_000, 1e-6)
  atLoad(responses, 0, 1, 400_000).answered = 1_000_000
  isNear(responses.percentileUs(0.5), 450_000, 0.03)
})

test('nobody answered: there is no percentile', () => {
  assert.is(responsesOf(exponential).percentileUs(0.5), null)
})

test.run()
