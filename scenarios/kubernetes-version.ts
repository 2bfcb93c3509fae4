/** Which version's rules hold: what the scenario says, else what most Nodes of the input report. The one list is the engine's. */
import {
  type FeatureGate,
  featureGates,
  isLockedOn,
  type KubernetesVersion,
  kubernetesVersionDefault,
  kubernetesVersionRange,
  kubernetesVersions,
} from '../engine/contract/cluster-spec.ts'
import { type Shape, text } from './scenario/shape.ts'
import { type Located, shown } from './text/located.ts'
import type { Report } from './text/report.ts'

const oldest = kubernetesVersions[0]
const newest = kubernetesVersions[kubernetesVersions.length - 1]

function minorOf(version: string): number {
  return Number(version.split('.')[1])
}

function isKnown(version: string): version is KubernetesVersion {
  return (kubernetesVersions as readonly string[]).includes(version)
}

/** Minor versions beyond the newest, as a pattern for editors. */
function newerPattern(): string {
  const tens = Math.floor(minorOf(newest) / 10)
  const ones = minorOf(newest) % 10
  return `^1\\.(${tens}[${ones + 1}-9]|[${tens + 1}-9][0-9]|[1-9][0-9]{2})$`
}

/** `kubernetesVersion` of a scenario. A version newer than the newest gets the newest rules, and a warning. */
export const versionShape: Shape<KubernetesVersion> = {
  schema: { anyOf: [{ enum: [...kubernetesVersions] }, { type: 'string', pattern: newerPattern() }] },
  read(at, reading) {
    const version = text.read(at, reading)
    if (version === undefined || isKnown(version)) return version
    if (new RegExp(newerPattern()).test(version)) {
      warnOfNewer(at, version, reading.report)
      return newest
    }
    reading.report.error(
      'text-choice',
      at,
      `${at.pathText} is ${shown(version)}; expected a version from ${kubernetesVersionRange}`,
      `write ${kubernetesVersions.map((version) => JSON.stringify(version)).join(', ')}`,
    )
    return undefined
  },
}

function warnOfNewer(at: Located, version: string, report: Report): void {
  report.warn(
    'kubernetes-version',
    at,
    `Kubernetes ${version} is newer than the rules that are known; those of ${newest} hold`,
    `expect differences, or write a version from ${kubernetesVersionRange}`,
  )
}

/** What the Nodes of an input say of their kubelets. */
export type ReportedVersions = {
  /** The version that most report, the newer if as many report another; undefined = none says. */
  readonly version: KubernetesVersion | undefined
  /** How many report each version, oldest first, as they report it. */
  readonly counts: ReadonlyMap<string, number>
}

/** Reads `status.nodeInfo.kubeletVersion` of Node objects. Versions older than the oldest count as the oldest. */
export function readReported(nodes: readonly { readonly at: Located }[], report: Report): ReportedVersions {
  const reported = new Map<string, number>()
  const known = new Map<KubernetesVersion, number>()
  for (const { at } of nodes) {
    const found = at.at('status', 'nodeInfo', 'kubeletVersion')
    const minor = typeof found.value === 'string' && /^v?(1\.\d+)(?:\D|$)/.exec(found.value)?.[1]
    if (!minor) continue
    if (minorOf(minor) > minorOf(newest) && !reported.has(minor)) warnOfNewer(found, minor, report)
    reported.set(minor, (reported.get(minor) ?? 0) + 1)
    const version = isKnown(minor) ? minor : minorOf(minor) < minorOf(oldest) ? oldest : newest
    known.set(version, (known.get(version) ?? 0) + 1)
  }
  const most = Math.max(...known.values())
  const version = kubernetesVersions.findLast((one) => known.get(one) === most)
  const counts = new Map([...reported].sort(([a], [b]) => minorOf(a) - minorOf(b)))
  return { version, counts }
}

/** The version of a scenario that says none. */
export function versionOf(
  said: KubernetesVersion | undefined,
  { version }: ReportedVersions,
): KubernetesVersion {
  return said ?? version ?? kubernetesVersionDefault
}

/** A line if the Nodes do not agree, or are older than the rules. */
export function versionNotes(
  said: KubernetesVersion | undefined,
  { version, counts }: ReportedVersions,
): string[] {
  if (said !== undefined || version === undefined) return []
  const isOld = [...counts.keys()].some((one) => minorOf(one) < minorOf(oldest))
  if (counts.size === 1 && !isOld) return []
  const list = [...counts].map(([one, count]) => `${one}: ${count}`).join(', ')
  const old = isOld ? `; Nodes older than ${oldest} are taken as ${oldest}` : ''
  return [`the rules of Kubernetes ${version} hold for all Nodes, as most report it (${list})${old}`]
}

/** A kubelet does not start with a gate switched off that its version has locked on. */
export function checkLockedGate(at: Located, gate: string, version: KubernetesVersion, report: Report): void {
  if (at.value !== false || !Object.hasOwn(featureGates, gate)) return
  if (!isLockedOn(gate as FeatureGate, version)) return
  report.error(
    'feature-gate-locked',
    at,
    `${at.pathText}: cannot set feature gate ${gate} to false, feature is locked to true from Kubernetes ${featureGates[gate as 'PLEGOnDemandRelist'].lockedSince} on`,
    'delete the gate, or choose an older kubernetesVersion',
  )
}
