/** The control plane as the input has it. */

/** As many, or a share of what is wanted, whole percent. */
export type CountOrPercent = { readonly count: number } | { readonly percent: number }

/** How the controller of a Deployment brings a new revision (W2). */
export type DeploymentSpec = {
  readonly strategy:
    | {
        readonly kind: 'RollingUpdate'
        readonly maxSurge: CountOrPercent
        readonly maxUnavailable: CountOrPercent
      }
    | { readonly kind: 'Recreate' }
  /** `progressDeadlineSeconds`; Infinity = none. */
  readonly progressDeadlineUs: number
  /** Old ReplicaSets without pods that it keeps. */
  readonly revisionHistoryLimit: number
  /** It rolls nothing out. */
  readonly isPaused: boolean
}

/** A Deployment that says nothing. Source: kubernetes v1.36 pkg/apis/apps/v1/defaults.go, SetDefaults_Deployment. */
export const deploymentDefaults: DeploymentSpec = {
  strategy: { kind: 'RollingUpdate', maxSurge: { percent: 25 }, maxUnavailable: { percent: 25 } },
  progressDeadlineUs: 600_000_000,
  revisionHistoryLimit: 10,
  isPaused: false,
}

/** A token bucket of a client: calls per second, and at once. */
export type ClientLimit = { readonly qps: number; readonly burst: number }

export type ControlPlaneSpec = {
  /** Of each controller of the controller manager (Z20): `--kube-api-qps`, `--kube-api-burst`. */
  readonly controllers: ClientLimit
  /** Of the scheduler, for bindings, statuses and preemption; its events have a client of their own (Z20). */
  readonly scheduler: ClientLimit
  /** Proxies apply changes of endpoints no more often (R6): `--iptables-min-sync-period`. */
  readonly proxyMinSyncPeriodUs: number
  /** From the end of a look at all nodes to the next, and how long a node may be silent: `--node-monitor-period`, `--node-monitor-grace-period` (N2). */
  readonly nodeMonitorPeriodUs: number
  readonly nodeMonitorGraceUs: number
}

export const controlPlaneDefaults: ControlPlaneSpec = {
  controllers: { qps: 20, burst: 30 },
  scheduler: { qps: 50, burst: 100 },
  proxyMinSyncPeriodUs: 1_000_000,
  nodeMonitorPeriodUs: 5_000_000,
  nodeMonitorGraceUs: 50_000_000,
}
