/** What a page holds of a study, and says of it. */
import { stringify } from 'devalue'
import { type ClusterSpec, workloadLabel } from '../engine/contract/cluster-spec.ts'
import { outlineOf } from '../engine/study/questions/study-outline.ts'
import { type MarkedFault, markedFaults } from '../reports/charts/marked-faults.ts'
import { targetText } from '../reports/fault-target.ts'
import { counted, readableDuration } from '../reports/readable.ts'
import type { EmbeddedStudy } from '../reports/reported-result.ts'

/** What the script of a playground is told. */
export type PlaygroundData = EmbeddedStudy & { readonly faults: readonly MarkedFault[] }

/** More make a page that takes its time with every change. */
export const quickPodsMax = 20_000

/** Fewer rarely tell a difference from chance. */
const replicationsMin = 5

export function podsOf({ workloads }: ClusterSpec): number {
  return workloads.reduce((sum, { replicas }) => sum + replicas, 0)
}

/** `devalue` writes the spec: JSON with infinity, and each shared object once. */
export function playedStudy(spec: ClusterSpec): EmbeddedStudy {
  const isQuick = podsOf(spec) <= quickPodsMax
  const replications = isQuick ? Math.max(spec.replications, replicationsMin) : spec.replications
  return { spec: stringify(spec), replications }
}

export function playgroundOf(spec: ClusterSpec): PlaygroundData {
  const targets = spec.faults.map((fault) => targetText(fault, spec))
  return { ...playedStudy(spec), faults: markedFaults({ ...outlineOf(spec), targets }) }
}

/** What of the study a reader wants to know before anything else. */
export function studyText(spec: ClusterSpec): string {
  const { workloads, nodes, durationUs, kubernetesVersion, masterSeed } = spec
  const [only, ...others] = workloads
  const of =
    only !== undefined && others.length === 0 ? workloadLabel(only) : counted(workloads.length, 'workload')
  return `${counted(podsOf(spec), 'pod')} of ${of} on ${counted(nodes.length, 'node')}, ${readableDuration(durationUs / 1e6)} simulated with the rules of Kubernetes ${kubernetesVersion}, seed “${masterSeed}”.`
}
