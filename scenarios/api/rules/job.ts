/** Jobs. Source: kubernetes v1.36 pkg/apis/batch/validation, ValidateJob, validateJobSpec; pkg/registry/batch/job/strategy.go, generateSelector. */
import { isMap, type Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { dnsLabel, dnsSubdomain, domainPrefixedPath, labelValue } from './formats.ts'
import { checkFailurePolicy, checkSuccessPolicy } from './job-policy.ts'
import { checkSelector, selectorMatches } from './labels.ts'
import { checkMetadata, objectName } from './metadata.ts'
import { checkNotNegative } from './numbers.ts'
import { checkTemplate } from './pod.ts'
import { podRestartPolicy } from './restart.ts'
import { checkRequiredText } from './texts.ts'
import { flagOf, mapOf, numberOf, textOf } from './values.ts'
import { refuseLabels } from './workload.ts'

const managedByMax = 63
const parallelismMax = 100_000
const failedIndexesMax = 100_000
/** Above so many completions, a limit per index is held to less. */
const manyCompletions = 100_000
const parallelismOfMany = 10_000
const failedIndexesOfMany = 10_000

export function checkJob(at: Located, causes: Causes): void {
  checkMetadata(at, dnsSubdomain, causes)
  const spec = at.get('spec')
  const isManual = flagOf(spec, 'manualSelector')
  const isGenerated = !isManual && !causes.isLive
  if (isGenerated) checkGeneratedLabels(at, causes)
  // A Job with neither has one of each.
  const hasNeither = spec.peek('completions') === undefined && spec.peek('parallelism') === undefined
  const completions = hasNeither ? 1 : numberOf(spec, 'completions')
  checkJobSpec(spec, completions, isGenerated ? at.at('metadata', 'name') : undefined, causes)
  if (!isGenerated) checkJobSelector(spec, causes)
  if (textOf(spec, 'completionMode') === 'Indexed' && (completions ?? 0) > 0) {
    const host = `${objectName(at)}-${(completions as number) - 1}`
    if (dnsLabel(host).length > 0)
      causes.invalid(
        at.at('metadata', 'name'),
        `will not able to create pod with invalid DNS label: ${host}`,
        { rule: 'name-format', fix: 'shorten the name' },
      )
  }
}

const nameLabels = ['job-name', 'batch.kubernetes.io/job-name']
const uidLabels = ['controller-uid', 'batch.kubernetes.io/controller-uid']

/** The server writes labels and a selector of its own; what contradicts them is refused. */
function checkGeneratedLabels(at: Located, causes: Causes): void {
  const spec = at.get('spec')
  const metadata = spec.at('template', 'metadata')
  const labels = mapOf(metadata, 'labels')
  for (const key of [...uidLabels, ...nameLabels]) {
    const value = labels?.peek(key)
    const expected = nameLabels.includes(key) ? objectName(at) : undefined
    if (labels === undefined || value === undefined || value === expected) continue
    causes.invalid(labels.get(key), `must be '${expected ?? 'the uid of the Job'}'`, {
      field: `${metadata.get('labels').pathText}[${key}]`,
      fix: 'delete the label: the server writes it',
    })
  }
  const selector = mapOf(spec, 'selector')
  if (selector === undefined || !checkSelector(selector, causes)) return
  const generated = Object.fromEntries(nameLabels.map((key) => [key, objectName(at)]))
  if (!selectorMatches(selector, spec.withValue(generated)))
    causes.invalid(selector, '`selector` not auto-generated', {
      rule: 'selector-mismatch',
      fix: 'delete the selector, or add manualSelector: true',
    })
}

function checkJobSelector(spec: Located, causes: Causes): void {
  const selector = mapOf(spec, 'selector')
  if (selector === undefined) {
    if (!flagOf(spec, 'manualSelector')) return
    causes.required(spec.get('selector'), '', { fix: 'add selector, or delete manualSelector' })
    refuseLabels(spec, causes)
  } else if (
    checkSelector(selector, causes) &&
    !selectorMatches(selector, mapOf(spec.at('template', 'metadata'), 'labels'))
  )
    refuseLabels(spec, causes)
}

/** The Job of a CronJob; its selector is always the server's. */
export function checkJobTemplate(spec: Located, causes: Causes): void {
  checkJobSpec(spec, numberOf(spec, 'completions'), undefined, causes)
  if (isMap(spec.peek('selector')))
    causes.invalid(spec.get('selector'), '`selector` will be auto-generated', { fix: 'delete selector' })
  if (flagOf(spec, 'manualSelector')) causes.unsupported(spec.get('manualSelector'), ['nil', 'false'])
}

/** @param name of the Job that the server gives the pods as a label. */
function checkJobSpec(
  spec: Located,
  completions: number | undefined,
  name: Located | undefined,
  causes: Causes,
): void {
  for (const key of counts) checkNotNegative(spec, key, causes)
  const hasLimitPerIndex = spec.peek('backoffLimitPerIndex') !== undefined
  if (spec.peek('maxFailedIndexes') !== undefined && !hasLimitPerIndex)
    causes.required(spec.get('backoffLimitPerIndex'), 'when maxFailedIndexes is specified')
  checkManagedBy(spec, causes)
  const mode = textOf(spec, 'completionMode')
  if (mode !== undefined && mode !== 'NonIndexed' && mode !== 'Indexed')
    causes.unsupported(spec.get('completionMode'), ['NonIndexed', 'Indexed'])
  if (mode === 'Indexed') checkIndexed(spec, completions, causes)
  if (mode === undefined || mode === 'NonIndexed')
    for (const key of ['backoffLimitPerIndex', 'maxFailedIndexes'])
      if (spec.peek(key) !== undefined)
        causes.invalid(spec.get(key), 'requires indexed completion mode', indexedFix)
  const failurePolicy = mapOf(spec, 'podFailurePolicy')
  if (failurePolicy !== undefined) checkFailurePolicy(failurePolicy, spec, causes)
  const successPolicy = mapOf(spec, 'successPolicy')
  if (successPolicy !== undefined) {
    if (mode === 'Indexed') checkSuccessPolicy(successPolicy, completions, causes)
    else causes.invalid(successPolicy, 'requires indexed completion mode', indexedFix)
  }
  const replacements = failurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed']
  const replacement = textOf(spec, 'podReplacementPolicy')
  if (replacement !== undefined && !replacements.includes(replacement))
    causes.unsupported(spec.get('podReplacementPolicy'), replacements)
  const template = spec.get('template')
  if (name !== undefined && typeof name.value === 'string')
    causes.badFormat(name, labelValue(name.value), {
      field: () => template.get('labels').pathText,
      rule: 'name-format',
      fix: 'shorten the name: the pods get it as a label',
    })
  checkTemplate(template, causes)
  checkJobRestartPolicy(template.get('spec'), failurePolicy !== undefined, causes)
}

const counts = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
]
const indexedFix = { fix: 'add completionMode: Indexed' }

