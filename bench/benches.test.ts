import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { defineBench } from './bench.ts'
import { measure } from './harness.ts'
import { readRecorded, smallOutcomes } from './recorded.ts'

const test = suite('benches')

test('every bench does with small parameters what is recorded (npm run golden records anew)', async () => {
  assert.equal(await smallOutcomes(), readRecorded())
})

test('an event list of another kind takes the same events', async () => {
  const outcomes = Object.entries(readRecorded()).filter(([name]) => name.startsWith('event-list/'))
  const byLoad = new Map<string, Set<string>>()
  for (const [name, { checksum }] of outcomes) {
    const load = name.split('/')[1]!.split('-')[0]!
    byLoad.set(load, (byLoad.get(load) ?? new Set()).add(checksum))
  }
  for (const [load, checksums] of byLoad) assert.is(checksums.size, 1, load)
})

test('threads change nothing of what replications give', () => {
  const recorded = readRecorded()
  assert.equal(recorded['replications/workers-2'], recorded['replications/workers-1'])
})

test('a bench is measured so many times, from the same beginning', async () => {
  let runs = 0
  const counting = defineBench({
    name: 'count',
    unit: 'addition',
    iterations: 4,
    small: { additions: 100 },
    large: { additions: 1_000_000 },
    setup: ({ additions }) => ({ additions, total: 0 }),
    run: (state) => {
      runs++
      for (let index = 0; index < state.additions; index++) state.total += index
      return state.total
    },
    outcome: (total, { additions }) => ({
      work: additions,
      checksum: String(total),
      counters: { additions },
    }),
  })
  const measured = await measure(counting, 'small', 4, 2)
  assert.is(runs, 4 + 2)
  assert.is(measured.samplesMs.length, 4)
  assert.is(measured.checksum, '4950')
  assert.equal(measured.counters, { additions: 100 })
  assert.ok(measured.medianMs >= 0 && measured.madMs >= 0)
})

test('a bench whose runs differ is a broken bench', async () => {
  let runs = 0
  const drifting = defineBench({
    name: 'drift',
    unit: 'run',
    iterations: 2,
    small: {},
    large: {},
    setup: () => undefined,
    run: () => ++runs,
    outcome: (count) => ({ work: 1, checksum: String(count), counters: {} }),
  })
  try {
    await measure(drifting, 'small', 2, 1)
    assert.unreachable('measured a bench whose runs differ')
  } catch (error) {
    assert.match((error as Error).message, /broken invariant: one run of bench drift/)
  }
})

test.run()
