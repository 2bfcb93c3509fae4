/**
 * What the benches do with small parameters, kept in `recorded.json`: checksums and counters, one entry per bench.
 * `npm run golden` records them anew; review the difference like code.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome } from './bench.ts'
import { allBenches } from './suite.ts'

const file = join(import.meta.dirname, 'recorded.json')

/** By name of the bench. */
export type Outcomes = Readonly<Record<string, Outcome>>

export function readRecorded(): Outcomes {
  return JSON.parse(readFileSync(file, 'utf8'))
}

export async function smallOutcomes(): Promise<Outcomes> {
  const outcomes: Record<string, Outcome> = {}
  for (const bench of await allBenches()) {
    const run = bench.of('small')
    await run.setup()
    run.run()
    outcomes[bench.name] = await run.outcome()
  }
  return outcomes
}

/** Records what the benches do now. */
export async function rewriteRecorded(): Promise<void> {
  writeFileSync(file, `${JSON.stringify(await smallOutcomes(), null, 2)}\n`)
}
