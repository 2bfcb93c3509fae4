/**
 * Paths of parameters, and setting a value at the end of one. Three forms:
 *
 *     workloads[0].behavior.errorRate                                    into the scenario
 *     deployment/web namespace shop container app livenessProbe.periodSeconds    into a manifest
 *     kubelet worker crashLoopBackOff.maxContainerRestartPeriod          into a KubeletConfiguration
 *
 * `namespace` is needed only where two objects have the name, `container` is left out for fields of the object itself
 * (`spec.replicas`), and the pool of `kubelet` for the configuration that all nodes share.
 */
import type { ScenarioDocuments } from '../load-scenario.ts'
import { isKubeletConfiguration } from '../manifests/kubelet-classes.ts'
import type { TypedObject } from '../manifests/objects.ts'
import { workloadKinds } from '../scenario/match.ts'
import type { Placed } from '../scenario/shape.ts'
import { isMap, Located, namedSource, Override, type PathStep, pathText, shown } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { nearestWord, oneOfText } from '../text/suggestion.ts'
import { blockedStep, pathSegments, replaced, scenarioSegments } from '../text/value-path.ts'
import { type Setting, SettingSource } from './parameter-values.ts'

/** Where a parameter leads: into the scenario, or into an object of the input by its place in the list. */
export type Target = { readonly object: number | 'scenario'; readonly steps: readonly PathStep[] }

/** What a path has to lead to. */
type Found = { readonly target: Target; readonly documents: ScenarioDocuments }

const pathFix =
  'write a path into the scenario (workloads[0].behavior.errorRate), into a manifest (deployment/web container app livenessProbe.periodSeconds), or into a KubeletConfiguration (kubelet worker maxPods)'

/** Where the words of a path lead; undefined once it is reported that they lead nowhere. */
export function findTarget(
  path: Placed<string>,
  documents: ScenarioDocuments,
  report: Report,
): Found | undefined {
  const words = path.value.trim().split(/\s+/)
  const fail = (message: string, fix = pathFix): undefined => {
    report.error('parameter-path', path.at, `${shown(path.value)}: ${message}`, fix)
    return undefined
  }
  const found =
    words[0] === 'kubelet'
      ? kubeletTarget(words.slice(1), documents, fail)
      : words[0].includes('/')
        ? objectTarget(words, documents, fail)
        : scenarioTarget(words, documents, fail)
  if (found === undefined) return undefined
  const { steps } = found.target
  const blocked = blockedStep(rootOf(found.documents, found.target).value, steps)
  if (blocked === undefined) return found
  const here = pathText(steps.slice(0, blocked.index)) || 'the document'
  const wanted =
    typeof steps[blocked.index] === 'number' ? `a list with more than ${steps[blocked.index]} items` : 'a map'
  return fail(
    `${here} is ${shown(blocked.found)}; expected ${wanted}`,
    'correct the path; items of a list are counted from 0',
  )
}

type Fail = (message: string, fix?: string) => undefined

/** Files are read once for all points. */
const fixedSteps: readonly PathStep[] = ['apiVersion', 'kind', 'manifests']

function scenarioTarget(
  words: readonly string[],
  documents: ScenarioDocuments,
  fail: Fail,
): Found | undefined {
  const steps = words.length === 1 ? scenarioSegments(words[0])?.map(({ step }) => step) : undefined
  if (steps === undefined) return fail('no path; expected one of three forms')
  if (fixedSteps.includes(steps[0]) || (steps[0] === 'spec' && fixedSteps.includes(steps[1])))
    return fail(`${pathText(steps)} is the same at every point; expected a value of the study`)
  return { target: { object: 'scenario', steps }, documents }
}

function objectTarget(words: readonly string[], documents: ScenarioDocuments, fail: Fail): Found | undefined {
  const [title, ...rest] = words
  const field = rest.pop()
  const { namespace, container, ...others } = wordPairs(rest)
  const slip = Object.keys(others)[0]
  if (field === undefined || rest.length % 2 === 1 || slip !== undefined)
    return fail(
      `${slip === undefined ? 'words are missing' : `${shown(slip)} has no meaning here`}; expected kind/name [namespace NAME] [container NAME] field`,
    )
  const [kind, name] = [title.slice(0, title.indexOf('/')), title.slice(title.indexOf('/') + 1)]
  const matching = documents.objects.flatMap((object, index) =>
    isNamed(object, kind, name, namespace) ? [{ object, index }] : [],
  )
  if (matching.length !== 1) return fail(...unclear(title, matching.length, documents))
  const [{ object, index }] = matching
  const steps = pathSegments(field)?.map(({ step }) => step)
  if (steps === undefined)
    return fail(`${shown(field)} is no path of a field; expected one such as spec.replicas`)
  if (container !== undefined) {
    const containerSteps = stepsToContainer(object, container, fail)
    return containerSteps && { target: { object: index, steps: [...containerSteps, ...steps] }, documents }
  }
  if (steps[0] !== 'spec' && !(steps[0] === 'metadata' && steps.length > 2))
    return fail(
      `${shown(steps[0])} is no field of ${title}; expected spec, or a container and one of its fields`,
      `name the container: ${title} container NAME ${field}`,
    )
  return { target: { object: index, steps }, documents }
}

/** Words two by two. */
function wordPairs(words: readonly string[]): Record<string, string> {
  const pairs: Record<string, string> = {}
  for (let at = 0; at + 1 < words.length; at += 2) pairs[words[at]] = words[at + 1]
  return pairs
}

