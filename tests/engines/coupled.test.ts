/** Requests and processors couple pods; the quiet engine stays exact in law, and a result does not depend on who works it out. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulate } from '../../engine/index.ts'
import { repository } from '../support/cli.ts'
import { runHere } from '../support/command.ts'
import { second } from '../support/spec.ts'
import { assertSameBytes } from './coupled.ts'
import { coupledStudies } from './coupled-studies.ts'
import { assertSameLaw } from './same-law.ts'

const test = suite('coupled runs')

const [overload, chain] = coupledStudies
const short = { ...overload.spec, durationUs: 150 * second }

test('agree over 5 replications of an overload that kills pods', () =>
  assertSameLaw({ ...overload, spec: short }, 5))

test('have the same bytes on one thread and on two', () =>
  assertSameBytes({ ...short, replications: 2 }, [2]))

test('go on where what each gets of a processor changes what the other asks for', async () => {
  const { replications } = await simulate({ ...chain.spec, durationUs: 90 * second }, { workers: 1 })
  const { eventsTotal } = replications[0].counters
  // Some 1,800: shares that change each other must not make events without end.
  assert.ok(eventsTotal < 5_000, `${eventsTotal} events`)
})

/** Files that a run writes of these documents, in this order. */
async function filesOf(names: readonly string[]): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'probestorm-coupled-'))
  try {
    const out = join(directory, 'out')
    const inputs = names.flatMap((name) => ['-f', join(repository, 'tests/engines', `coupled-${name}.yaml`)])
    const { code } = await runHere(['run', ...inputs, '--verify', '--quiet', '--out-dir', out])
    assert.is(code, 0)
    const tables = ['summary.csv', 'timeseries.csv', 'services.csv', 'nodes.csv', 'starts.csv']
    return tables.map((name) => readFileSync(join(out, name), 'utf8')).join('\n')
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

test('have the same bytes in whatever order the documents come', async () => {
  const usual = await filesOf(['web', 'store', 'scenario'])
  assert.ok((await filesOf(['scenario', 'store', 'web'])) === usual)
})

test.run()
