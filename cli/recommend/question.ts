/** The options of `recommend` as the question that the engine answers. */
import { type Limits, type Objective, objectives, type Question } from '../../engine/index.ts'
import { parseDuration } from '../../scenarios/text/duration.ts'
import type { OptionName, Options } from '../options.ts'
import { UsageError } from '../usage-error.ts'

/** @throws UsageError with everything that is wrong. */
export function questionOf(options: Options): Question {
  const problems: string[] = []
  const read = <Value>(name: OptionName, parse: (text: string) => Value | undefined, expected: string) => {
    const text = options[name] as string | undefined
    if (text === undefined) return null
    const value = parse(text.trim())
    if (value !== undefined) return value
    problems.push(`--${name} is ${JSON.stringify(text)}; expected ${expected}`)
    return null
  }
  const limits: Limits = {
    'detect-within': read('detect-within', secondsIn, durationExpected),
    'remove-within': read('remove-within', secondsIn, durationExpected),
    'false-restarts-per-month': read('false-restarts-per-month', positive, countExpected),
    'false-removals-per-month': read('false-removals-per-month', positive, countExpected),
    'startup-kill-probability': read(
      'startup-kill-probability',
      share,
      'a probability above 0 and below 1, such as 0.001 or 0.1%',
    ),
    outlast: read('outlast', secondsIn, durationExpected),
    'max-probes-per-node': read(
      'max-probes-per-node',
      positive,
      'a number of probe runs per second above 0, such as 50',
    ),
    'max-probe-cpu': read('max-probe-cpu', share, 'a share of a node above 0 and below 1, such as 1%'),
  }
  if (problems.length > 0) throw new UsageError(problems.join('\n'))
  const objective = objectives.find((name) => name === options.objective) as Objective
  return { limits, objective, all: options.all === true }
}

const durationExpected = 'a duration of a second or more, such as 30s'
const countExpected = 'a number above 0, such as 1 or 0.1'

function secondsIn(text: string): number | undefined {
  const read = parseDuration(text)
  return 'us' in read && read.us >= 1e6 ? read.us / 1e6 : undefined
}

function positive(text: string): number | undefined {
  const value = /^\d+(\.\d+)?(e-?\d+)?$/.test(text) ? Number(text) : Number.NaN
  return value > 0 && Number.isFinite(value) ? value : undefined
}

/** `0.001` or `0.1%`. */
function share(text: string): number | undefined {
  const value = text.endsWith('%') ? positive(text.slice(0, -1).trim()) : positive(text)
  const ratio = value === undefined ? undefined : text.endsWith('%') ? value / 100 : value
  return ratio !== undefined && ratio < 1 ? ratio : undefined
}
