/**
 * What a pod asks for and what it may take in all, from a template as written. Source: k8s.io/component-helpers v0.36 resource/helpers.go, PodRequests and
 * PodLimits: sidecars and regular containers together, or one init container beside the sidecars before it, whichever is more, and the overhead.
 */
import { milliOf, parseQuantity } from '../text/quantity.ts'

/** Millicores, bytes, and counts of devices by their names. */
export type Amounts = {
  readonly cpuMilli: number
  readonly memoryBytes: number
  readonly storageBytes: number
  readonly devices: Readonly<Record<string, number>>
}

type Quantities = Readonly<Record<string, unknown>>
type Container = {
  readonly restartPolicy?: unknown
  readonly resources?: { readonly requests?: Quantities | null; readonly limits?: Quantities | null } | null
}
type Template = {
  readonly spec?: {
    readonly initContainers?: readonly Container[] | null
    readonly containers?: readonly Container[] | null
    readonly overhead?: Quantities | null
  } | null
}

/** @param template whose pod spec has been checked. */
export function podAmounts(template: unknown): Readonly<Record<'requests' | 'limits', Amounts>> {
  const { initContainers, containers, overhead } = (template as Template).spec ?? {}
  const total = (of: (container: Container) => Quantities): Amounts => {
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
    for (const [name, amount] of amountsOf(overhead ?? {}))
      if (most.has(name)) most.set(name, most.get(name)! + amount)
    const { cpu = 0, memory = 0, 'ephemeral-storage': storage = 0, ...devices } = Object.fromEntries(most)
    return { cpuMilli: milliOf(cpu), memoryBytes: memory, storageBytes: storage, devices }
  }
  return {
    // A request that is left out is the limit, by the defaults of the API.
    requests: total(({ resources }) => ({ ...resources?.limits, ...resources?.requests })),
    limits: total(({ resources }) => ({ ...resources?.limits })),
  }
}

function amountsOf(quantities: Quantities): (readonly [name: string, amount: number])[] {
  return Object.entries(quantities).map(([name, text]) => [name, parseQuantity(String(text)) ?? 0])
}
