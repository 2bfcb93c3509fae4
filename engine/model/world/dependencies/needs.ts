/** What containers need, by template: read from the spec once. */
import {
  type BehaviorSpec,
  type ClusterSpec,
  containersOfPod,
  type DependencyEffect,
  type DependencySpec,
  type ProbeTypeName,
  podSpecsOf,
  type ServiceRef,
} from '../../../contract/cluster-spec.ts'
import { probeTypeOrder } from '../../codes.ts'
import type { ContainerTemplateTable } from '../../tables/templates.ts'
import { Provider } from './provider.ts'

/** What a container needs of a provider. */
export type Need = {
  readonly provider: Provider
  /** It ends when it meets that the provider is down; or only if it starts then; an init container waits instead. */
  readonly crashes: boolean
  readonly crashesOnStart: boolean
  readonly waits: boolean
  readonly timeoutUs: number
}

/** What a probe makes of a provider. */
export type Ask = {
  readonly provider: Provider
  /** Its run waits for an answer; if not, the process knows by itself whether the provider is down. */
  readonly isAsked: boolean
  /** The probe fails if the provider does. */
  readonly fails: boolean
  readonly timeoutUs: number
}

type Needs = {
  readonly providers: readonly Provider[]
  /** By row of `containerTemplate`, and of `probeTemplate`; undefined = nothing. */
  readonly ofContainer: readonly (readonly Need[] | undefined)[]
  readonly ofProbe: readonly (readonly Ask[] | undefined)[]
}

const failOf: Readonly<Record<ProbeTypeName, DependencyEffect>> = {
  startup: 'failStartup',
  readiness: 'failReadiness',
  liveness: 'failLiveness',
}

/** Whether any container needs something. */
export function hasNeeds({ workloads }: Pick<ClusterSpec, 'workloads'>): boolean {
  return workloads
    .flatMap(podSpecsOf)
    .some((pod) => containersOfPod(pod).some(({ behavior }) => behavior.dependsOn !== undefined))
}

/** Whether what runs of a type meet depends on others. */
export function asksOthers(
  { dependsOn = [] }: Pick<BehaviorSpec, 'dependsOn'>,
  type: ProbeTypeName,
): boolean {
  return dependsOn.some(({ effects, probes }) => probes.includes(type) || effects.includes(failOf[type]))
}

export function readNeeds(spec: ClusterSpec, table: ContainerTemplateTable, probeTemplates: number): Needs {
  const providers = new Map<string, Provider>()
  const ofContainer: (readonly Need[] | undefined)[] = []
  const ofProbe: (readonly Ask[] | undefined)[] = Array.from({ length: probeTemplates }, () => undefined)
  for (const [workload, each] of spec.workloads.entries())
    for (const container of podSpecsOf(each).flatMap(containersOfPod)) {
      const template = ofContainer.length
      const dependsOn = container.behavior.dependsOn ?? []
      const needs = dependsOn.map((dependency) => {
        const provider = providerOf(providers, dependency.to)
        if (!provider.workloads.includes(workload)) provider.workloads.push(workload)
        return needOf(dependency, provider)
      })
      ofContainer.push(needs.length === 0 ? undefined : needs)
      for (const [typeId, type] of probeTypeOrder.entries()) {
        const offset = table.probeOffset[template * 3 + typeId]!
        if (offset < 0) continue
        const row = table.firstProbe[template]! + offset
        const asks = dependsOn.flatMap((dependency) => askOf(dependency, type, providers))
        if (asks.length > 0) ofProbe[row] = asks
        for (const { provider } of asks)
          if (!provider.probeTemplates.includes(row)) provider.probeTemplates.push(row)
      }
    }
  return { providers: [...providers.values()], ofContainer, ofProbe }
}

function providerOf(providers: Map<string, Provider>, ref: ServiceRef): Provider {
  const key = `${ref.kind} ${ref.index}`
  const known = providers.get(key)
  if (known !== undefined) return known
  const provider = new Provider(ref)
  providers.set(key, provider)
  return provider
}

function needOf({ effects, timeoutUs }: DependencySpec, provider: Provider): Need {
  return {
    provider,
    crashes: effects.includes('crash'),
    crashesOnStart: effects.includes('crashOnStart'),
    waits: effects.includes('wait'),
    timeoutUs,
  }
}

function askOf(
  { to, effects, probes, timeoutUs }: DependencySpec,
  type: ProbeTypeName,
  providers: Map<string, Provider>,
): Ask[] {
  const isAsked = probes.includes(type)
  const fails = effects.includes(failOf[type])
  return isAsked || fails ? [{ provider: providerOf(providers, to), isAsked, fails, timeoutUs }] : []
}
