/** Names and labels as the API checks them. */

import { type Reading, type Shape, text, wrongType } from '../scenario/shape.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const forms = {
  label: {
    pattern: new RegExp(`^${label}$`),
    lengthMax: 63,
    text: `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character`,
  },
  subdomain: {
    pattern: new RegExp(`^${label}(\\.${label})*$`),
    lengthMax: 253,
    text: `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`,
  },
} as const

export type NameForm = keyof typeof forms

/** Whether a text is a name of the form. */
export function isName(text: string, form: NameForm): boolean {
  return text.length <= forms[form].lengthMax && forms[form].pattern.test(text)
}

/** Whether a name has the form; reports if not, in the API's words. */
export function checkName(at: Located, name: string, form: NameForm, report: Report): boolean {
  const { pattern, lengthMax, text } = forms[form]
  const isLong = name.length > lengthMax
  if (!isLong && pattern.test(name)) return true
  const cut = isLong ? `${name.slice(0, 80)}…` : name
  const why = isLong ? `must be no more than ${lengthMax} characters` : text
  report.error(
    'name-format',
    at,
    `${at.pathText}: Invalid value: ${JSON.stringify(cut)}: ${why}`,
    isLong ? 'shorten the name' : 'use lower case letters, digits and -',
  )
  return false
}

const namePart = '[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?'
const labelKeyPattern = new RegExp(`^(${label}(\\.${label})*/)?${namePart}$`)
const labelValuePattern = new RegExp(`^(${namePart})?$`)

/** Reports a label key that is no qualified name. */
export function checkLabelKey(at: Located, key: string, where: Reading | Report): void {
  const report = 'report' in where ? where.report : where
  if (key.length <= 317 && labelKeyPattern.test(key)) return
  report.error(
    'label-format',
    at,
    `${at.pathText}: Invalid value: a label key must be an optional DNS prefix and a name of at most 63 letters, digits, '-', '_' or '.', such as example.com/tier`,
    'write a key such as tier or example.com/tier',
    'key',
  )
}

export function isLabelValue(value: string): boolean {
  return value.length <= 63 && labelValuePattern.test(value)
}

/** A label value in a scenario. */
export const labelValue: Shape<string> = {
  schema: { type: 'string', maxLength: 63 },
  read(at, reading) {
    if (at.value === '') return ''
    const value = typeof at.value === 'string' ? at.value : text.read(at, reading)
    if (value === undefined) return undefined
    return isLabelValue(value)
      ? value
      : wrongType(
          at,
          reading,
          "at most 63 letters, digits, '-', '_' or '.'",
          'write a shorter or simpler value',
        )
  },
}
