/** N2, N4 to N8, N10, Z26: nodes that fall silent, told plainly: the monitor, its taints, zones, and evictions. Calls take no time. */
import { tolerationsOf } from '../../engine/contract/tolerations-spec.ts'
import { deletePod, setReady } from './kubelet.ts'
import { type Pod, second, type World } from './world.ts'

const period = 5 * second
const grace = 50 * second
const tenth = second / 10
/** A renewal comes 10.4 s after the one before at the latest (N1). */
const renewalMost = 10.4 * second
/** Of times that are told in whole microseconds. */
const rounding = 2

export type NodeObject = {
  readonly name: string
  readonly zone: string
  isUnknown: boolean
  hasNoSchedule: boolean
  hasNoExecute: boolean
  silentSinceUs: number
  /** When NoExecute came. */
  taintedUs: number
}

/** What chance decides of nodes. */
export type NodeOracle = {
  /** When the monitor says that it is Unknown, seen from the beginning of its silence: it may be of another one; Infinity = never. */
  unknownUs(node: string, silentUs: number): number
  /** A pass that looks at the queues of taints. */
  readonly taintPassUs: number
  /** Whether the node gets its taint NoExecute then: the order in a queue is chance. */
  isTaintedAt(node: string, timeUs: number): boolean
}

type Zone = {
  readonly name: string
  state: 'Initial' | 'Normal' | 'Partial' | 'Full'
  /** Nodes per second, and when the next token is there. */
  rate: number
  tokenUs: number
  readonly queue: Set<NodeObject>
}

export class NodeMonitor {
  readonly nodes: readonly NodeObject[]
  private readonly world: World
  private readonly oracle: NodeOracle
  private readonly zones: Zone[]
  /** Some pass, once one is known by what it did. */
  private passUs: number | undefined
  /** From an all-over disruption on health counts anew: bounds do not hold. */
  private wasAllOver = false

  constructor(world: World, oracle: NodeOracle) {
    this.world = world
    this.oracle = oracle
    this.nodes = world.spec.nodes.map(({ name, labels }) => ({
      name,
      zone: labels['topology.kubernetes.io/zone'] ?? '',
      isUnknown: false,
      hasNoSchedule: false,
      hasNoExecute: false,
      silentSinceUs: Infinity,
      taintedUs: Number.NaN,
    }))
    const names = [...new Set(this.nodes.map(({ zone }) => zone))]
    this.zones = names.map((name) => ({
      name,
      state: 'Normal',
      rate: 0.1,
      tokenUs: -Infinity,
      queue: new Set(),
    }))
  }

  /** Nothing is heard of the node until then. */
  fallsSilent(name: string, untilUs: number): void {
    const { world } = this
    const node = this.node(name)
    const silentUs = world.nowUs
    node.silentSinceUs = silentUs
    const atUs = this.oracle.unknownUs(name, silentUs)
    if (atUs >= untilUs) {
      world.at(silentUs + grace + period + rounding, () => {
        if (node.silentSinceUs === silentUs && !this.wasAllOver)
          throw new Error(`${name} is silent for ${grace + period} us, and not Unknown`)
      })
      return
    }
    world.at(atUs, () => {
      const lengthUs = atUs - silentUs
      const isIn = lengthUs >= grace - renewalMost - rounding && lengthUs <= grace + period + rounding
      if (!isIn && !this.wasAllOver) throw new Error(`${name} is Unknown ${lengthUs} us after it fell silent`)
      this.becomesUnknown(node)
    })
  }

  /** It is heard of again: ready at once, NoSchedule goes, NoExecute with the next pass (N10). */
  comesBack(name: string): void {
    const { world } = this
    const node = this.node(name)
    node.silentSinceUs = Infinity
    const wasUnknown = node.isUnknown
    node.isUnknown = false
    node.hasNoSchedule = false
    if (!wasUnknown) return
    world.writes++
    const passUs = this.passUs!
    const nextUs = passUs + period * (Math.floor((world.nowUs - passUs) / period) + 1)
    world.at(nextUs, () => {
      if (!node.isUnknown) this.markReachable(node)
      this.endPass()
    })
  }

  private node(name: string): NodeObject {
    return this.nodes.find((node) => node.name === name)!
  }

