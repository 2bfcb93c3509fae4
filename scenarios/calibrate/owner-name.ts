/** Whose observations are, by the value of a column or a label (`--by`). */
import { isName } from '../manifests/names.ts'
import type { Subject } from './observations.ts'

/** Suffixes of pod names: hash and suffix of a Deployment, ordinal of a StatefulSet, suffix of a DaemonSet or ReplicaSet. */
const podSuffix = /-(?:[a-z0-9]{1,10}-[bcdfghjklmnpqrstvwxz2456789]{5}|\d+|[bcdfghjklmnpqrstvwxz2456789]{5})$/

/** A container by `container`, the workload of a pod's name by `pod`, else a workload; undefined if it is no name. */
export function subjectBy(by: string, value: string): Subject | undefined {
  const key = by.toLowerCase() === 'container' ? 'container' : 'name'
  const name = by.toLowerCase() === 'pod' ? value.replace(podSuffix, '') : value
  return isName(name, key === 'container' ? 'label' : 'subdomain') ? { [key]: name } : undefined
}
