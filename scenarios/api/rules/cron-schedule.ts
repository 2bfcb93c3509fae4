/** Cron schedules as the server reads them: five fields, or a descriptor. Source: github.com/robfig/cron v3.0.1 parser.go, ParseStandard. */

type Field = { readonly min: number; readonly max: number; readonly names: readonly string[] }

/** What one field allows. `isAny` = it says `*` or `?`, which does not restrict the other field of days. */
export type CronField = { readonly values: ReadonlySet<number>; readonly isAny: boolean }

/** When it is time: at the minutes that all fields allow, or again and again after so many seconds. */
export type CronSchedule =
  | {
      readonly minute: CronField
      readonly hour: CronField
      readonly day: CronField
      readonly month: CronField
      readonly weekday: CronField
    }
  | { readonly everySeconds: number }

type Problem = { readonly problem: string }

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

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}
const every = '@every '
const goDuration = /^[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/
const goUnits: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 }

/** What is wrong with a schedule, in the server's words. */
export function scheduleProblem(text: string): string | undefined {
  const schedule = readSchedule(text)
  return 'problem' in schedule ? schedule.problem : undefined
}

export function readSchedule(text: string): CronSchedule | Problem {
  if (text.startsWith('@')) return readDescriptor(text)
  const found = text.split(/\s+/).filter((part) => part !== '')
  if (found.length !== fields.length)
    return { problem: `expected exactly 5 fields, found ${found.length}: [${found.join(' ')}]` }
  const read: CronField[] = []
  for (const [index, field] of fields.entries()) {
    const one = readField(found[index], field)
    if ('problem' in one) return one
    read.push(one)
  }
  const [minute, hour, day, month, weekday] = read
  return { minute, hour, day, month, weekday }
}

function readDescriptor(text: string): CronSchedule | Problem {
  if (Object.hasOwn(descriptors, text)) return readSchedule(descriptors[text])
  if (!text.startsWith(every)) return { problem: `unrecognized descriptor: ${text}` }
  const length = text.slice(every.length)
  if (!goDuration.test(length))
    return {
      problem: `failed to parse duration ${text}: time: invalid duration ${JSON.stringify(length)}`,
    }
  // Source: constantdelay.go, Every: whole seconds, at least one.
  return { everySeconds: Math.max(1, Math.floor(goSeconds(length))) }
}

function goSeconds(length: string): number {
  let seconds = 0
  for (const [, number, unit] of length.matchAll(/([\d.]+)([a-zµμ]+)/g))
    seconds += Number(number) * goUnits[unit.replace(/[µμ]/, 'u')]
  return length.startsWith('-') ? -seconds : seconds
}

function readField(text: string, field: Field): CronField | Problem {
  const values = new Set<number>()
  let isAny = false
  for (const part of text.split(',')) {
    if (part === '') continue
    const range = readRange(part, field)
    if ('problem' in range) return range
    const { from, to, step } = range
    for (let value = from; value <= to; value += step) values.add(value)
    isAny ||= range.isAny && step === 1
  }
  return { values, isAny }
}

type Range = { readonly from: number; readonly to: number; readonly step: number; readonly isAny: boolean }

/** `*`, `5`, `1-5`, `mon`, each with `/step`. */
function readRange(text: string, field: Field): Range | Problem {
  const [span, ...steps] = text.split('/')
  const ends = span.split('-')
  const isAny = ends[0] === '*' || ends[0] === '?'
  const from = isAny ? field.min : numberAt(ends[0], field)
  if (typeof from === 'string') return { problem: from }
  if (!isAny && ends.length > 2) return { problem: `too many hyphens: ${text}` }
  let to = isAny ? field.max : ends.length === 2 ? numberAt(ends[1], field) : from
  if (typeof to === 'string') return { problem: to }
  if (steps.length > 1) return { problem: `too many slashes: ${text}` }
  const step = steps.length === 1 ? wholeNumber(steps[0]) : 1
  if (typeof step === 'string') return { problem: step }
  if (steps.length === 1 && ends.length === 1) to = field.max
  const problem = (words: string): Problem => ({ problem: `${words}: ${text}` })
  if (from < field.min) return problem(`beginning of range (${from}) below minimum (${field.min})`)
  if (to > field.max) return problem(`end of range (${to}) above maximum (${field.max})`)
  if (from > to) return problem(`beginning of range (${from}) beyond end of range (${to})`)
  return step === 0 ? problem('step of range should be a positive number') : { from, to, step, isAny }
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
