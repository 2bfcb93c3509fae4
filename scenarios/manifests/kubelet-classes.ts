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
import type { OwnFiles } from './own-files.ts'

const group = 'kubelet.config.k8s.io'
const apiVersion = `${group}/v1beta1`

/** Whether an object is a KubeletConfiguration. */
export function isKubeletConfiguration(object: Pick<TypedObject, 'apiVersion' | 'kind'>): boolean {
  return object.apiVersion === apiVersion && object.kind === 'KubeletConfiguration'
}

/** One class per configuration, however many pools share it. */
export class KubeletClasses {
  /** Of nodes whose pool has no configuration of its own, and of nodes without a pool. */
  readonly common: KubeletClass
  private readonly read: (at: Located) => KubeletClass
  private readonly files: OwnFiles
  private readonly report: Report
  private readonly known = new Map<unknown, KubeletClass>()

  constructor(
    objects: readonly TypedObject[],
    files: OwnFiles,
    ground: KubeletGround,
    report: Report,
    asides: Asides,
  ) {
    this.files = files
    this.report = report
    this.read = (at) => readKubeletConfiguration(at, ground, report, asides)
    const shared = objects.filter(isKubeletConfiguration)
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
