import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fuzz } from './fuzz.ts'

const test = suite('mutated inputs, many')

const seed = Math.floor(Math.random() * 2 ** 31)

test(`50,000 mutated inputs neither crash nor hang (seed ${seed})`, async () => {
  const { findings, loaded, simulated } = await fuzz(seed, 50_000)
  assert.is(findings.length, 0, findings.slice(0, 5).join('\n\n'))
  console.log(`${loaded} were good, ${simulated} of them were simulated for a while`)
})

test.run()
