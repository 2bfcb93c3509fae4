/**
 * Services: which pods they select, and on which ports (R5). Their rules have been checked (`api/`). Sources: kubernetes v1.36
 * staging/src/k8s.io/endpointslice/utils.go, getEndpointPorts; pkg/api/v1/pod/util.go, FindPort.
 */
import type {
  EndpointPortSpec,
  SelectionSpec,
  ServiceSpec,
  WorkloadKind,
} from '../../engine/contract/cluster-spec.ts'
import { type Labels, selects } from '../text/label-selector.ts'
import { isMap, type Located, shown } from '../text/located.ts'
import { byCodeUnits } from '../text/order.ts'
import type { Report } from '../text/report.ts'
import { isSidecar } from './container-reader.ts'
import type { NamedObject } from './objects.ts'

/** What a Service looks at. */
export type SelectableWorkload = {
  readonly namespace: string
  readonly kind: WorkloadKind
  readonly name: string
  readonly labels: Labels
  /** Where `metadata` and `spec` of its pods stand. */
  readonly podAt: Located
  readonly isStatic: boolean
}

export type ReadService = { readonly spec: ServiceSpec; readonly at: Located }

/** Services in the order of their rows. */
export function readServices(objects: readonly NamedObject[]): ReadService[] {
  const services = objects.map(({ namespace, name, at }) => ({ at, spec: readService(namespace, name, at) }))
  return services.sort(
    (a, b) => byCodeUnits(a.spec.namespace, b.spec.namespace) || byCodeUnits(a.spec.name, b.spec.name),
  )
}

function readService(namespace: string, name: string, at: Located): ServiceSpec {
  const spec = at.get('spec')
  const addresses = spec.get('clusterIPs').value
  const isList = Array.isArray(addresses) && addresses.length > 0
  const address = isList ? addresses[0] : spec.get('clusterIP').value
  return {
    namespace,
    name,
    hasSelector: spec.get('type').value !== 'ExternalName' && Object.keys(selectorOf(at)).length > 0,
    isHeadless: address === 'None',
    publishNotReadyAddresses: spec.get('publishNotReadyAddresses').value === true,
  }
}

function selectorOf(at: Located): Labels {
  const { value } = at.at('spec', 'selector')
  return isMap(value) ? (value as Labels) : {}
}

/** Labels by which the controller of a StatefulSet tells its pods apart. */
const podNameLabel = 'statefulset.kubernetes.io/pod-name'
const podIndexLabel = 'apps.kubernetes.io/pod-index'
/** Labels that the controller of a Job gives its pods. */
const jobNameLabels = ['batch.kubernetes.io/job-name', 'job-name']

/**
 * The Services that select pods of a workload. Static pods are none of theirs: what the API shows of them are mirrors, whose
 * endpoints are not simulated.
 */
export function selectionsOf(
  workload: SelectableWorkload,
  services: readonly ReadService[],
): readonly SelectionSpec[] | undefined {
  if (workload.isStatic) return undefined
  const found = services.flatMap(({ spec, at }, service) => {
    if (!spec.hasSelector || spec.namespace !== workload.namespace) return []
    const selection = selected(workload, selectorOf(at))
    if (selection === undefined) return []
    const [first, ...others] = portsOf(at, workload.podAt)
    const ports = [first, ...others].filter((port) => port !== undefined)
    const lacksPort = first === undefined && at.at('spec', 'ports').items().length > 0
    return [
      { service, ...selection, ...serverOf(workload.podAt, first), ports, ...(lacksPort && { lacksPort }) },
    ]
  })
  return found.length === 0 ? undefined : found
}

