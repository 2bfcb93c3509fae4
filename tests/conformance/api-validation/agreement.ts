/**
 * How far we agree with a real API server, group by group. With a part of a group's name, prints each case that differs:
 *
 *   node --import tsx tests/conformance/api-validation/agreement.ts [PART]
 */
import { pathToFileURL } from 'node:url'
import { InputError, type LoadOptions, loadScenario } from '../../../scenarios/load-scenario.ts'
import { type ApiCase, readCases } from './cases.ts'

/** What we make of a case. */
export type Answer = {
  readonly accepted: boolean
  /** Of a refusal: the message of the first error, and the field that it names. */
  readonly message?: string
  readonly field?: string
}

export type Comparison = { readonly one: ApiCase; readonly strict: Answer; readonly warn: Answer }

export type Agreement = {
  /** Cases, and those whose verdict is the server's. */
  readonly total: number
  readonly strict: number
  readonly warn: number
  /** Refused by both with a field from the server, and those whose first field is the server's. */
  readonly fields: number
  readonly sameField: number
}

/** Holds a workload, for cases that hold none. */
const besideFile = new URL('beside.yaml', import.meta.url).pathname

const kindsWithPods = [
  'Pod',
  'PodList',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'List',
]

export async function compareAll(cases: readonly ApiCase[] = readCases()): Promise<Comparison[]> {
  const comparisons: Comparison[] = []
  for (const one of cases)
    comparisons.push({ one, strict: await answer(one, 'strict'), warn: await answer(one, 'warn') })
  return comparisons
}

/** Counts by group, in the order of the groups' first cases. */
export function agreementByGroup(comparisons: readonly Comparison[]): Map<string, Agreement> {
  const groups = new Map<string, Agreement>()
  for (const comparison of comparisons) {
    const { group } = comparison.one
    groups.set(group, sum(groups.get(group) ?? nothing, agreementOf(comparison)))
  }
  return groups
}

export function totalAgreement(groups: ReadonlyMap<string, Agreement>): Agreement {
  return [...groups.values()].reduce(sum, nothing)
}

/** Whether the first error names the server's first field; undefined where there is nothing to compare. */
export function hasSameField({ one, strict }: Comparison): boolean | undefined {
  const [field] = one.causes[0] ?? ['']
  if (one.accepted.strict || strict.accepted || field === '') return undefined
  return strict.field !== undefined && comparable(strict.field, one) === comparable(field, one)
}

async function answer(one: ApiCase, validate: 'strict' | 'warn'): Promise<Answer> {
  const files = kindsWithPods.includes(one.kind) ? ['-'] : ['-', besideFile]
  const options: LoadOptions = { files, readStdin: () => one.text, validate, isCheckOnly: true }
  try {
    await loadScenario(options)
    return { accepted: true }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const { message } = error.diagnostics[0]
    const field = fieldOf(message)
    return { accepted: false, message, ...(field === undefined ? {} : { field }) }
  }
}

/** The field that begins a message: `FIELD: ...` or `unknown field "FIELD"...`. */
function fieldOf(message: string): string | undefined {
  const match = /^unknown field "(.+?)"(?:[;,]|$)|^([^\s:]+): /.exec(message)
  return match?.[1] ?? match?.[2]
}

/** A wrong type names a path of Go: without indices, and with what is embedded. */
function comparable(field: string, one: ApiCase): string {
  const isWrongType = one.causes[0]?.[1] === 'WrongType'
  return isWrongType ? field.replace(/\[[^\]]*\]/g, '').replace('ProbeHandler.', '') : field
}

const nothing: Agreement = { total: 0, strict: 0, warn: 0, fields: 0, sameField: 0 }

function agreementOf(comparison: Comparison): Agreement {
  const { one, strict, warn } = comparison
  const sameField = hasSameField(comparison)
  return {
    total: 1,
    strict: strict.accepted === one.accepted.strict ? 1 : 0,
    warn: warn.accepted === one.accepted.warn ? 1 : 0,
    fields: sameField === undefined ? 0 : 1,
    sameField: sameField === true ? 1 : 0,
  }
}

function sum(a: Agreement, b: Agreement): Agreement {
  return {
    total: a.total + b.total,
    strict: a.strict + b.strict,
    warn: a.warn + b.warn,
    fields: a.fields + b.fields,
    sameField: a.sameField + b.sameField,
  }
}

function row(name: string, { total, strict, warn, fields, sameField }: Agreement): string {
  const percent = ((100 * strict) / total).toFixed(1).padStart(6)
  return `${name.padEnd(18)} ${`${strict}/${total}`.padStart(8)} ${percent} %   warn ${`${warn}/${total}`.padStart(8)}   field ${`${sameField}/${fields}`.padStart(8)}`
}

function differences(comparisons: readonly Comparison[]): string[] {
  return comparisons.flatMap((comparison) => {
    const { one, strict, warn } = comparison
    const isStrictSame = strict.accepted === one.accepted.strict
    const isWarnSame = warn.accepted === one.accepted.warn
    if (isStrictSame && isWarnSame && hasSameField(comparison) !== false) return []
    const theirs = one.causes[0]
    return [
      `${one.id} (${one.group}: ${one.what})`,
      `  server: strict ${one.accepted.strict} warn ${one.accepted.warn} ${one.by ?? ''} ${theirs === undefined ? '' : `${theirs[0]}: ${theirs[2]}`}`,
      `  we:     strict ${strict.accepted} warn ${warn.accepted} ${strict.message ?? warn.message ?? ''}`,
    ]
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const comparisons = await compareAll()
  const part = process.argv[2]
  const groups = agreementByGroup(comparisons)
  if (part !== undefined)
    console.log(differences(comparisons.filter(({ one }) => one.group.includes(part))).join('\n'))
  for (const [name, agreement] of groups) console.log(row(name, agreement))
  console.log(row('all', totalAgreement(groups)))
}
