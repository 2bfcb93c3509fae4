/** The five integers of a probe, as a manifest has them. */
export type ProbeSetting = {
  readonly initialDelaySeconds: number
  readonly periodSeconds: number
  readonly timeoutSeconds: number
  readonly successThreshold: number
  readonly failureThreshold: number
}
