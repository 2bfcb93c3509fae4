/** The manifests of the measured pods, as far as the replay reads them. */
import { readFileSync } from 'node:fs'
import { parseAllDocuments } from 'yaml'
import type { ProbeTypeName } from '../../../engine/contract/cluster-spec.ts'

export type Handler = {
  readonly exec?: { readonly command: readonly string[] }
  readonly httpGet?: { readonly path?: string; readonly port: number | string; readonly scheme?: string }
  readonly tcpSocket?: { readonly port: number | string }
  readonly grpc?: { readonly port: number; readonly service?: string }
}

export type Probe = Handler & {
  readonly initialDelaySeconds?: number
  readonly periodSeconds: number
  readonly timeoutSeconds: number
}

export type Container = {
  readonly name: string
  readonly image: string
  readonly imagePullPolicy?: string
  readonly command: readonly string[]
  readonly restartPolicy?: string
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[]
  readonly startupProbe?: Probe
  readonly readinessProbe?: Probe
  readonly livenessProbe?: Probe
  readonly lifecycle?: { readonly postStart?: Handler; readonly preStop?: Handler }
}

export type Pod = {
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly restartPolicy?: string
    readonly initContainers?: readonly Container[]
    readonly containers: readonly Container[]
  }
}

export function readPods(file: URL): Pod[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as Pod)
}

/** Init containers first. */
export function containersOf({ spec }: Pod): readonly Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers]
}

/** In the order of their workers. */
export function probesOf(container: Container): readonly (readonly [ProbeTypeName, Probe])[] {
  const { startupProbe, readinessProbe, livenessProbe } = container
  return [
    ...(startupProbe ? ([['startup', startupProbe]] as const) : []),
    ...(readinessProbe ? ([['readiness', readinessProbe]] as const) : []),
    ...(livenessProbe ? ([['liveness', livenessProbe]] as const) : []),
  ]
}
