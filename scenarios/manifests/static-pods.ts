/** Static pods (T1, T2, T5): manifests in the folders of node pools, and those that faults put there. */

import { isAccepted } from '../api/rules/check-object.ts'
import type { NodeMatch } from '../scenario/match.ts'
import type { Placed } from '../scenario/shape.ts'
import type { ScenarioSpec } from '../schema.ts'
import { type Located, shown } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { Asides } from './aside.ts'
import { listField, textField } from './field.ts'
import { checkName } from './names.ts'
import { noDemand } from './node-demand.ts'
import type { TypedObject } from './objects.ts'
import type { OwnFiles } from './own-files.ts'
import type { WorkloadSource } from './owners.ts'
import { readPod } from './pod-reader.ts'
import type { WorkloadTemplate } from './workload-reader.ts'

type Found = {
  readonly template: WorkloadTemplate
  readonly pools: string[]
  readonly faults: { readonly fault: number; readonly nodes: NodeMatch }[]
}

/** The static pods of a scenario, one per name; the same file in several folders is the same pod. */
export function readStaticPods(
  spec: ScenarioSpec,
  own: OwnFiles,
  workloads: readonly WorkloadSource[],
  report: Report,
  asides: Asides,
): WorkloadTemplate[] {
  const all = new Map<string, Found>()
  const bare = new Set(
    workloads.filter(({ kind }) => kind === 'Pod').map(({ namespace, name }) => `${namespace}/${name}`),
  )
  const find = (at: Located): Found | undefined => {
    const identity = identify(at, report)
    if (identity === undefined) return undefined
    const key = `${identity.namespace}/${identity.name}`
    let found = all.get(key)
    const isOther = found !== undefined && found.template.at.value !== at.value
    if (isOther || bare.has(key)) {
      report.error(
        'object-duplicate',
        at.at('metadata', 'name'),
        `static pod ${key} has the name of another Pod; expected one manifest per name`,
        'give it another name',
      )
      return undefined
    }
    if (found === undefined && isAccepted({ at, apiVersion: 'v1', kind: 'Pod' }, report)) {
      found = { template: readTemplate(identity, at, report, asides), pools: [], faults: [] }
      all.set(key, found)
    }
    return found
  }
  for (const { value: pool } of spec.nodes ?? [])
    for (const path of pool.staticPods ?? [])
      for (const object of podsOf(own.get(path.value) ?? [], report)) find(object)?.pools.push(pool.name)
  for (const [fault, { value: entry }] of (spec.faults ?? []).entries()) {
    if (entry.kind !== 'addStaticPod') continue
    const manifest = manifestOf(entry.manifest, own, report)
    if (manifest !== undefined) find(manifest)?.faults.push({ fault, nodes: entry.nodes ?? {} })
  }
  return [...all.values()].map(({ template, pools, faults }) => ({
    ...template,
    staticPlaces: { pools: [...new Set(pools)], faults },
  }))
}

/** The one Pod that a fault names or holds. */
function manifestOf(
  { value, at }: Placed<string | Readonly<Record<string, unknown>>>,
  own: OwnFiles,
  report: Report,
): Located | undefined {
  if (typeof value !== 'string') return at
  const objects = own.get(value)
  if (objects === undefined) return undefined
  const pods = podsOf(objects, report)
  if (pods.length === 1 || pods.length < objects.length) return pods[0]
  report.error(
    'static-pod',
    at,
    `${at.pathText}: ${shown(value)} holds ${pods.length} Pods; expected one`,
    'name a file with one Pod, and write one fault for each',
  )
  return undefined
}

/** A kubelet takes Pods from its folder, and nothing else. */
function podsOf(objects: readonly TypedObject[], report: Report): Located[] {
  return objects.flatMap(({ at, apiVersion, kind }) => {
    if (apiVersion === 'v1' && kind === 'Pod') return [at]
    report.error(
      'static-pod',
      at,
      `the object is a ${shown(kind)} of ${shown(apiVersion)}; expected a Pod of v1: a kubelet takes nothing else from its folder`,
      'move the object to the manifests of the scenario',
    )
    return []
  })
}

function identify(
  at: Located,
  report: Report,
): { readonly namespace: string; readonly name: string } | undefined {
  const nameAt = at.at('metadata', 'name')
  const namespaceAt = at.at('metadata', 'namespace')
  const name = textField(nameAt, report)
  const namespace = textField(namespaceAt, report) ?? 'default'
  if (nameAt.isAbsent)
    report.error('missing-key', at, 'Pod has no metadata.name: Required value', 'add metadata.name')
  const isNamed = name !== undefined && checkName(nameAt, name, 'subdomain', report)
  const isSpaced = namespaceAt.isAbsent || checkName(namespaceAt, namespace, 'label', report)
  return isNamed && isSpaced ? { namespace, name } : undefined
}

/** No scheduler reads its selector (T3), and no service account gives it a volume (T5). */
function readTemplate(
  identity: { readonly namespace: string; readonly name: string },
  at: Located,
  report: Report,
  asides: Asides,
): WorkloadTemplate {
  checkReferences(at.get('spec'), report)
  const { nodeName: _, ...pod } = readPod(at, report, asides)
  const hasVolumes = listField(at.at('spec', 'volumes'), report).length > 0
  return {
    kind: 'Pod',
    ...identity,
    replicas: 0,
    at,
    podAt: at,
    pod: { ...pod, demand: noDemand, hasVolumes },
  }
}

/** T5: what a pod without the API server cannot have. Source: kubernetes v1.35 pkg/kubelet/config/common.go, tryDecodeSinglePod. */
function checkReferences(spec: Located, report: Report): void {
  const containers = [...spec.get('initContainers').items(), ...spec.get('containers').items()]
  const environments = containers.flatMap((container) => [
    ...container
      .get('envFrom')
      .items()
      .flatMap((from) => [from.get('secretRef'), from.get('configMapRef')]),
    ...container
      .get('env')
      .items()
      .map((variable) => variable.get('valueFrom'))
      .flatMap((from) => [from.get('secretKeyRef'), from.get('configMapKeyRef')]),
  ])
  const volumes = spec
    .get('volumes')
    .items()
    .flatMap((volume) =>
      ['secret', 'configMap', 'projected', 'persistentVolumeClaim'].map((key) => volume.get(key)),
    )
  for (const reference of [spec.get('serviceAccountName'), ...volumes, ...environments]) {
    if (reference.isAbsent) continue
    report.error(
      'static-pod',
      reference,
      `${reference.pathText}: static pods may not reference objects of the API`,
      'delete the reference, or make it a pod of the API',
      'key',
    )
  }
}
