/** `validate`: everything that `run` reads and checks, and what it would simulate, or advice on it; runs nothing. */
import { painter } from '../../reports/text-blocks.ts'
import { ExitCode } from '../exit-code.ts'
import { loadInput } from '../input.ts'
import type { Options } from '../options.ts'
import { planText } from '../plan-text.ts'
import { takesColor } from '../streams.ts'
import { UsageError } from '../usage-error.ts'

/** @throws UsageError for a format without advice. */
export async function validate(options: Options): Promise<ExitCode> {
  const { advice, format } = options
  if (!advice && format !== 'text') throw new UsageError(`--format ${format} goes with --advice`)
  const scenario = await loadInput(options, 'validate')
  const paint = painter(takesColor(options['no-color'], process.stdout, process.env))
  if (advice) {
    const { printedAdvice } = await import('../advice/printed-advice.ts')
    process.stdout.write(await printedAdvice(scenario, format, paint))
  } else process.stdout.write(planText(scenario, paint))
  return ExitCode.Done
}
