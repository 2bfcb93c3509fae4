import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { coresFree, stretchBy } from './contention.ts'

const test = suite('contention for processors')

test('is none on processors of its own', () => {
  assert.is(stretchBy(Infinity, Infinity), 1)
  assert.is(stretchBy(16, 16), 1)
  assert.is(stretchBy(1, 1), 1)
})

/** M/G/1-PS: the mean of a shared processor is 1 / (1 - u) times that of one alone, whatever the law of the work. */
for (const used of [0.1, 0.5, 0.8, 0.9, 0.99])
  test(`is that of a shared processor at a utilisation of ${used}`, () => {
    assert.ok(Math.abs(stretchBy(1, 1 - used) - 1 / (1 - used)) < 1e-9)
  })

/** M/M/c, exact: 1 + C(c, u) / (c (1 - u)), with Erlang's C. */
function erlang(cores: number, used: number): number {
  const load = cores * used
  let blocked = 1
  for (let core = 1; core <= cores; core++) blocked = (load * blocked) / (core + load * blocked)
  const waits = blocked / (1 - used * (1 - blocked))
  return 1 + waits / (cores * (1 - used))
}

for (const cores of [2, 4, 16, 64])
  for (const used of [0.5, 0.8, 0.95])
    test(`is near Erlang's formula with ${cores} cores at a utilisation of ${used}`, () => {
      const exact = erlang(cores, used)
      const found = stretchBy(cores, cores * (1 - used))
      assert.ok(Math.abs(found / exact - 1) < 0.05, `${found} for ${exact}`)
    })

test('of a limit of 200m is five times as long as without it, and more if the container is busy', () => {
  assert.ok(Math.abs(stretchBy(0.2, coresFree(0.2, 0, 0, 0)) - 5) < 1e-9)
  assert.ok(Math.abs(stretchBy(0.2, coresFree(0.2, 0.05, 0, 1)) - 1 / 0.15) < 1e-9)
})

type Free = readonly [
  what: string,
  free: number,
  reach: number,
  steady: number,
  startup: number,
  threads: number,
]
const table: readonly Free[] = [
  ['all that is steady is left out', 3.5, 4, 0.5, 0, 1],
  ['a start-up that leaves enough takes no more than it can use', 2.98, 4, 0.02, 1, 1],
  ['a start-up shares a core with the answer', 0.5, 1, 0, 1, 0],
  ['more is asked for than there is: the threads get the same', 0.1, 0.2, 0.9, 0, 1],
]
for (const [what, free, ...given] of table)
  test(`leaves for an answer: ${what}`, () => {
    assert.ok(Math.abs(coresFree(...given) - free) < 1e-12, String(coresFree(...given)))
  })

test.run()
