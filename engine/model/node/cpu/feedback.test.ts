/** Services that call each other on the same processors: what one gets changes what the other asks for. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { coupledStudies } from '../../../../tests/engines/coupled-studies.ts'
import { simulated } from '../../../../tests/support/observe.ts'

const test = suite('shares that follow requests')

test('follow them once a period, so time goes on where each share changes the next', async () => {
  const { spec } = coupledStudies.find(({ name }) => name.startsWith('calls'))!
  const { counters } = await simulated({ ...spec, durationUs: 300_000_000 })
  assert.ok(counters.eventsTotal < 100_000, `${counters.eventsTotal} events`)
})

test.run()
