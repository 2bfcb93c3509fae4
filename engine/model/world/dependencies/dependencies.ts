/** What containers need of Services and of what runs outside, and how those are now. */
import { type ClusterSpec, isSameRef, type ServiceRef } from '../../../contract/cluster-spec.ts'
import type { Distributions } from '../../../kernel/distribution.ts'
import { usPerSecond } from '../../../kernel/time.ts'
import type { ContainerId } from '../../ids.ts'
import type { Templates } from '../../templates.ts'
import { hasTraffic, type Latencies } from '../traffic/traffic.ts'
import type { Answer, AskedLaws } from './asked-laws.ts'
import { type Ask, type Need, readNeeds } from './needs.ts'
import type { Provider } from './provider.ts'
import { cellsOf, pointCells } from './response-cells.ts'

/** An instance that waits, and since when. */
export type Waiting = { readonly incarnation: number; readonly sinceUs: number }

export class Dependencies {
  readonly providers: readonly Provider[]
  readonly laws: AskedLaws
  /** Init containers that have done their work; processes that are through with their start-up. */
  readonly held = new Map<ContainerId, Waiting>()
  readonly starting = new Map<ContainerId, Waiting>()
  /** By container: the newest instance that ended because somebody whom it needs was down. */
  readonly endedBy = new Map<ContainerId, { readonly incarnation: number; readonly provider: Provider }>()
  /** Whether a provider may come or go, or answer otherwise, because of what happens on nodes. */
  readonly followsNodes: boolean
  /** By row of `probeTemplate`: processes that run and have such a probe. */
  readonly asking: Int32Array
  /** By row of `containerTemplate`: whom its probes ask. */
  readonly askedBy: readonly (readonly ServiceRef[])[]
  private readonly perSecond: Float64Array
  private readonly ofContainer: readonly (readonly Need[] | undefined)[]
  private readonly ofProbe: readonly (readonly Ask[] | undefined)[]
  private readonly byService: readonly (Provider | undefined)[]
  private readonly byExternal: readonly (Provider | undefined)[]
  private readonly answers: ReadonlyMap<Provider, Answer>

  constructor(
    spec: ClusterSpec,
    { containerTemplate, probeTemplate }: Pick<Templates, 'containerTemplate' | 'probeTemplate'>,
    times: Latencies,
    distributions: Distributions,
    laws: AskedLaws,
  ) {
    this.laws = laws
    const { providers, ofContainer, ofProbe } = readNeeds(spec, containerTemplate, probeTemplate.type.length)
    this.providers = providers
    this.ofContainer = ofContainer
    this.ofProbe = ofProbe
    const find = (kind: ServiceRef['kind'], index: number): Provider | undefined =>
      providers.find(({ ref }) => isSameRef(ref, { kind, index }))
    this.byService = spec.services.map((_, index) => find('service', index))
    this.byExternal = (spec.externals ?? []).map((_, index) => find('external', index))
    this.answers = new Map(
      providers.map((provider) => {
        const { kind, index } = provider.ref
        const row = kind === 'service' ? times.services[index] : times.externals[index]
        const errorRate = kind === 'external' ? spec.externals![index]!.errorRate : 0
        return [
          provider,
          { errorRate, cells: row === undefined ? pointCells(0, 0) : cellsOf(distributions, row) },
        ]
      }),
    )
    this.asking = new Int32Array(ofProbe.length)
    this.perSecond = probeTemplate.periodUs.map((periodUs) => usPerSecond / periodUs)
    this.askedBy = ofContainer.map((_, template) => {
      const first = containerTemplate.firstProbe[template]!
      const asks = ofProbe
        .slice(first, first + containerTemplate.probeCount[template]!)
        .flatMap((of) => of ?? [])
      return [...new Set(asks.flatMap(({ isAsked, provider: { ref } }) => (isAsked ? [ref] : [])))]
    })
    this.followsNodes = providers.some(({ ref, probeTemplates: asking }) => {
      if (ref.kind === 'service' && spec.services[ref.index]!.hasSelector) return true
      return asking.length > 0 && hasTraffic(spec)
    })
  }

  of({ kind, index }: ServiceRef): Provider | undefined {
    return (kind === 'service' ? this.byService : this.byExternal)[index]
  }

  asksOf(probeTemplate: number): readonly Ask[] | undefined {
    return this.ofProbe[probeTemplate]
  }

  needsOf(containerTemplate: number): readonly Need[] | undefined {
    return this.ofContainer[containerTemplate]
  }

  /** Calls that probes make, each once a period while its process runs. */
  asksPerSecond(ref: ServiceRef): number {
    let rate = 0
    for (const template of this.of(ref)?.probeTemplates ?? []) {
      const isAsked = this.ofProbe[template]!.some((ask) => ask.isAsked && isSameRef(ask.provider.ref, ref))
      if (isAsked) rate += this.asking[template]! * this.perSecond[template]!
    }
    return rate
  }

  /** Number of the law of what a probe meets with those whom it asks, as they are now; 0 = it takes no time and does not fail. */
  lawNow(probeTemplate: number): number {
    const asks = this.ofProbe[probeTemplate]
    return asks === undefined ? 0 : this.laws.numberOf(asks, (provider) => this.answers.get(provider)!)
  }
}
