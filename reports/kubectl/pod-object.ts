/**
 * A pod as the API would hold it: what its manifest says, with the defaults that the simulation uses, and what the
 * observer saw. What is not simulated (addresses, ids of containers and images) is absent.
 */
import type { ContainerStateView, ContainerView, PodView } from '../../engine/contract/cluster-view.ts'
import { objectUid } from './object-uid.ts'
import { entry, labelsOf, listOf, mapOf, type PlainMap } from './plain-data.ts'
import { apiTime } from './wall-clock.ts'

/** A pod, and what its manifest says: `metadata` and `spec` as written. */
export type ShownPod = { readonly view: PodView; readonly template: unknown }

export function podLabels({ template }: ShownPod): Readonly<Record<string, string>> {
  return labelsOf(template)
}

export function podObject({ view, template }: ShownPod): PlainMap {
  const metadata = mapOf(mapOf(template)['metadata'])
  const spec = podSpec(view, mapOf(mapOf(template)['spec']))
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...entry('annotations', metadata['annotations']),
      ...entry('labels', metadata['labels']),
      ...timeEntry('creationTimestamp', view.createdSeconds),
      ...deletion(view),
      name: view.name,
      namespace: view.namespace,
      ...ownedBy(view),
    },
    spec,
    status: podStatus(view, mapOf(mapOf(template)['status'])['qosClass']),
  }
}

function ownedBy({ controller, namespace }: PodView): PlainMap {
  if (controller === null) return {}
  const { apiVersion, kind, name } = controller
  const uid = objectUid(kind, kind === 'Node' ? '' : namespace, name)
  return { ownerReferences: [{ apiVersion, controller: true, kind, name, uid }] }
}

/** The API sets the time at which the grace period is over. */
function deletion({ deletedSeconds, deletionGraceSeconds }: PodView): PlainMap {
  if (deletedSeconds === null || deletionGraceSeconds === null) return {}
  return {
    deletionGracePeriodSeconds: deletionGraceSeconds,
    deletionTimestamp: apiTime(deletedSeconds + deletionGraceSeconds),
  }
}

function podSpec(view: PodView, written: PlainMap): PlainMap {
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    ...written,
    ...entry('nodeName', view.node),
    ...(view.initContainers.length > 0
      ? { initContainers: containersOf(written['initContainers'], view.initContainers) }
      : {}),
    containers: containersOf(written['containers'], view.containers),
    tolerations: withDefaultTolerations([
      ...listOf(written['tolerations']),
      // T2: a static pod stays, whatever happens to its node.
      ...(view.isStatic ? [{ effect: 'NoExecute', operator: 'Exists' }] : []),
    ]),
  }
}

function containersOf(written: unknown, views: readonly ContainerView[]): PlainMap[] {
  return listOf(written).map((item) => {
    const container = withContainerDefaults(item)
    const view = views.find(({ name }) => name === container['name'])
    return { ...container, ...entry('image', view?.image === '' ? undefined : view?.image) }
  })
}

/** A container as written, with the API's defaults of what is shown. */
export function withContainerDefaults(item: unknown): PlainMap {
  const container = mapOf(item)
  return {
    ...container,
    ...(container['ports'] === undefined ? {} : { ports: listOf(container['ports']).map(withProtocol) }),
    ...Object.fromEntries(
      ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((key) =>
        container[key] === undefined ? [] : [[key, withProbeDefaults(mapOf(container[key]))]],
      ),
    ),
  }
}

function withProtocol(port: unknown): PlainMap {
  return { protocol: 'TCP', ...mapOf(port) }
}

/** P21. */
function withProbeDefaults(probe: PlainMap): PlainMap {
  const httpGet = probe['httpGet'] === undefined ? undefined : mapOf(probe['httpGet'])
  return {
    ...probe,
    ...(httpGet === undefined
      ? {}
      : { httpGet: { ...httpGet, path: httpGet['path'] || '/', scheme: httpGet['scheme'] ?? 'HTTP' } }),
    timeoutSeconds: probe['timeoutSeconds'] || 1,
    periodSeconds: probe['periodSeconds'] || 10,
    successThreshold: probe['successThreshold'] || 1,
    failureThreshold: probe['failureThreshold'] || 3,
  }
}

/** What the admission plugin DefaultTolerationSeconds gives a pod that says nothing of these two taints. */
function withDefaultTolerations(written: readonly unknown[]): PlainMap[] {
  const tolerations = written.map(mapOf)
  const added = ['not-ready', 'unreachable']
    .map((name) => `node.kubernetes.io/${name}`)
    .filter((key) => !tolerations.some((toleration) => tolerates(toleration, key)))
  return [
    ...tolerations,
    ...added.map((key) => ({ effect: 'NoExecute', key, operator: 'Exists', tolerationSeconds: 300 })),
  ]
}

function tolerates({ key, effect }: PlainMap, taint: string): boolean {
  return (key === taint || !key) && (effect === 'NoExecute' || !effect)
}

function podStatus(view: PodView, qosClass: unknown): PlainMap {
  return {
    conditions: view.conditions.map(({ type, isTrue, reason, message }) => ({
      ...entry('message', message),
      ...entry('reason', reason),
      status: isTrue ? 'True' : 'False',
      type,
    })),
    ...(view.hasStatus
      ? {
          containerStatuses: view.containers.map(containerStatus),
          ...(view.initContainers.length > 0
            ? { initContainerStatuses: view.initContainers.map(containerStatus) }
            : {}),
        }
      : {}),
    ...entry('message', view.failure?.message),
    ...entry('nominatedNodeName', view.nominatedNode),
    phase: view.phase,
    ...entry('qosClass', qosClass),
    ...entry('reason', view.failure?.reason),
  }
}

function containerStatus(view: ContainerView): PlainMap {
  return {
    image: view.startedImage,
    lastState: view.lastState === null ? {} : stateObject(view.lastState),
    name: view.name,
    ready: view.isReady,
    restartCount: view.restartCount,
    started: view.isStarted,
    state: stateObject(view.state),
  }
}

function stateObject(state: ContainerStateView): PlainMap {
  switch (state.kind) {
    case 'waiting':
      return { waiting: { reason: state.reason } }
    case 'running':
      return { running: timeEntry('startedAt', state.startedSeconds) }
    case 'terminated':
      return {
        terminated: {
          exitCode: state.exitCode,
          ...timeEntry('finishedAt', state.finishedSeconds),
          reason: state.reason,
          ...timeEntry('startedAt', state.startedSeconds),
        },
      }
  }
}

function timeEntry(key: string, seconds: number | null): PlainMap {
  return seconds === null ? {} : { [key]: apiTime(seconds) }
}
