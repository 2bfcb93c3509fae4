/** The order in which loads are worked out: who calls before whom it calls, so that at an instant a change goes down all the way. */
import type { ClusterSpec, ServiceRef } from '../../../contract/cluster-spec.ts'

/** Services with traffic, and what runs outside. A call that closes a circle counts for nothing. */
export function rankCallers({
  services,
  externals = [],
}: Pick<ClusterSpec, 'services' | 'externals'>): ServiceRef[] {
  const order: ServiceRef[] = []
  const seen = new Set<string>()
  const visit = (ref: ServiceRef): void => {
    const key = `${ref.kind}/${ref.index}`
    if (seen.has(key)) return
    seen.add(key)
    const traffic = ref.kind === 'service' ? services[ref.index].traffic : undefined
    if (ref.kind === 'service' && traffic === undefined) return
    for (const { to } of traffic?.calls ?? []) visit(to)
    order.push(ref)
  }
  // Those who are called come first in a walk to the depths; the last to be seen are looked at first, so that the order is that of the input.
  for (let index = externals.length - 1; index >= 0; index--) visit({ kind: 'external', index })
  for (let index = services.length - 1; index >= 0; index--) visit({ kind: 'service', index })
  return order.reverse()
}