function checkManagedBy(spec: Located, causes: Causes): void {
  const manager = textOf(spec, 'managedBy')
  if (manager === undefined) return
  const at = spec.get('managedBy')
  checkRequiredText(spec, 'managedBy', domainPrefixedPath, causes, {
    fix: 'write a name such as acme.io/foo',
  })
  if (manager.length > managedByMax) causes.tooLong(at, `may not be more than ${managedByMax} bytes`)
}

function checkIndexed(spec: Located, completions: number | undefined, causes: Causes): void {
  const parallelism = numberOf(spec, 'parallelism') ?? 1
  const failed = numberOf(spec, 'maxFailedIndexes')
  const refuse = (key: string, words: string): void =>
    causes.invalid(spec.get(key), `must be less than or equal to ${words}`, {
      rule: 'number-range',
      fix: `lower ${key}`,
    })
  if (completions === undefined) causes.required(spec.get('completions'), 'when completion mode is Indexed')
  if (parallelism > parallelismMax) refuse('parallelism', `${parallelismMax} when completion mode is Indexed`)
  if (completions !== undefined && failed !== undefined && failed > completions)
    refuse('maxFailedIndexes', 'completions')
  if (failed !== undefined && failed > failedIndexesMax) refuse('maxFailedIndexes', `${failedIndexesMax}`)
  if ((completions ?? 0) <= manyCompletions || spec.peek('backoffLimitPerIndex') === undefined) return
  const many = `when completions are above ${manyCompletions} and used with backoff limit per index`
  if (failed === undefined)
    causes.required(
      spec.get('maxFailedIndexes'),
      `must be specified when completions is above ${manyCompletions}`,
    )
  if (parallelism > parallelismOfMany) refuse('parallelism', `${parallelismOfMany} ${many}`)
  if (failed !== undefined && failed > failedIndexesOfMany)
    refuse('maxFailedIndexes', `${failedIndexesOfMany} ${many}`)
}

function checkJobRestartPolicy(podSpec: Located, hasFailurePolicy: boolean, causes: Causes): void {
  const policy = podRestartPolicy(podSpec)
  const at = podSpec.get('restartPolicy')
  const text = { rule: 'restart-policy', fix: 'write restartPolicy: OnFailure or Never' } as const
  if (policy === 'Always') causes.required(at, 'valid values: "OnFailure", "Never"', text)
  else if (policy !== 'OnFailure' && policy !== 'Never') causes.unsupported(at, ['OnFailure', 'Never'], text)
  else if (hasFailurePolicy && policy !== 'Never')
    causes.invalid(at, 'only "Never" is supported when podFailurePolicy is specified', {
      ...text,
      fix: 'write restartPolicy: Never',
    })
}
