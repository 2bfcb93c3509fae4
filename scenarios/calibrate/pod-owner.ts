/** The workload that a pod of a cluster belongs to, by its owner references. */
import { checkName, type NameForm } from '../manifests/names.ts'
import { derivedOwner } from '../manifests/owners.ts'
import { workloadKinds } from '../scenario/match.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { Subject } from './observations.ts'

/** A Job that a CronJob made: the scheduled minute since 1970 ends its name. */
const cronJobSuffix = /-\d{8}$/

/** Kind, namespace and name; a pod without an owner that is simulated stands for itself. */
export function podOwner(pod: Located, report: Report): Subject {
  const namespace = nameAt(pod.at('metadata', 'namespace'), 'label', report) ?? 'default'
  const own: Subject = {
    kind: 'Pod',
    namespace,
    ...named('name', nameAt(pod.at('metadata', 'name'), 'subdomain', report)),
  }
  const references = pod.at('metadata', 'ownerReferences').items()
  const owner = references.find((each) => each.get('controller').value === true) ?? references[0]
  if (owner === undefined) return own
  const kind = workloadKinds.find((known) => known === owner.get('kind').value)
  const name = nameAt(owner.get('name'), 'subdomain', report)
  if (kind === undefined || name === undefined) return own
  const derived = derivedOwner(pod, { kind, name })
  if (derived?.kind === 'Deployment') return { kind: 'Deployment', namespace, name: derived.name }
  return { kind, namespace, name: kind === 'Job' ? name.replace(cronJobSuffix, '-*') : name }
}

/** A name as the API takes it; undefined if there is none. Another one is reported. */
export function nameAt(at: Located, form: NameForm, report: Report): string | undefined {
  const { value } = at
  if (typeof value !== 'string' || value === '') return undefined
  return checkName(at, value, form, report) ? value : undefined
}

/** The key with its value, or nothing at all. */
export function named<Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: string })
}

export function textAt(at: Located, ...steps: readonly string[]): string | undefined {
  const { value } = at.at(...steps)
  return typeof value === 'string' && value !== '' ? value : undefined
}
