/** `validate`: everything that `run` reads and checks, and what it would simulate; runs nothing. */
import { painter } from '../../reports/text-blocks.ts'
import { ExitCode } from '../exit-code.ts'
import { loadInput } from '../input.ts'
import type { Options } from '../options.ts'
import { planText } from '../plan-text.ts'
import { takesColor } from '../streams.ts'

export async function validate(options: Options): Promise<ExitCode> {
  const scenario = await loadInput(options, 'validate')
  const paint = painter(takesColor(options['no-color'], process.stdout, process.env))
  process.stdout.write(planText(scenario, paint))
  return ExitCode.Done
}
