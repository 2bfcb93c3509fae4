/**
 * The cluster as the scheduler knows it: nodes with what is taken of them, and pods counted by domain. Pods are counted from the moment at
 * which the scheduler has chosen their node, until it has heard that they have ended (Z24). What a pod asks for says a row: a revision of a workload.
 */
import {
  deviceMax,
  type NodeSpec,
  type PodSpec,
  type PodTermSpec,
  podSpecsOf,
  type TaintSpec,
  type WorkloadSpec,
} from '../../../contract/cluster-spec.ts'
import { zoneOf } from '../nodes/zones.ts'
import { Demand, type SpreadRule } from './demand.ts'
import { DomainCounter } from './domain-counter.ts'
import { hostnameKey, type Topology, topologyOf, zoneKey } from './topology.ts'

export type PlacedSpec = {
  readonly nodes: readonly NodeSpec[]
  readonly workloads: readonly WorkloadSpec[]
}

/** Calls back for each pod of a row that has a node. */
export type EachPlaced = (row: number, tell: (node: number, isDeleting: boolean) => void) => void

/** Counts that are kept at a time: 64 MB. */
const countsMax = 16_000_000

/** Source: kubernetes v1.36 podtopologyspread/plugin.go, systemDefaultConstraints. */
export const defaultSkews = [
  { topologyKey: hostnameKey, maxSkew: 3 },
  { topologyKey: zoneKey, maxSkew: 5 },
]

/** Existing pods' required affinity counts so much when others are scored. Source: InterPodAffinityArgs, hardPodAffinityWeight. */
const hardAffinityWeight = 1

export class NodeCache {
  readonly spec: PlacedSpec
  /** By row: workload, and what its pods are made from. A workload's first row, by workload. */
  private readonly rows: readonly { readonly workload: number; readonly pod: PodSpec }[]
  readonly firstRow: Int32Array
  readonly nodeCount: number
  /** By node: its object is there; and how many are. */
  readonly isThere: Uint8Array
  /** The order in which nodes are looked at: one of each zone in turn. Source: backend/cache/node_tree.go. */
  readonly order: Int32Array
  present: number
  /** By node: what it has, Infinity = nobody knows. */
  readonly podsMax: Int32Array
  readonly cpuMax: Float64Array
  readonly memoryMax: Float64Array
  /** By node: what is taken. */
  readonly pods: Int32Array
  readonly cpu: Float64Array
  readonly memory: Float64Array
  /** The same as scores see it. */
  readonly scoredCpu: Float64Array
  readonly scoredMemory: Float64Array
  /** Other resources: name, what nodes have, what is taken. */
  readonly otherNames: readonly string[]
  readonly otherMax: readonly Float64Array[]
  readonly other: readonly Float64Array[]
  /** By node: number of its set of taints. */
  readonly taintSet: Int32Array
  readonly taintSets: (readonly TaintSpec[])[] = []
  /** By node: what its health leaves of what keeps pods away, bits of `NodeMark`. */
  readonly marks: Uint16Array
  /** Ports taken, by node. */
  private readonly ports = new Map<number, string[]>()
  /** Where the pods of a workload are. */
  eachPlaced: EachPlaced
  private readonly demands: (Demand | undefined)[]
  private readonly topologies = new Map<string, Topology>()
  private readonly counters = new Map<string, DomainCounter>()
  /** Counters that a pod of a row changes. */
  private readonly countersOf: (DomainCounter[] | undefined)[] = []
  private counted = 0
  /** Rows with affinities to pods. */
  private readonly attached: readonly number[]

