/** "Did you mean" for the names of pods and namespaces: nothing in the input has the name that was given. */
import { type ClusterSpec, workloadLabel } from '../engine/index.ts'
import { safeText } from '../reports/readable.ts'
import { nearestWord } from '../scenarios/text/suggestion.ts'

const namedMax = 5

/**
 * A line about the first name that is not there; empty where nothing is near.
 * @param namespace that was looked in; undefined = all.
 * @param pods that were not found.
 */
export function nameHint(
  { workloads }: Pick<ClusterSpec, 'workloads'>,
  namespace: string | undefined,
  pods: readonly string[],
): string {
  const namespaces = [...new Set(workloads.map((workload) => workload.namespace))]
  if (namespace !== undefined && !namespaces.includes(namespace)) {
    const near = nearestWord(namespace, namespaces)
    const others = namespaces.slice(0, namedMax).map(safeText).join(', ')
    const meant =
      near === undefined
        ? namespaces.length === 1
          ? `; it has only ${others}: add -n ${others}`
          : `; it has ${others}${namespaces.length > namedMax ? ', ...' : ''}`
        : `; did you mean -n ${safeText(near)}?`
    return `the input has no namespace "${safeText(namespace)}"${meant}\n`
  }
  const [pod] = pods
  if (pod === undefined) return ''
  const own = workloads.filter((workload) => namespace === undefined || workload.namespace === namespace)
  const [, base, ordinal] = /^(.*?)(-\d+)?$/.exec(pod)!
  const near = nearestWord(
    base!,
    own.map(({ name }) => name),
  )
  const workload = own.find(({ name }) => name === near)
  if (workload === undefined) return ''
  if (near !== base)
    return `did you mean ${safeText(near!)}${workload.kind === 'Pod' ? '' : (ordinal ?? '-0')}?\n`
  return `${safeText(workloadLabel(workload))} begins with ${workload.replicas === 1 ? '1 pod' : `${workload.replicas} pods`}\n`
}
