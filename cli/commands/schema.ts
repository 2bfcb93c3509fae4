/** `schema`: the JSON Schemas that editors use. */
import { scenarioJsonSchema } from '../../scenarios/load-scenario.ts'
import { sweepJsonSchema } from '../../scenarios/sweep/load-sweep.ts'
import type { Positionals } from '../command-row.ts'
import { ExitCode } from '../exit-code.ts'

export async function schema(words: Positionals): Promise<ExitCode> {
  const schema = words.get('kind')?.[0] === 'sweep' ? sweepJsonSchema() : scenarioJsonSchema()
  process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`)
  return ExitCode.Done
}
