/** What StatefulSets and DaemonSets ask of their controllers. */

/** Pods: so many, or so many of each hundred. */
export type Amount = { readonly count: number } | { readonly percent: number }

export type StatefulSetSpec = {
  /** `podManagementPolicy` OrderedReady: pods come and go one after the other; else all at once (Parallel). */
  readonly isOrdered: boolean
  /** `ordinals.start`: what the name of its first pod ends with. */
  readonly firstOrdinal: number
  /** `minReadySeconds`: a pod that has been ready for so long is available. */
  readonly minReadyUs: number
  readonly update: 'OnDelete' | StatefulUpdateSpec
}

/** `updateStrategy.rollingUpdate`. */
export type StatefulUpdateSpec = {
  /** Pods with a lower ordinal, counted from the first, stay as they are. */
  readonly partition: number
  /** Heeded with the gate `MaxUnavailableStatefulSet`. */
  readonly maxUnavailable: Amount
}

export type DaemonSetSpec = {
  readonly minReadyUs: number
  readonly update: 'OnDelete' | DaemonUpdateSpec
}

/** `updateStrategy.rollingUpdate`: one of the two is 0. */
export type DaemonUpdateSpec = { readonly maxUnavailable: Amount; readonly maxSurge: Amount }

/** A StatefulSet that sets nothing. Source: kubernetes v1.36 pkg/apis/apps/v1/defaults.go, SetDefaults_StatefulSet. */
export const statefulSetDefaults: StatefulSetSpec = {
  isOrdered: true,
  firstOrdinal: 0,
  minReadyUs: 0,
  update: { partition: 0, maxUnavailable: { count: 1 } },
}

/** A DaemonSet that sets nothing. Source: kubernetes v1.36 pkg/apis/apps/v1/defaults.go, SetDefaults_DaemonSet. */
export const daemonSetDefaults: DaemonSetSpec = {
  minReadyUs: 0,
  update: { maxUnavailable: { count: 1 }, maxSurge: { count: 0 } },
}

/** How many of `total` that is, rounded up. Source: apimachinery util/intstr, GetScaledValueFromIntOrPercent. */
export function atMost(amount: Amount, total: number): number {
  return 'count' in amount ? amount.count : Math.ceil((amount.percent * total) / 100)
}

/** The same, rounded down. */
export function atLeastOf(amount: Amount, total: number): number {
  return 'count' in amount ? amount.count : Math.floor((amount.percent * total) / 100)
}