  constructor(spec: PlacedSpec, eachPlaced: EachPlaced) {
    const { nodes, workloads } = spec
    const count = nodes.length
    this.spec = spec
    this.firstRow = new Int32Array(workloads.length)
    this.rows = workloads.flatMap((workload, index) =>
      podSpecsOf(workload).map((pod) => ({ workload: index, pod })),
    )
    for (let row = this.rows.length - 1; row >= 0; row--) this.firstRow[this.rows[row].workload] = row
    this.marks = new Uint16Array(count)
    this.nodeCount = count
    this.order = zoneByZone(nodes)
    this.isThere = new Uint8Array(count).fill(1)
    this.present = count
    this.eachPlaced = eachPlaced
    this.podsMax = Int32Array.from(nodes, ({ podsMax }) => podsMax)
    this.cpuMax = Float64Array.from(nodes, ({ cpuCores = Infinity }) => Math.round(cpuCores * 1000))
    this.memoryMax = Float64Array.from(nodes, ({ memoryBytes = Infinity }) => Math.floor(memoryBytes))
    this.pods = new Int32Array(count)
    this.cpu = new Float64Array(count)
    this.memory = new Float64Array(count)
    this.scoredCpu = new Float64Array(count)
    this.scoredMemory = new Float64Array(count)
    const names = new Set(this.rows.flatMap(({ pod }) => Object.keys(pod.scheduling?.requests.others ?? {})))
    this.otherNames = [...names].sort()
    this.otherMax = this.otherNames.map((name) => Float64Array.from(nodes, (node) => deviceMax(node, name)))
    this.other = this.otherNames.map(() => new Float64Array(count))
    this.demands = this.rows.map(() => undefined)
    this.taintSet = Int32Array.from(nodes, ({ taints = [] }) => this.taintSetOf(taints))
    this.attached = this.rows.flatMap(({ pod: { scheduling } }, row) =>
      scheduling !== undefined &&
      scheduling.near.length + scheduling.apart.length + scheduling.preferredPods.length > 0
        ? [row]
        : [],
    )
  }

  /** What pods of a row ask for, made when it is first asked; what depends on other pods is not there before `connected` is asked. */
  demand(row: number): Demand {
    const known = this.demands[row]
    if (known !== undefined) return known
    const { workload, pod } = this.rows[row]
    const made = new Demand(workload, this.spec.workloads[workload], pod, this.nodeCount)
    made.others = Object.entries(made.spec.requests.others)
      .filter(([, amount]) => amount > 0)
      .map(([name, amount]) => [this.otherNames.indexOf(name), amount] as const)
    this.demands[row] = made
    return made
  }

  /** The same, with all that depends on other pods: what nodes are chosen by. */
  connected(row: number): Demand {
    const demand = this.demand(row)
    if (demand.isConnected) return demand
    if (this.counted > countsMax) this.forgetCounts()
    this.connect(row, demand)
    demand.isConnected = true
    return demand
  }

  /** Whether nothing but room, taints, labels and default spreading decides where pods of a workload go. */
  isPlain(row: number): boolean {
    const { spread, near, apart, preferredPods, hostPorts } = this.demand(row).spec
    if (spread !== undefined || near.length + apart.length + preferredPods.length + hostPorts.length > 0)
      return false
    const names = (terms: readonly { readonly workloads: readonly number[] }[]): boolean =>
      terms.some(({ workloads }) => workloads.includes(this.rows[row].workload))
    return !this.attached.some((other) => {
      const scheduling = this.rows[other].pod.scheduling!
      return names(scheduling.near) || names(scheduling.apart) || names(scheduling.preferredPods)
    })
  }

  /** Whether pods of a workload are spread where they ask for nothing: a ReplicaSet or StatefulSet owns them, and selects them by their template. */
  isSpreadByDefault(row: number): boolean {
    const { kind, staticOn } = this.spec.workloads[this.rows[row].workload]
    return (
      staticOn === undefined && (kind === 'Deployment' || kind === 'ReplicaSet' || kind === 'StatefulSet')
    )
  }

  /** Whether a node may have a taint that only makes pods like other nodes more. */
  get hasSoftTaints(): boolean {
    return this.taintSets.some((taints) => taints.some(({ effect }) => effect === 'PreferNoSchedule'))
  }

  taintsOf(node: number): readonly TaintSpec[] {
    return this.taintSets[this.taintSet[node]]
  }

  topology(key: string): Topology {
    let found = this.topologies.get(key)
    if (found === undefined) {
      found = topologyOf(this.spec.nodes, key)
      this.topologies.set(key, found)
    }
    return found
  }

