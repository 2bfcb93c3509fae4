/** The manifests of the measured pods, as far as the replay reads them. */
import { readFileSync } from 'node:fs'
import { parseAllDocuments } from 'yaml'

export type Probe = {
  readonly exec?: { readonly command: readonly string[] }
  readonly httpGet?: { readonly path: string }
  readonly periodSeconds: number
  readonly timeoutSeconds: number
}

export type Container = {
  readonly name: string
  readonly image: string
  readonly command: readonly string[]
  readonly startupProbe?: Probe
  readonly readinessProbe?: Probe
  readonly livenessProbe?: Probe
}

export type Pod = {
  readonly metadata: { readonly name: string }
  readonly spec: { readonly initContainers?: readonly Container[]; readonly containers: readonly Container[] }
}

export function readPods(file: string): Pod[] {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8')
  return parseAllDocuments(text).map((document) => document.toJS() as Pod)
}

/** Init containers first. */
export function containersOf({ spec }: Pod): readonly Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers]
}
