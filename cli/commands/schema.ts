/** `schema scenario`: the JSON Schema that editors use. */
import { scenarioJsonSchema } from '../../scenarios/load-scenario.ts'
import { ExitCode } from '../exit-code.ts'

export async function schema(): Promise<ExitCode> {
  process.stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`)
  return ExitCode.Done
}
