/** Texts of values that types of the API read themselves, with the words of Go for those that cannot be read. */

const quantityFormat =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

const quantitySuffixes = new Set([
  '',
  'n',
  'u',
  'm',
  'k',
  'M',
  'G',
  'T',
  'P',
  'E',
  'Ki',
  'Mi',
  'Gi',
  'Ti',
  'Pi',
  'Ei',
])

/** What is wrong with a quantity; undefined if nothing is. Source: apimachinery 0.36, resource.ParseQuantity. */
export function quantityProblem(text: string): string | undefined {
  const trimmed = text.trim()
  const match = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/.exec(trimmed)
  if (trimmed === '' || match === null) return quantityFormat
  const suffix = match[4]
  if (quantitySuffixes.has(suffix) || /^[eE][-+]?[0-9]+$/.test(suffix)) return undefined
  return "unable to parse quantity's suffix"
}

const timeParts: readonly (readonly [layout: string, pattern: RegExp])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d\d/],
  ['-', /^-/],
  ['02', /^\d\d/],
  ['T', /^T/],
  ['15', /^\d\d/],
  [':', /^:/],
  ['04', /^\d\d/],
  [':', /^:/],
  ['05', /^\d\d(?:[.,]\d+)?/],
  ['Z07:00', /^(?:Z|[+-]\d\d:\d\d)/],
]

/** What is wrong with a time of RFC 3339; undefined if nothing is. Source: Go, time.Parse. */
export function timeProblem(text: string): string | undefined {
  const head = `parsing time ${JSON.stringify(text)}`
  const as = `${head} as "2006-01-02T15:04:05Z07:00": cannot parse`
  const read: string[] = []
  let rest = text
  for (const [layout, pattern] of timeParts) {
    const part = pattern.exec(rest)?.[0]
    if (part === undefined) return `${as} ${JSON.stringify(rest)} as ${JSON.stringify(layout)}`
    read.push(part)
    rest = rest.slice(part.length)
  }
  if (rest !== '') return `${head}: extra text: ${JSON.stringify(rest)}`
  const [year, , month, , day, , hour, , minute, , second] = read.map((part) => Number.parseInt(part, 10))
  if (month < 1 || month > 12) return `${head}: month out of range`
  if (day < 1 || day > daysOf(month, year)) return `${head}: day out of range`
  if (hour > 23) return `${head}: hour out of range`
  if (minute > 59) return `${head}: minute out of range`
  return second > 59 ? `${head}: second out of range` : undefined
}

function daysOf(month: number, year: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
