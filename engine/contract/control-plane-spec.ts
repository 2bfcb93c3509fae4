/** The control plane as the input has it. */

/** A token bucket of a client: calls per second, and at once. */
export type ClientLimit = { readonly qps: number; readonly burst: number }

export type ControlPlaneSpec = {
  /** Of each controller of the controller manager (Z20): `--kube-api-qps`, `--kube-api-burst`. */
  readonly controllers: ClientLimit
  /** Proxies apply changes of endpoints no more often (R6): `--iptables-min-sync-period`. */
  readonly proxyMinSyncPeriodUs: number
}

export const controlPlaneDefaults: ControlPlaneSpec = {
  controllers: { qps: 20, burst: 30 },
  proxyMinSyncPeriodUs: 1_000_000,
}
