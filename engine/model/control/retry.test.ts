/** W10: how long a key waits whose sync failed. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Retries } from './retry.ts'

const test = suite('retries of failed syncs')

test('a key waits 5 ms, then twice as long each time, at most 1000 s (W10)', () => {
  const retries = new Retries()
  const waits = Array.from({ length: 20 }, (_, index) => retries.waitUs(4, index * 2e9) / 1e6)
  assert.equal(waits.slice(0, 5), [0.005, 0.01, 0.02, 0.04, 0.08])
  assert.equal(waits.slice(17), [655.36, 1000, 1000])
})

test('a success begins anew, and keys do not know each other (W10)', () => {
  const retries = new Retries()
  retries.waitUs(1, 0)
  retries.waitUs(1, 0)
  assert.is(retries.waitUs(2, 0), 5000)
  retries.forget(1)
  assert.is(retries.waitUs(1, 0), 5000)
})

test('all keys of a controller share 10 tries per second, 100 at once (W10)', () => {
  const retries = new Retries()
  const waits = Array.from({ length: 103 }, (_, key) => retries.waitUs(key, 0))
  assert.equal(waits.slice(98), [5000, 5000, 100_000, 200_000, 300_000])
})

test.run()
