/** Which KubeletConfiguration holds for which nodes: a pool's own, else the one among the objects, else none. */
import type { NodePool } from '../schema.ts'
import { type Located, shown } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { Asides } from './aside.ts'
import {
  defaultClass,
  type KubeletClass,
  type KubeletGround,
  readKubeletConfiguration,
} from './kubelet-configuration.ts'
import type { TypedObject } from './objects.ts'

const group = 'kubelet.config.k8s.io'
const apiVersion = `${group}/v1beta1`

/** Whether an object is a KubeletConfiguration. */
export function isKubeletConfiguration(object: Pick<TypedObject, 'apiVersion' | 'kind'>): boolean {
  return object.apiVersion === apiVersion && object.kind === 'KubeletConfiguration'
}

/** Files that pools of a scenario name in `kubelet`, each with what it holds. */
export type KubeletFiles = ReadonlyMap<string, readonly TypedObject[]>

/** Values of `kubelet` that name a file. They are needed before the scenario is read, and checked with it. */
export function kubeletPaths(scenario: Located): Located[] {
  return scenario
    .at('spec', 'nodes')
    .items()
    .map((pool) => pool.get('kubelet'))
    .filter((path) => typeof path.value === 'string' && path.value !== '')
}

/** One class per configuration, however many pools share it. */
export class KubeletClasses {
  /** Of nodes whose pool has no configuration of its own, and of nodes without a pool. */
  readonly common: KubeletClass
  private readonly read: (at: Located) => KubeletClass
  private readonly files: KubeletFiles
  private readonly report: Report
  private readonly known = new Map<unknown, KubeletClass>()

  constructor(
    objects: readonly TypedObject[],
    files: KubeletFiles,
    ground: KubeletGround,
    report: Report,
    asides: Asides,
  ) {
    this.files = files
    this.report = report
    this.read = (at) => readKubeletConfiguration(at, ground, report, asides)
    const ownTexts = new Set([...files.values()].flat().map(({ at }) => at.source.name))
    const shared = objects.filter(
      (object) => isKubeletConfiguration(object) && !ownTexts.has(object.at.source.name),
    )
    this.common = shared.length === 0 ? defaultClass : this.classOf(shared[0].at)
    for (const { at } of shared.slice(1)) {
      const place = shared[0].at.place()
      report.error(
        'kubelet-configuration',
        at,
        `a second KubeletConfiguration; expected one for all nodes, and ${shared[0].at.source.name}:${place.line} has it already`,
        'name each in nodes[].kubelet of the pool that it is for',
      )
    }
  }

  /** The class of a pool. */
  of(pool: NodePool): KubeletClass {
    const own = pool.kubelet
    if (own === undefined) return this.common
    if (typeof own.value !== 'string') return this.classOf(own.at)
    const found = this.files.get(own.value)
    if (found === undefined) return this.common
    const configurations = found.filter(isKubeletConfiguration)
    if (configurations.length === 1) return this.classOf(configurations[0].at)
    this.report.error(
      'kubelet-configuration',
      own.at,
      `${own.at.pathText}: ${shown(own.value)} holds ${configurations.length} objects of kind KubeletConfiguration (${apiVersion}); expected one`,
      'name a file with one KubeletConfiguration',
    )
    return this.common
  }

  private classOf(at: Located): KubeletClass {
    let known = this.known.get(at.value)
    if (known === undefined) {
      known = this.read(at)
      this.known.set(at.value, known)
    }
    return known
  }
}
