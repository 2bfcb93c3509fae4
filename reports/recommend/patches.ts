/**
 * Recommended settings as patches of the manifests: strategic-merge, a kustomize component, and JSON patches that first test
 * what they are about to change.
 */
import { stringify } from 'yaml'
import { safeText } from '../readable.ts'
import {
  changedFields,
  isChanged,
  type ProbeRecommendation,
  type ProbeSetting,
  type ProbeTarget,
  type RecommendationFacts,
} from './recommended-result.ts'

type Change = {
  readonly target: ProbeTarget
  readonly fields: Readonly<Record<string, number>>
  /** A startup probe that is added beside the probe. */
  readonly startupProbe: Readonly<Record<string, unknown>> | null
  /** Present values of the fields. */
  readonly current: Readonly<Record<string, number>>
}

/** kubectl reads YAML 1.1, in which `no` and `010` without quotes are no texts. */
const kubectlYaml = { version: '1.1' } as const

/** One object of the manifests, with the changes of all its probes. */
type PatchedObject = { readonly target: ProbeTarget; readonly changes: readonly Change[] }

export type PatchFile = { readonly name: string; readonly text: string }

/** `recommendation.yaml`, `kustomization.yaml`, and a JSON patch for each object that changes. */
export function patchFiles(
  probes: readonly ProbeRecommendation[],
  { targets, scenario }: Pick<RecommendationFacts, 'targets' | 'scenario'>,
): PatchFile[] {
  const objects = patchedObjects(probes, targets)
  const documents = objects.map((object) => stringify(mergePatch(object), kubectlYaml))
  const head = `# Probe settings that probestorm recommends for ${safeText(scenario)}: strategic-merge patches.\n`
  const none = '# No setting changes.\n'
  return [
    { name: 'recommendation.yaml', text: head + (documents.length === 0 ? none : documents.join('---\n')) },
    { name: 'kustomization.yaml', text: kustomization(objects) },
    ...objects.map((object) => ({
      name: jsonPatchName(object.target),
      text: `${JSON.stringify(jsonPatch(object), null, 2)}\n`,
    })),
  ]
}

function patchedObjects(
  probes: readonly ProbeRecommendation[],
  targets: readonly ProbeTarget[],
): PatchedObject[] {
  const objects = new Map<string, { target: ProbeTarget; changes: Change[] }>()
  for (const [index, probe] of probes.entries()) {
    if (!isChanged(probe)) continue
    const target = targets[index]
    const { kind, namespace, name } = target
    const key = JSON.stringify([kind, namespace ?? '', name])
    const object = objects.get(key) ?? { target, changes: [] }
    const { addedStartup, current } = probe
    const startupProbe =
      addedStartup === null ? null : { ...target.handler, ...integersOf(addedStartup.setting) }
    object.changes.push({ target, fields: changedFields(probe), startupProbe, current: current.setting })
    objects.set(key, object)
  }
  return [...objects.values()]
}

/** Numbers that a new probe needs beside what the API fills in (P21): period, timeout and threshold. */
function integersOf({ periodSeconds, timeoutSeconds, failureThreshold }: ProbeSetting): object {
  return { periodSeconds, timeoutSeconds, failureThreshold }
}

/** Lists of containers are merged by name. */
function mergePatch({ target, changes }: PatchedObject): object {
  const { apiVersion, kind, name, namespace } = target
  const root: Record<string, unknown> = {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  }
  for (const { target: at, fields, startupProbe } of changes) {
    const container = containerIn(root, at)
    if (startupProbe !== null) container['startupProbe'] = startupProbe
    if (Object.keys(fields).length > 0) container[`${at.probe}Probe`] = { ...fields }
  }
  return root
}

/** The container of a target in a patch, made where it is missing. */
function containerIn(root: Record<string, unknown>, { listSteps, container: name }: ProbeTarget) {
  let here = root
  for (const step of listSteps.slice(0, -1)) {
    here[step] ??= {}
    here = here[step] as Record<string, unknown>
  }
  const list = listSteps[listSteps.length - 1]
  here[list] ??= []
  const containers = here[list] as Record<string, unknown>[]
  const found = containers.find((container) => container['name'] === name)
  if (found !== undefined) return found
  const made: Record<string, unknown> = { name }
  containers.push(made)
  return made
}

/** A component, so that any kustomization can name it. */
function kustomization(objects: readonly PatchedObject[]): string {
  const component = {
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
    patches: objects.map((object) => {
      const { kind, name, namespace } = object.target
      return {
        target: { kind, name, ...(namespace === undefined ? {} : { namespace }) },
        patch: stringify(mergePatch(object), kubectlYaml),
      }
    }),
  }
  return stringify(component, kubectlYaml)
}

type Operation = { readonly op: 'test' | 'replace' | 'add'; readonly path: string; readonly value: unknown }

/** RFC 6902: the container and the values that the manifest writes are tested before any of them is changed. */
function jsonPatch({ changes }: PatchedObject): Operation[] {
  const tests: Operation[] = []
  const edits: Operation[] = []
  for (const { target, fields, startupProbe } of changes) {
    const container = pointer([...target.listSteps, String(target.index)])
    if (!tests.some(({ path }) => path === `${container}/name`))
      tests.push({ op: 'test', path: `${container}/name`, value: target.container })
    if (startupProbe !== null)
      edits.push({ op: 'add', path: `${container}/startupProbe`, value: startupProbe })
    for (const [field, value] of Object.entries(fields)) {
      const path = `${container}/${target.probe}Probe/${field}`
      const isWritten = Object.hasOwn(target.written, field)
      if (isWritten) tests.push({ op: 'test', path, value: target.written[field] })
      edits.push({ op: isWritten ? 'replace' : 'add', path, value })
    }
  }
  return [...tests, ...edits]
}

function pointer(steps: readonly string[]): string {
  return steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Names of objects are lower case letters, digits, hyphens and dots. */
export function jsonPatchName({ kind, name, namespace }: ProbeTarget): string {
  const words = [...(namespace === undefined ? [] : [namespace]), kind.toLowerCase(), name]
  return `patch-${words.join('.')}.json`
}
