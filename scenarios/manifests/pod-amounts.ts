/**
 * D3, D4: what a pod asks for and what it may take in all, from a template as written. Source: k8s.io/component-helpers v0.36 resource/helpers.go, PodRequests and
 * PodLimits: sidecars and regular containers together, or one init container beside the sidecars before it, whichever is more; what the pod says for
 * itself (`spec.resources`, from Kubernetes 1.34 on) goes before; then the overhead.
 */
import { isMap } from '../text/located.ts'
import { milliOf, parseQuantity } from '../text/quantity.ts'

/** Millicores, bytes, and counts of devices by their names. */
export type Amounts = {
  readonly cpuMilli: number
  readonly memoryBytes: number
  readonly storageBytes: number
  readonly devices: Readonly<Record<string, number>>
}

type Quantities = Readonly<Record<string, unknown>>
export type Resources = {
  readonly requests?: Quantities | null | undefined
  readonly limits?: Quantities | null | undefined
}
type Container = { readonly restartPolicy?: unknown; readonly resources?: Resources | null }
export type PodResources = {
  readonly initContainers?: readonly Container[] | null
  readonly containers?: readonly Container[] | null
  readonly overhead?: Quantities | null
  readonly resources?: Resources | null
}

/** What a container counts in scores that asks for nothing. Source: kubernetes v1.36 pkg/scheduler/util/pod_resources.go. */
const scoredDefaults: Quantities = { cpu: '100m', memory: '200Mi' }

export function podAmounts(template: unknown): Readonly<Record<'requests' | 'limits', Amounts>> {
  const spec = specOf(template)
  const limits = ofContainers(spec, ({ resources }) => resources?.limits ?? {})
  for (const [name, amount] of ofPod(spec.resources?.limits)) limits.set(name, amount)
  for (const [name, amount] of amountsOf(spec.overhead))
    if ((limits.get(name) ?? 0) > 0) limits.set(name, limits.get(name)! + amount)
  return { requests: amounts(requestsOf(spec, {})), limits: amounts(limits) }
}

/**
 * The requests as scores see them: a container that does not say what it asks for counts as if it did. Source: kubernetes v1.36
 * pkg/scheduler/framework/types.go, getNonMissingContainerRequests.
 */
export function scoredAmounts(template: unknown): Amounts {
  const spec = specOf(template)
  const own = podRequests(spec)
  const known = own.size > 0 ? requestsOf(spec, {}) : new Map<string, number>()
  const missing = Object.entries(scoredDefaults).filter(([name]) => !known.has(name))
  return amounts(requestsOf(spec, Object.fromEntries(missing)))
}

/** What is not as the API has it was reported, and asks for nothing. */
function specOf(template: unknown): PodResources {
  const spec = isMap(template) ? template['spec'] : undefined
  if (!isMap(spec)) return {}
  const { overhead, resources } = spec as PodResources
  return {
    initContainers: containersOf(spec['initContainers']),
    containers: containersOf(spec['containers']),
    overhead: isMap(overhead) ? overhead : null,
    resources: isMap(resources) ? resources : null,
  }
}

function containersOf(list: unknown): Container[] {
  return Array.isArray(list) ? list.filter(isMap) : []
}

function requestsOf(spec: PodResources, missing: Quantities): Map<string, number> {
  const total = ofContainers(spec, (container) => ({ ...missing, ...containerRequests(container) }))
  for (const [name, amount] of podRequests(spec)) total.set(name, amount)
  for (const [name, amount] of amountsOf(spec.overhead)) total.set(name, (total.get(name) ?? 0) + amount)
  return total
}

/** A request that is left out is the limit, by the defaults of the API. */
function containerRequests({ resources }: Container): Quantities {
  return { ...resources?.limits, ...resources?.requests }
}

/**
 * What a pod asks for as a whole. A limit is a request too where neither the pod nor a container has one. Source: kubernetes v1.36
 * pkg/apis/core/v1/defaults.go, defaultPodRequests.
 */
export function podRequests(spec: PodResources): Map<string, number> {
  const { requests, limits } = spec.resources ?? {}
  const own = new Map(ofPod(requests))
  const asked = ofContainers(spec, containerRequests)
  if (Object.keys(limits ?? {}).length === 0) return own
  for (const [name, amount] of asked)
    if (!own.has(name) && (name === 'cpu' || name === 'memory')) own.set(name, amount)
  for (const [name, amount] of ofPod(limits)) if (!own.has(name)) own.set(name, amount)
  return own
}

function ofContainers(
  { initContainers, containers }: PodResources,
  of: (container: Container) => Quantities,
): Map<string, number> {
  const running = new Map<string, number>()
  const most = new Map<string, number>()
  for (const container of initContainers ?? []) {
    const isSidecar = container.restartPolicy === 'Always'
    for (const [name, amount] of amountsOf(of(container))) {
      const besideSidecars = (running.get(name) ?? 0) + amount
      if (isSidecar) running.set(name, besideSidecars)
      most.set(name, Math.max(most.get(name) ?? 0, besideSidecars))
    }
  }
  for (const container of containers ?? [])
    for (const [name, amount] of amountsOf(of(container)))
      running.set(name, (running.get(name) ?? 0) + amount)
  for (const [name, amount] of running) most.set(name, Math.max(most.get(name) ?? 0, amount))
  return most
}

/** Of what a pod says for itself, the resources that count. */
function ofPod(quantities: Quantities | null | undefined): (readonly [name: string, amount: number])[] {
  return amountsOf(quantities).filter(([name]) => /^(cpu|memory|hugepages-.*)$/.test(name))
}

function amountsOf(quantities: Quantities | null | undefined): (readonly [name: string, amount: number])[] {
  return Object.entries(quantities ?? {}).map(([name, text]) => [name, parseQuantity(String(text)) ?? 0])
}

function amounts(total: ReadonlyMap<string, number>): Amounts {
  const { cpu = 0, memory = 0, 'ephemeral-storage': storage = 0, ...devices } = Object.fromEntries(total)
  return { cpuMilli: milliOf(cpu), memoryBytes: memory, storageBytes: storage, devices }
}
