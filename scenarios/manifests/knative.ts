/**
 * Knative Services: their pods without the proxy that Knative puts beside them. Source: knative serving
 * pkg/apis/serving/v1/revision_defaults.go, applyDefaultContainerNames; pkg/apis/autoscaling/register.go (min-scale is 0, and one pod is started at first).
 */
import { probeHandlers } from '../../engine/contract/cluster-spec.ts'
import { isMap, type Located } from '../text/located.ts'

const scaleKeys = ['autoscaling.knative.dev/min-scale', 'autoscaling.knative.dev/minScale']

/** Pods that a revision has at least; one where it may have none, for the first request makes one. */
export function knativeScale(template: Located): number {
  const annotations = template.at('metadata', 'annotations')
  const written = scaleKeys.map((key) => Number(annotations.get(key).value)).find((count) => count > 0)
  return written !== undefined && Number.isSafeInteger(written) ? written : 1
}

const probeKeys = ['livenessProbe', 'readinessProbe', 'startupProbe']

/** The template with the names and ports that containers and probes may leave out there. */
export function withKnativeDefaults(template: Located): Located {
  const { value } = template
  const spec = isMap(value) ? value['spec'] : undefined
  const containers = isMap(spec) ? spec['containers'] : undefined
  if (!isMap(value) || !isMap(spec) || !Array.isArray(containers)) return template
  const inits: unknown = spec['initContainers']
  const known = new Set([...containers, ...(Array.isArray(inits) ? inits : [])].map(nameOf))
  const named = {
    containers: withNames(containers, 'user-container', known).map(withPorts),
    ...(Array.isArray(inits) && { initContainers: withNames(inits, 'init-container', known) }),
  }
  return template.withValue({ ...value, spec: { ...spec, ...named } })
}

function nameOf(container: unknown): string {
  const name = isMap(container) ? container['name'] : undefined
  return typeof name === 'string' ? name : ''
}

/** Containers without a name have the usual one, with a number where several may want it. @param known names that the pod has. */
function withNames(containers: readonly unknown[], usual: string, known: ReadonlySet<string>): unknown[] {
  let next = 0
  return containers.map((container) => {
    if (!isMap(container) || nameOf(container) !== '') return container
    let name = usual
    if (containers.length > 1 || known.has(usual))
      do name = `${usual}-${next++}`
      while (known.has(name))
    return { ...container, name }
  })
}

function withPorts(container: unknown): unknown {
  if (!isMap(container)) return container
  const { ports } = container
  const first: unknown = Array.isArray(ports) ? ports[0] : undefined
  const port = (isMap(first) ? first['containerPort'] : undefined) ?? 8080
  const probes = probeKeys.flatMap((key) => {
    const probe = container[key]
    return isMap(probe) ? [[key, withPort(probe, port)]] : []
  })
  return { ...container, ...Object.fromEntries(probes) }
}

function withPort(probe: Readonly<Record<string, unknown>>, port: unknown): object {
  const handler = probeHandlers.find((key) => key in probe)
  if (handler === undefined) return { ...probe, tcpSocket: { port } }
  const action = probe[handler]
  if (handler === 'exec' || (isMap(action) && action['port'])) return probe
  return { ...probe, [handler]: { ...(isMap(action) ? action : {}), port } }
}
