/** `get statefulsets`, `get daemonsets`, and what describe says of them. */
import { mapOf } from '../../reports/kubectl/plain-data.ts'
import {
  daemonSetCells,
  daemonSetDescription,
  daemonSetHeaders,
  daemonSetObject,
  type ShownDaemonSet,
  type ShownStatefulSet,
  setLabels,
  statefulSetCells,
  statefulSetDescription,
  statefulSetHeaders,
  statefulSetObject,
} from '../../reports/kubectl/sets.ts'
import type { ExitCode } from '../exit-code.ts'
import { describeObjects, getObjects, type ObjectKind, tableColumns } from '../get-objects.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'

const statefulSets: ObjectKind<ShownStatefulSet> = {
  noun: 'statefulsets.apps',
  read: (observer, { places }) =>
    observer.statefulSets().map((view) => ({ view, written: mapOf(places[view.workload].at.value) })),
  labels: setLabels,
}

const daemonSets: ObjectKind<ShownDaemonSet> = {
  noun: 'daemonsets.apps',
  read: (observer, { places }) =>
    observer.daemonSets().map((view) => ({ view, written: mapOf(places[view.workload].at.value) })),
  labels: setLabels,
}

export async function getStatefulSets(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const columns = tableColumns(options)
  return getObjects(options, names, output, statefulSets, {
    headers: statefulSetHeaders(columns),
    cells: (set, nowSeconds) => statefulSetCells(set, nowSeconds, columns),
    object: statefulSetObject,
    hasTime: true,
  })
}

export async function getDaemonSets(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const columns = tableColumns(options)
  return getObjects(options, names, output, daemonSets, {
    headers: daemonSetHeaders(columns),
    cells: (set, nowSeconds) => daemonSetCells(set, nowSeconds, columns),
    object: daemonSetObject,
    hasTime: true,
  })
}

export async function describeStatefulSets(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  return describeObjects(options, names, output, statefulSets, (set, observer, nowSeconds) => {
    const { namespace, name } = set.view
    return statefulSetDescription(set, observer.eventsAbout('StatefulSet', namespace, name), nowSeconds)
  })
}

export async function describeDaemonSets(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  return describeObjects(options, names, output, daemonSets, (set, observer, nowSeconds) => {
    const { namespace, name } = set.view
    return daemonSetDescription(set, observer.eventsAbout('DaemonSet', namespace, name), nowSeconds)
  })
}