  /** A pod has this node. */
  add(row: number, node: number): void {
    this.take(row, node, 1)
    this.count(row, node, 1, undefined)
  }

  /** It is being deleted. */
  markDeleting(row: number, node: number): void {
    this.count(row, node, -1, false)
  }

  /** It has ended, or is gone. */
  remove(row: number, node: number, isDeleting: boolean): void {
    this.take(row, node, -1)
    this.count(row, node, -1, isDeleting ? true : undefined)
  }

  /** Whether a port is one that pods of the node have. */
  hasPort(node: number, port: string): boolean {
    return this.ports.get(node)?.some((taken) => isSamePort(taken, port)) ?? false
  }

  private take(row: number, node: number, by: number): void {
    const demand = this.demand(row)
    this.pods[node] += by
    this.cpu[node] += by * demand.cpu
    this.memory[node] += by * demand.memory
    this.scoredCpu[node] += by * demand.scoredCpu
    this.scoredMemory[node] += by * demand.scoredMemory
    for (const [resource, amount] of demand.others) this.other[resource][node] += by * amount
    if (demand.spec.hostPorts.length > 0) this.takePorts(demand.spec.hostPorts, node, by)
  }

  private takePorts(ports: readonly string[], node: number, by: number): void {
    const taken = this.ports.get(node) ?? []
    if (by > 0) taken.push(...ports)
    else for (const port of ports) taken.splice(taken.indexOf(port), 1)
    this.ports.set(node, taken)
  }

  /** @param countsDeleting which counters; undefined = all. */
  private count(row: number, node: number, by: number, countsDeleting: boolean | undefined): void {
    const counters = this.countersOf[row]
    if (counters === undefined) return
    for (const counter of counters)
      if (countsDeleting === undefined || counter.countsDeleting === countsDeleting) counter.add(node, by)
  }

  /** The number of a set of taints. */
  taintSetOf(taints: readonly TaintSpec[]): number {
    const key = JSON.stringify(taints)
    const found = this.taintSets.findIndex((set) => JSON.stringify(set) === key)
    return found >= 0 ? found : this.taintSets.push(taints) - 1
  }

  private connect(row: number, demand: Demand): void {
    const { spec, workload } = demand
    const rules = this.spreadRules(row, demand)
    demand.hard = rules.filter(({ isHard }) => isHard)
    demand.soft = rules.filter(({ isHard }) => !isHard)
    const counterOf = (term: PodTermSpec): DomainCounter =>
      this.podsOf(
        this.rowsOf(term.workloads).filter((other) => concerns(term, row, other)),
        term.topologyKey,
      )
    demand.near = spec.near.map(counterOf)
    demand.isNearItself = spec.near.every(
      (term) => term.workloads.includes(workload) && concerns(term, row, row),
    )
    demand.apart = spec.apart.map(counterOf)
    const attractions = spec.preferredPods.map((term) => ({ counter: counterOf(term), weight: term.weight }))
    const othersApart: DomainCounter[] = []
    for (const other of this.attached) {
      const { near, apart, preferredPods } = this.rows[other].pod.scheduling!
      const carriers = (topologyKey: string): DomainCounter => this.podsOf([other], topologyKey)
      const isMeant = (term: PodTermSpec): boolean =>
        term.workloads.includes(workload) && concerns(term, other, row)
      for (const term of apart) if (isMeant(term)) othersApart.push(carriers(term.topologyKey))
      for (const term of preferredPods)
        if (isMeant(term)) attractions.push({ counter: carriers(term.topologyKey), weight: term.weight })
      for (const term of near)
        if (isMeant(term))
          attractions.push({ counter: carriers(term.topologyKey), weight: hardAffinityWeight })
    }
    demand.othersApart = othersApart
    demand.attractions = attractions
  }

  /** All revisions of some workloads. */
  private rowsOf(workloads: readonly number[]): readonly number[] {
    return workloads.flatMap((workload) => {
      const end = this.firstRow[workload + 1] ?? this.rows.length
      return Array.from(
        { length: end - this.firstRow[workload] },
        (_, index) => this.firstRow[workload] + index,
      )
    })
  }

