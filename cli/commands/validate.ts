/** `validate`: everything that `run` reads and checks, and what it would simulate, or advice on it; runs nothing. */
import { painter } from '../../reports/text-blocks.ts'
import { ExitCode } from '../exit-code.ts'
import { loadInput } from '../input.ts'
import type { Options } from '../options.ts'
import { planText } from '../plan-text.ts'
import { takesColor } from '../streams.ts'
import { UsageError } from '../usage-error.ts'

/**
 * Silenced findings fail nothing.
 * @throws UsageError for options of advice without it.
 */
export async function validate(options: Options): Promise<ExitCode> {
  const { advice, format, 'fail-on': failOn } = options
  if (!advice && format !== 'text') throw new UsageError(`--format ${format} goes with --advice`)
  if (!advice && failOn !== undefined) throw new UsageError('--fail-on goes with --advice')
  const scenario = await loadInput(options, 'validate')
  const paint = painter(takesColor(options['no-color'], process.stdout, process.env))
  if (!advice) {
    process.stdout.write(planText(scenario, paint))
    return ExitCode.Done
  }
  const { adviceOn } = await import('../advice/advice.ts')
  const { printedAdvice } = await import('../advice/printed-advice.ts')
  const items = adviceOn(scenario)
  process.stdout.write(await printedAdvice(scenario, format, paint, items, options))
  const isFailure = items.some(
    ({ severity, silencedFor }) =>
      silencedFor === undefined && (severity === 'warning' ? failOn !== undefined : failOn === 'info'),
  )
  return isFailure ? ExitCode.Regression : ExitCode.Done
}