function isNamed(
  { at, kind }: TypedObject,
  wantedKind: string,
  name: string,
  namespace: string | undefined,
): boolean {
  return (
    kind.toLowerCase() === wantedKind.toLowerCase() &&
    at.at('metadata', 'name').value === name &&
    (namespace === undefined || (at.at('metadata', 'namespace').value ?? 'default') === namespace)
  )
}

function unclear(title: string, count: number, { objects }: ScenarioDocuments): [string, string] {
  if (count > 1)
    return [
      `${count} objects of the input are ${title}; expected one`,
      `add the namespace: ${title} namespace NAME ...`,
    ]
  const titles = objects
    .filter(({ kind }) => workloadKinds.some((known) => known === kind))
    .map(({ at, kind }) => `${kind.toLowerCase()}/${String(at.at('metadata', 'name').value)}`)
  const near = nearestWord(title, titles)
  return [
    `the input holds no ${title}; expected ${titles.length > 5 ? `${titles.slice(0, 5).join(', ')} or another of its objects` : oneOfText(titles)}`,
    near === undefined ? 'write kind and name of an object of the input' : `write ${near}`,
  ]
}

function stepsToContainer(
  { at, kind }: TypedObject,
  name: string,
  fail: Fail,
): readonly PathStep[] | undefined {
  const podSteps = kind === 'Pod' ? ['spec'] : ['spec', 'template', 'spec']
  const names: string[] = []
  for (const list of ['containers', 'initContainers']) {
    const containers = at.at(...podSteps, list).items()
    const index = containers.findIndex((container) => container.get('name').value === name)
    if (index >= 0) return [...podSteps, list, index]
    names.push(...containers.map((container) => String(container.get('name').value)))
  }
  const near = nearestWord(name, names)
  return fail(
    `there is no container ${shown(name)}; expected ${oneOfText(names) || 'a container'}`,
    near === undefined ? 'write the name of a container of the pod template' : `write container ${near}`,
  )
}

const kubeletIdentity = { apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration' }

function kubeletTarget(
  words: readonly string[],
  documents: ScenarioDocuments,
  fail: Fail,
): Found | undefined {
  const field = words.at(-1)
  const steps = field === undefined ? undefined : pathSegments(field)?.map(({ step }) => step)
  if (steps === undefined || words.length > 2) return fail('no path; expected kubelet [pool] field')
  if (words.length === 2) return poolTarget(words[0], steps, documents, fail)
  const shared = documents.own.without(documents.objects).find(isKubeletConfiguration)
  if (shared !== undefined) return { target: { object: documents.objects.indexOf(shared), steps }, documents }
  const made = Located.root(kubeletIdentity, namedSource('<default KubeletConfiguration>'))
  const objects = [...documents.objects, { ...kubeletIdentity, at: made }]
  return { target: { object: objects.length - 1, steps }, documents: { ...documents, objects } }
}

/** The configuration of a pool. One that is a file becomes the pool's own. */
function poolTarget(
  pool: string,
  steps: readonly PathStep[],
  documents: ScenarioDocuments,
  fail: Fail,
): Found | undefined {
  const pools = documents.scenario.at('spec', 'nodes').items()
  const index = pools.findIndex((candidate) => candidate.get('name').value === pool)
  if (index < 0) {
    const names = pools.map((candidate) => String(candidate.get('name').value))
    return fail(
      `there is no pool ${shown(pool)} in nodes of the scenario; expected ${oneOfText(names) || 'a path without a pool'}`,
      'write the name of a pool, or leave it out for the configuration that all nodes share',
    )
  }
  const toKubelet = ['spec', 'nodes', index, 'kubelet']
  const target: Target = { object: 'scenario', steps: [...toKubelet, ...steps] }
  const named = pools[index].get('kubelet').value
  const file = typeof named === 'string' ? documents.own.get(named) : undefined
  const at = file?.find(isKubeletConfiguration)?.at
  if (at === undefined || !isMap(at.value)) return { target, documents }
  const own = new Override(at.value, new SettingSource(at, 0))
  const scenario = documents.scenario.withValue(replaced(documents.scenario.value, toKubelet, () => own))
  return { target, documents: { ...documents, scenario } }
}

function rootOf({ scenario, objects }: ScenarioDocuments, { object }: Target): Located {
  return object === 'scenario' ? scenario : objects[object].at
}

/** The step at which a target leaves what the documents hold, and the key there that was probably meant. */
export function nearestStep(
  documents: ScenarioDocuments,
  target: Target,
): { readonly written: string; readonly near: string } | undefined {
  let here = rootOf(documents, target)
  for (const step of target.steps) {
    const next = here.at(step)
    if (next.value !== undefined) {
      here = next
      continue
    }
    const keys = isMap(here.value) ? Object.keys(here.value) : []
    const near = typeof step === 'string' ? nearestWord(step, keys) : undefined
    return near === undefined ? undefined : { written: String(step), near }
  }
  return undefined
}

/** The documents with a value put at a target; the originals are left alone. */
export function withSetting(
  documents: ScenarioDocuments,
  target: Target,
  { value, at }: Setting,
): ScenarioDocuments {
  const root = rootOf(documents, target)
  const { steps } = target
  const changed = root.withValue(
    replaced(root.value, steps, (from) => {
      const made = steps.slice(from + 1)
      const inner = made.reduceRight<unknown>(
        (within, step) => (typeof step === 'number' ? [within] : { [step]: within }),
        value,
      )
      return new Override(inner, new SettingSource(at, made.length))
    }),
  )
  if (target.object === 'scenario') return { ...documents, scenario: changed }
  const objects = documents.objects.with(target.object, { ...documents.objects[target.object], at: changed })
  return { ...documents, objects }
}