function selected(workload: SelectableWorkload, selector: Labels): { ordinal?: number } | undefined {
  const { kind, name } = workload
  const labels: Record<string, string> = { ...workload.labels }
  if (kind === 'Job') for (const key of jobNameLabels) labels[key] = name
  const ordinals = new Set<number>()
  const common: Record<string, string> = {}
  for (const [key, value] of Object.entries(selector)) {
    if (kind !== 'StatefulSet' || (key !== podNameLabel && key !== podIndexLabel)) common[key] = value
    else {
      const ordinal = key === podIndexLabel ? value : ordinalOf(value, name)
      if (!/^(0|[1-9][0-9]*)$/.test(ordinal)) return undefined
      ordinals.add(Number(ordinal))
    }
  }
  const requirements = Object.entries(common).map(([key, value]) => ({
    key,
    operator: 'in' as const,
    values: [value],
  }))
  if (!selects(requirements, labels) || ordinals.size > 1) return undefined
  const [ordinal] = ordinals
  return ordinal === undefined ? {} : { ordinal }
}

function ordinalOf(podName: string, workload: string): string {
  return podName.startsWith(`${workload}-`) ? podName.slice(workload.length + 1) : ''
}

/** The ports of a Service in pods; undefined in place of one that the pods do not have. */
function portsOf(service: Located, podAt: Located): (EndpointPortSpec | undefined)[] {
  return service
    .at('spec', 'ports')
    .items()
    .map((port) => {
      const protocol = String(port.get('protocol').value || 'TCP')
      const target = port.get('targetPort').value || port.get('port').value
      const number = typeof target === 'string' ? portNamed(podAt, target, protocol) : Number(target)
      return number === undefined
        ? undefined
        : { name: String(port.get('name').value ?? ''), port: number, protocol }
    })
}

/**
 * Warns of names of ports that the pods of a workload do not have. A slice then has their endpoints without this port, and proxies send them nothing on it.
 * Source: kubernetes v1.36 staging/src/k8s.io/endpointslice/utils.go, getEndpointPorts. The requests of a scenario come to the first port.
 */
export function warnOfMissingPorts(
  {
    podAt,
    kind,
    namespace,
    name: workload,
  }: Pick<SelectableWorkload, 'podAt' | 'kind' | 'namespace' | 'name'>,
  { at, spec: { isHeadless } }: ReadService,
  report: Report,
): void {
  for (const [place, port] of at.at('spec', 'ports').items().entries()) {
    const target = port.get('targetPort')
    const name = target.value
    if (typeof name !== 'string' || portNamed(podAt, name, String(port.get('protocol').value || 'TCP')))
      continue
    report.warn(
      'service-port',
      target,
      `${target.pathText} is ${shown(name)}, and no container of ${kind} ${namespace}/${workload} has a port of this name: ${consequenceOf(isHeadless, place === 0)}`,
      `add a port with name: ${name} to the container that serves it, or write the number`,
    )
  }
}

function consequenceOf(isHeadless: boolean, isFirst: boolean): string {
  if (isHeadless) return 'DNS has no record of this port for its pods, and their addresses all the same'
  return isFirst
    ? 'proxies send its pods no requests'
    : 'proxies send its pods nothing at this port; the requests of a scenario come to the first port of the Service'
}

/** The regular container that defines the port, if it is not the first one: who defines none, or another one, may serve it all the same. */
function serverOf(podAt: Located, port: EndpointPortSpec | undefined): { container?: number } {
  const containers = podAt.get('spec').get('containers').items()
  const container = containers.findIndex((each) =>
    each
      .get('ports')
      .items()
      .some(
        (one) =>
          Number(one.get('containerPort').value) === port?.port &&
          String(one.get('protocol').value || 'TCP') === port.protocol,
      ),
  )
  return container > 0 ? { container } : {}
}

/** The port that containers define under a name, sidecars last. */
function portNamed(podAt: Located, name: string, protocol: string): number | undefined {
  const spec = podAt.get('spec')
  const containers = [
    ...spec.get('containers').items(),
    ...spec.get('initContainers').items().filter(isSidecar),
  ]
  for (const container of containers)
    for (const port of container.get('ports').items())
      if (port.get('name').value === name && String(port.get('protocol').value || 'TCP') === protocol)
        return Number(port.get('containerPort').value)
  return undefined
}