  private becomesUnknown(node: NodeObject): void {
    const { world, passUs } = this
    const off = passUs === undefined ? 0 : (world.nowUs - passUs) % period
    if (Math.min(off, period - off) > rounding) throw new Error(`no pass begins at ${world.nowUs}`)
    this.passUs ??= world.nowUs
    node.isUnknown = true
    node.hasNoSchedule = true
    world.writes++
    for (const pod of world.livePods()) if (pod.node === node.name) setReady(world, pod, false)
    this.zone(node).queue.add(node)
    // The others of this pass come first.
    world.at(world.nowUs, () => this.endPass())
    this.lookAtQueues()
  }

  private zone({ zone }: NodeObject): Zone {
    return this.zones.find(({ name }) => name === zone)!
  }

  /** What zones are now (N6). */
  private endPass(): void {
    const { zones, nodes } = this
    const states = zones.map(({ name }): Zone['state'] => {
      const own = nodes.filter(({ zone }) => zone === name)
      const bad = own.filter(({ isUnknown }) => isUnknown).length
      if (bad > 0 && bad === own.length) return 'Full'
      return bad > 2 && bad / own.length >= 0.55 ? 'Partial' : 'Normal'
    })
    const isAllOver = states.every((state) => state === 'Full')
    const wasAllOver = zones.every(({ state }) => state === 'Full')
    if (isAllOver && wasAllOver) return
    if (isAllOver) {
      this.wasAllOver = true
      for (const node of nodes) this.markReachable(node)
    }
    zones.forEach((zone, at) => {
      if (!isAllOver && !wasAllOver && zone.state === states[at]) return
      zone.state = states[at]
      this.setRate(zone, isAllOver ? 0 : this.rateOf(zone))
    })
    // Those that are Unknown wait again for a taint.
    if (!isAllOver)
      for (const node of nodes) if (node.isUnknown && !node.hasNoExecute) this.zone(node).queue.add(node)
    this.lookAtQueues()
  }

  private rateOf({ name, state }: Zone): number {
    if (state !== 'Partial') return 0.1
    return this.nodes.filter(({ zone }) => zone === name).length > 50 ? 0.01 : 0
  }

  /** Another limiter is as full as the one before. */
  private setRate(zone: Zone, rate: number): void {
    if (zone.rate === rate) return
    const { nowUs } = this.world
    const hasToken = zone.rate > 0 && zone.tokenUs <= nowUs + rounding
    zone.tokenUs = hasToken ? -Infinity : rate === 0 ? Infinity : nowUs + second / rate
    zone.rate = rate
  }

  private markReachable(node: NodeObject): void {
    this.zone(node).queue.delete(node)
    if (!node.hasNoExecute) return
    node.hasNoExecute = false
    this.world.writes++
  }

  /** At the next of the passes that come ten times a second, and as long as something waits. */
  private lookAtQueues(): void {
    const { world, oracle, zones } = this
    const { taintPassUs } = oracle
    if (zones.every(({ queue }) => queue.size === 0)) return
    const nextUs = taintPassUs + tenth * (Math.floor((world.nowUs - taintPassUs + rounding) / tenth) + 1)
    world.at(nextUs, () => {
      for (const zone of zones) this.lookAtQueue(zone)
      this.lookAtQueues()
    })
  }

  private lookAtQueue(zone: Zone): void {
    const { world, oracle } = this
    while (zone.queue.size > 0 && zone.rate > 0 && zone.tokenUs <= world.nowUs + rounding) {
      zone.tokenUs = world.nowUs + second / zone.rate
      const waiting = [...zone.queue]
      const node = waiting.find(({ name }) => oracle.isTaintedAt(name, world.nowUs)) ?? waiting[0]
      zone.queue.delete(node)
      if (node.isUnknown) this.taint(node)
    }
  }

  /** Its pods go when they have borne it for as long as they do (N7). */
  private taint(node: NodeObject): void {
    const { world } = this
    node.hasNoExecute = true
    world.writes++
    node.taintedUs = world.nowUs
    const { unreachable } = tolerationsOf(world.workload).staysUs
    for (const pod of world.livePods())
      if (pod.node === node.name) this.awaitEviction(node, pod, world.nowUs, unreachable)
  }

  private awaitEviction(node: NodeObject, pod: Pod, taintedUs: number, staysUs: number): void {
    if (staysUs === Infinity) return
    this.world.at(taintedUs + staysUs, () => {
      // One that has gone and come again counts anew.
      if (node.hasNoExecute && node.taintedUs === taintedUs) deletePod(this.world, pod)
    })
  }
}
