/**
 * Annotations that silence advice: `probestorm.dev/ignore-<rule>: "reason"` on a workload or on its pods, for one container
 * `probestorm.dev/ignore-<rule>.<container>`. One that cannot work is reported: it would hide nothing, and look as if it did.
 */

import { type AdviceRule, adviceRules } from '../../engine/contract/advice-result.ts'
import type { ContainerRef } from '../../engine/contract/cluster-spec.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { WorkloadPlace } from '../manifests/workload-reader.ts'
import { type Located, shown } from '../text/located.ts'
import { Report } from '../text/report.ts'
import { nearestWord, oneOfText } from '../text/suggestion.ts'
import { containerAt } from './finding-place.ts'

export const ignorePrefix = 'probestorm.dev/ignore-'

export type Silence = {
  readonly workload: number
  readonly rule: AdviceRule
  /** Undefined = every container. */
  readonly container?: string
  readonly reason: string
}

/** What silences, and warnings about annotations that do not. */
export function readIgnoreAnnotations(places: readonly WorkloadPlace[]): {
  readonly silences: readonly Silence[]
  readonly warnings: readonly Diagnostic[]
} {
  const report = new Report()
  const silences = places.flatMap((place, workload) =>
    annotationsOf(place)
      .map((at) => readAnnotation(at, place, workload, report))
      .filter((silence) => silence !== undefined),
  )
  return { silences, warnings: report.warnings().shown }
}

/** The annotation that silences a finding of that rule about that container. */
export function silenceOf(
  silences: readonly Silence[],
  places: readonly WorkloadPlace[],
  rule: AdviceRule,
  ref: ContainerRef,
): Silence | undefined {
  const name = containerAt(places[ref.workload], ref).get('name').value
  return silences.find(
    (silence) =>
      silence.workload === ref.workload &&
      silence.rule === rule &&
      (silence.container === undefined || silence.container === name),
  )
}

type Annotation = { readonly key: string; readonly at: Located }

/** Of the workload and of its pods; a Pod is both. */
function annotationsOf({ at, podAt }: WorkloadPlace): Annotation[] {
  return [...new Set([at, podAt])].flatMap((object) => {
    const annotations = object.at('metadata', 'annotations')
    return annotations
      .keys()
      .filter((key) => key.startsWith(ignorePrefix))
      .map((key) => ({ key, at: annotations.get(key) }))
  })
}

function readAnnotation(
  { key, at }: Annotation,
  place: WorkloadPlace,
  workload: number,
  report: Report,
): Silence | undefined {
  const [ruleText, ...qualifier] = key.slice(ignorePrefix.length).split('.')
  const rule = adviceRules.find((known) => known === ruleText)
  if (rule === undefined) {
    const near = nearestWord(ruleText, adviceRules)
    report.warn(
      'ignore-annotation',
      at,
      `the annotation silences nothing: there is no rule ${shown(ruleText)}; expected ${oneOfText(adviceRules)}`,
      near === undefined ? 'delete the annotation' : `write ${ignorePrefix}${near}`,
      'key',
    )
    return undefined
  }
  const container = qualifier.length === 0 ? undefined : qualifier.join('.')
  if (container !== undefined && !containerNames(place).includes(container)) {
    report.warn(
      'ignore-annotation',
      at,
      `the annotation silences nothing: the pod has no container ${shown(container)}; expected ${oneOfText(containerNames(place))}`,
      `correct the name behind the dot, or write ${ignorePrefix}${rule} for all containers`,
      'key',
    )
    return undefined
  }
  const reason = typeof at.value === 'string' ? at.value.trim() : ''
  if (reason === '') {
    report.warn(
      'ignore-annotation',
      at,
      `the annotation silences nothing: its value is ${shown(at.value)}; expected a reason, as a text`,
      'write in quotes why the finding is no problem here',
    )
    return undefined
  }
  return { workload, rule, reason, ...(container === undefined ? {} : { container }) }
}

function containerNames({ podAt }: WorkloadPlace): string[] {
  return ['initContainers', 'containers'].flatMap((key) =>
    podAt
      .at('spec', key)
      .items()
      .map((container) => String(container.get('name').value)),
  )
}
