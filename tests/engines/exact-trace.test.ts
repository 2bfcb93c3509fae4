/** The exact engine works out an answer time only where somebody sees it: a trace, which sees all, changes nothing. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulate } from '../../engine/index.ts'
import { lawStudies } from './same-law.ts'

const test = suite('exact engine, with and without a trace')

for (const { name, spec } of lawStudies) {
  test(`comes to the same result: ${name}`, async () => {
    const plain = await simulate(spec, { engine: 'exact', verify: true })
    let rows = 0
    const probeTrace = () => ({
      begin: () => {},
      row: () => {
        rows++
      },
    })
    const traced = await simulate(spec, { engine: 'exact', verify: true, probeTrace })
    assert.equal(traced.replications, plain.replications)
    assert.ok(rows >= plain.replications[0].counters.probeRunsTotal)
  })
}

test.run()
