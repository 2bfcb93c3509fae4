/** The control plane as the input has it. */

/** A token bucket of a client: calls per second, and at once. */
export type ClientLimit = { readonly qps: number; readonly burst: number }

export type ControlPlaneSpec = {
  /** Of each controller of the controller manager (Z20): `--kube-api-qps`, `--kube-api-burst`. */
  readonly controllers: ClientLimit
  /** From the end of a look at all nodes to the next, and how long a node may be silent: `--node-monitor-period`, `--node-monitor-grace-period` (N2). */
  readonly nodeMonitorPeriodUs: number
  readonly nodeMonitorGraceUs: number
}

export const controlPlaneDefaults: ControlPlaneSpec = {
  controllers: { qps: 20, burst: 30 },
  nodeMonitorPeriodUs: 5_000_000,
  nodeMonitorGraceUs: 50_000_000,
}
