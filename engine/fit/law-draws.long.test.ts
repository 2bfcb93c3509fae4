/** The study behind docs/calibration.md: how often the draws hold the truth. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { coverage, type SampleKind, shares, truths } from './law-draws.test.helper.ts'

const test = suite('draws of laws, many samples')

const seeds = 60
const kinds: readonly SampleKind[] = ['values', 'buckets', 'cut']

for (const [name, law] of Object.entries(truths)) {
  for (const n of [20, 200, 2000]) {
    test(`hold the upper end of ${n} observations: ${name}`, () => {
      for (const kind of name.startsWith('starts') ? (['values', 'blurred'] as const) : kinds) {
        const hits = coverage(law, n, kind, seeds)
        console.log(
          `${name}, n ${n}, ${kind}: ${hits.map((hit, index) => `p${100 * shares[index]} ${Math.round((100 * hit) / seeds)} %`).join(', ')}`,
        )
        // Of 60 intervals that hold with 90 %, 47 to 60 do but for a chance of 1 %; of 20 observations more, for each may hide a slow part.
        for (const hit of hits) assert.ok(hit >= 0.78 * seeds, `${kind}: ${hit} of ${seeds}`)
      }
    })
  }
}

test.run()