  /** They are counted again when they are asked for. */
  private forgetCounts(): void {
    this.counted = 0
    for (const demand of this.demands) if (demand !== undefined) demand.isConnected = false
    this.counters.clear()
    this.countersOf.length = 0
  }

  private spreadRules(row: number, demand: Demand): (SpreadRule & { readonly isHard: boolean })[] {
    const own = demand.spec.spread
    if (own !== undefined)
      return own.map((rule) => {
        const { topologyKey, workloads, sameTemplate, honorsAffinity } = rule
        const members = this.rowsOf(workloads).filter((other) => !sameTemplate || other === row)
        return {
          ...rule,
          counter: this.spread(members, topologyKey, honorsAffinity ? row : -1),
          isHostname: topologyKey === hostnameKey,
          countsItself: members.includes(row) ? 1 : 0,
        }
      })
    if (!this.isSpreadByDefault(row)) return []
    const { workload } = demand
    // A ReplicaSet selects pods of one revision.
    const owned = this.spec.workloads[workload].kind === 'StatefulSet' ? this.rowsOf([workload]) : [row]
    return defaultSkews.map(({ topologyKey, maxSkew }) => ({
      counter: this.spread(owned, topologyKey, row),
      isHostname: topologyKey === hostnameKey,
      maxSkew,
      minDomains: 1,
      countsItself: 1,
      honorsAffinity: true,
      honorsTaints: false,
      isHard: false,
    }))
  }

  /** @param matchingRow who asks, if only nodes that it may go to count; -1 = all nodes do. */
  private spread(rows: readonly number[], topologyKey: string, matchingRow: number): DomainCounter {
    const matching = matchingRow < 0 ? undefined : this.demands[matchingRow]?.matching
    const key = JSON.stringify([rows, topologyKey, matching === undefined ? -1 : matchingRow])
    return this.counter(key, rows, new DomainCounter(this.topology(topologyKey), false, matching))
  }

  private podsOf(rows: readonly number[], topologyKey: string): DomainCounter {
    const key = JSON.stringify([rows, topologyKey])
    return this.counter(key, rows, new DomainCounter(this.topology(topologyKey), true, undefined))
  }

  /** Counts what is there when it is first asked for. */
  private counter(key: string, rows: readonly number[], made: DomainCounter): DomainCounter {
    const known = this.counters.get(key)
    if (known !== undefined) return known
    this.counters.set(key, made)
    this.counted += made.counts.length
    for (const row of rows) {
      const counters = this.countersOf[row] ?? []
      counters.push(made)
      this.countersOf[row] = counters
      this.eachPlaced(row, (node, isDeleting) => {
        if (made.countsDeleting || !isDeleting) made.add(node, 1)
      })
    }
    return made
  }
}

/** Whether a term of pods of a template is about pods of another, as far as templates say so. */
function concerns({ templates }: PodTermSpec, own: number, other: number): boolean {
  return templates === undefined || (templates === 'same') === (own === other)
}

/** D2: one node of each zone in turn. */
function zoneByZone(nodes: readonly NodeSpec[]): Int32Array {
  const zones = new Map<string, number[]>()
  for (const [index, { labels }] of nodes.entries()) {
    const zone = zoneOf(labels)
    const there = zones.get(zone)
    if (there === undefined) zones.set(zone, [index])
    else there.push(index)
  }
  const lists = [...zones.values()]
  const order: number[] = []
  for (let turn = 0; order.length < nodes.length; turn++)
    for (const list of lists) if (turn < list.length) order.push(list[turn])
  return Int32Array.from(order)
}

/** `TCP/0.0.0.0/80`: every address is that of all. */
function isSamePort(one: string, other: string): boolean {
  const [protocol, address, port] = one.split('/')
  const [otherProtocol, otherAddress, otherPort] = other.split('/')
  const isSameAddress = address === otherAddress || address === '0.0.0.0' || otherAddress === '0.0.0.0'
  return protocol === otherProtocol && port === otherPort && isSameAddress
}
