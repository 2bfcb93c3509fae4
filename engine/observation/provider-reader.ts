/** Those whom the containers of a pod need: what becomes of them, and what becomes of the containers because of them. */
import type { Fact, StoryFact } from '../contract/pod-story.ts'
import { usToSeconds } from '../kernel/time.ts'
import type { ClusterState, ContainerId, PodId, ProbeId } from '../model/cluster-state.ts'
import { needsOf, waitingOf } from '../model/world/dependencies/needs-now.ts'
import { type Provider, providerName, Reply } from '../model/world/dependencies/provider.ts'
import { containerName } from './entity-names.ts'

type ProviderFact = Extract<Fact, { readonly kind: 'provider' }>

export class ProviderReader {
  private readonly pod: PodId
  /** By container and provider: what was told last. */
  private readonly told = new Map<string, string>()
  private readonly waitTold = new Map<ContainerId, number>()

  constructor(pod: PodId) {
    this.pod = pod
  }

  /** What has changed since it looked last. */
  look(state: ClusterState): StoryFact[] {
    const { pod: pods, dependencies } = state
    const facts: StoryFact[] = []
    if (dependencies === undefined) return facts
    for (let row = pods.firstContainer[this.pod]; row < pods.endContainer[this.pod]; row++) {
      const needs = needsOf(state, row) ?? []
      const tell = (fact: Fact): void => {
        facts.push({ seconds: usToSeconds(state.nowUs), container: containerName(state, row), fact })
      }
      for (const provider of new Set(needs.map((need) => need.provider))) {
        const fact = factOf(state, provider)
        const key = `${row} ${fact.service}`
        const look = `${fact.is} ${fact.factor ?? ''}`
        if (look === (this.told.get(key) ?? 'up ')) continue
        this.told.set(key, look)
        tell(fact)
      }
      this.lookWhetherItWaits(state, row, tell)
    }
    return facts
  }

  private lookWhetherItWaits(state: ClusterState, row: ContainerId, tell: (fact: Fact) => void): void {
    const { held, starting } = state.dependencies!
    const isInit = waitingOf(state, held, row) !== undefined
    const waiting = waitingOf(state, held, row) ?? waitingOf(state, starting, row)
    if (waiting === undefined || this.waitTold.get(row) === waiting.incarnation) return
    this.waitTold.set(row, waiting.incarnation)
    const needs = needsOf(state, row)!.filter((need) => (isInit ? need.waits : need.crashesOnStart))
    tell({ kind: 'waits', for: downNames(state, needs), isInit })
  }

  /** Why a probe fails; undefined = nobody whom it asks is to blame. */
  becauseOfProbe(state: ClusterState, probe: ProbeId): string | undefined {
    const asks = state.dependencies?.asksOf(state.probe.template[probe])
    return asks && (downNames(state, asks) || undefined)
  }

  /** Why an instance has ended. */
  becauseOfExit(state: ClusterState, container: ContainerId, incarnation: number): string | undefined {
    const ended = state.dependencies?.endedBy.get(container)
    return ended?.incarnation === incarnation ? providerName(state, ended.provider) : undefined
  }
}

function downNames(state: ClusterState, needs: readonly { readonly provider: Provider }[]): string {
  const down = needs.filter(({ provider }) => factOf(state, provider).is !== 'up')
  return [...new Set(down.map(({ provider }) => providerName(state, provider)))].join(', ')
}

function factOf(state: ClusterState, provider: Provider): ProviderFact {
  const service = providerName(state, provider)
  const { reply, endpoints, outage, load } = provider
  if (reply === Reply.Refuses)
    return { kind: 'provider', service, is: endpoints === 0 ? 'withoutEndpoints' : 'refusing' }
  if (reply === Reply.Hangs) return { kind: 'provider', service, is: 'hanging' }
  if (reply === Reply.Errs) return { kind: 'provider', service, is: 'failing' }
  if (outage.factor !== 1) return { kind: 'provider', service, is: 'slow', factor: outage.factor }
  const isLoaded = load.late > 0 || load.refused > 0 || load.errors > 0
  return { kind: 'provider', service, is: isLoaded ? 'loaded' : 'up' }
}
