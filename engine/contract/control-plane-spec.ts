/** The control plane as the input has it. */

/** A token bucket of a client: calls per second, and at once. */
export type ClientLimit = { readonly qps: number; readonly burst: number }

export type ControlPlaneSpec = {
  /** Of each controller of the controller manager (Z20): `--kube-api-qps`, `--kube-api-burst`. */
  readonly controllers: ClientLimit
  /** Of the scheduler, for bindings, statuses and preemption; its events have a client of their own (Z20). */
  readonly scheduler: ClientLimit
}

export const controlPlaneDefaults: ControlPlaneSpec = {
  controllers: { qps: 20, burst: 30 },
  scheduler: { qps: 50, burst: 100 },
}
