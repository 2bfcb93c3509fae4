/** Whether the API serves a kind in a version; what it does not serve is answered with what it does. */
import type { Located } from '../text/located.ts'
import { byCodeUnits } from '../text/order.ts'
import type { Report } from '../text/report.ts'
import { nearestWord } from '../text/suggestion.ts'
import { kubernetesVersion, servedKinds } from './schema/api-schema.ts'

/** Kinds that OpenShift 3 served in v1. */
const openShiftKinds: readonly string[] = [
  'BuildConfig',
  'DeploymentConfig',
  'ImageStream',
  'Project',
  'Route',
  'Template',
]

/**
 * Whether the object can be what it says. Groups of custom resources are never checked: their names have a dot, and
 * those of Kubernetes are known.
 */
export function checkServedKind(at: Located, apiVersion: string, kind: string, report: Report): boolean {
  if (servedKinds().get(apiVersion)?.includes(kind) || isCustom(apiVersion, kind)) return true
  report.error(
    'no-such-kind',
    at.get('kind').isAbsent ? at : at.get('kind'),
    `kind: no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}; expected what Kubernetes ${kubernetesVersion} serves`,
    servedInstead(apiVersion, kind),
  )
  return false
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

function isCustom(apiVersion: string, kind: string): boolean {
  const group = groupOf(apiVersion)
  if (apiVersion === 'v1') return openShiftKinds.includes(kind)
  const isKnown = [...servedKinds().keys()].some((served) => groupOf(served) === group.toLowerCase())
  return group.includes('.') && !isKnown
}

/** How to write it: in the version that serves the kind, or with the nearest name of a kind. */
function servedInstead(apiVersion: string, kind: string): string {
  if (kind === 'List') return 'write items: [] into the empty list, or delete the document'
  const current = versionOf(kind, groupOf(apiVersion))
  if (current !== undefined) return `write apiVersion: ${current}`
  const near = nearestWord(kind, servedKinds().get(apiVersion) ?? [])
  if (near !== undefined) return `write kind: ${near}`
  const everywhere = nearestWord(kind, [...servedKinds().values()].flat())
  if (everywhere !== undefined)
    return `write apiVersion: ${versionOf(everywhere, groupOf(apiVersion))} and kind: ${everywhere}`
  return 'correct apiVersion and kind, or leave the document out'
}

/** The newest stable version that serves a kind, of the same group if that serves it. */
function versionOf(kind: string, group: string): string | undefined {
  const serving = [...servedKinds()].filter(([, kinds]) => kinds.includes(kind)).map(([version]) => version)
  const rank = (version: string): string =>
    `${groupOf(version) === group ? 1 : 0}${/(^|\/)v\d+$/.test(version) ? 1 : 0}${version}`
  return serving.sort((a, b) => byCodeUnits(rank(b), rank(a)))[0]
}
