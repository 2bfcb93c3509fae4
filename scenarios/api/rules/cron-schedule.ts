/** Cron schedules as the server reads them: five fields, or a descriptor. Source: github.com/robfig/cron v3.0.1 parser.go, ParseStandard. */

type Field = { readonly min: number; readonly max: number; readonly names: readonly string[] }

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** Names count from the least number. */
const fields: readonly Field[] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: months },
  { min: 0, max: 6, names: days },
]

const descriptors = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']
const every = '@every '
const goDuration = /^[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/

/** What is wrong with a schedule, in the server's words. */
export function scheduleProblem(text: string): string | undefined {
  if (text.startsWith('@')) return descriptorProblem(text)
  const found = text.split(/\s+/).filter((part) => part !== '')
  if (found.length !== fields.length)
    return `expected exactly 5 fields, found ${found.length}: [${found.join(' ')}]`
  for (const [index, field] of fields.entries())
    for (const range of found[index].split(',')) {
      const problem = range === '' ? undefined : rangeProblem(range, field)
      if (problem !== undefined) return problem
    }
  return undefined
}

function descriptorProblem(text: string): string | undefined {
  if (descriptors.includes(text)) return undefined
  if (!text.startsWith(every)) return `unrecognized descriptor: ${text}`
  const length = text.slice(every.length)
  return goDuration.test(length)
    ? undefined
    : `failed to parse duration ${text}: time: invalid duration ${JSON.stringify(length)}`
}

/** `*`, `5`, `1-5`, `mon`, each with `/step`. */
function rangeProblem(text: string, field: Field): string | undefined {
  const [span, ...steps] = text.split('/')
  const ends = span.split('-')
  const isAll = ends[0] === '*' || ends[0] === '?'
  const from = isAll ? field.min : numberAt(ends[0], field)
  if (typeof from === 'string') return from
  if (!isAll && ends.length > 2) return `too many hyphens: ${text}`
  let to = isAll ? field.max : ends.length === 2 ? numberAt(ends[1], field) : from
  if (typeof to === 'string') return to
  if (steps.length > 1) return `too many slashes: ${text}`
  const step = steps.length === 1 ? wholeNumber(steps[0]) : 1
  if (typeof step === 'string') return step
  if (steps.length === 1 && ends.length === 1) to = field.max
  if (from < field.min) return `beginning of range (${from}) below minimum (${field.min}): ${text}`
  if (to > field.max) return `end of range (${to}) above maximum (${field.max}): ${text}`
  if (from > to) return `beginning of range (${from}) beyond end of range (${to}): ${text}`
  return step === 0 ? `step of range should be a positive number: ${text}` : undefined
}

function numberAt(text: string, field: Field): number | string {
  const named = field.names.indexOf(text.toLowerCase())
  return named >= 0 ? field.min + named : wholeNumber(text)
}

function wholeNumber(text: string): number | string {
  if (!/^[+-]?\d+$/.test(text))
    return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`
  const number = Number(text)
  return number < 0 ? `negative number (${number}) not allowed: ${text}` : number
}
