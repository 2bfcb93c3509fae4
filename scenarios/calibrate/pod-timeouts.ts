/** Timeouts of the probes that series are of, where pods tell them. */
import type { ProbeTypeName } from '../../engine/contract/cluster-spec.ts'
import type { Subject } from './observations.ts'
import type { ObservedPod } from './pods.ts'

/** In microseconds; undefined if no pod has such a probe, or if pods differ. */
export function podTimeout(
  pods: readonly ObservedPod[],
  { namespace, name, container }: Subject,
  probe: ProbeTypeName | undefined,
): number | undefined {
  if (probe === undefined) return undefined
  const found = new Set<number>()
  for (const pod of pods) {
    for (const each of pod.containers) {
      const { subject } = each
      const isOf =
        (namespace === undefined || namespace === subject.namespace) &&
        (name === undefined || name === subject.name) &&
        (container === undefined || container === subject.container)
      const timing = each[probe]
      if (isOf && timing !== null) found.add(timing.timeout * 1e6)
    }
  }
  const [timeoutUs] = found
  return found.size === 1 ? timeoutUs : undefined
}
