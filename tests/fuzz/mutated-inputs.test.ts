import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fuzz } from './fuzz.ts'

const test = suite('mutated inputs')

const seed = Math.floor(Math.random() * 2 ** 31)

test(`400 mutated inputs neither crash nor hang (seed ${seed})`, async () => {
  const { findings, loaded } = await fuzz(seed, 400)
  assert.is(findings.length, 0, findings.join('\n\n'))
  assert.ok(loaded > 20, `${loaded} were good`)
})

test.run()
