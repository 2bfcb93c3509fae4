/** `get deployments`, `get replicasets`, and what describe says of Deployments. */
import type { ReplicaSetView } from '../../engine/index.ts'
import {
  deploymentDescription,
  deploymentLabels,
  type ShownDeployment,
} from '../../reports/kubectl/deployment-description.ts'
import {
  deploymentCells,
  deploymentHeaders,
  deploymentObject,
  replicaSetCells,
  replicaSetHeaders,
  replicaSetObject,
} from '../../reports/kubectl/deployments.ts'
import { labelsOf, mapOf, type PlainMap } from '../../reports/kubectl/plain-data.ts'
import type { ExitCode } from '../exit-code.ts'
import { describeObjects, getObjects, type ObjectKind } from '../get-objects.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'

type ShownReplicaSet = { readonly view: ReplicaSetView; readonly written: PlainMap }

const deployments: ObjectKind<ShownDeployment> = {
  noun: 'deployments.apps',
  read: (observer, { places }) =>
    observer.deployments().map((view) => ({ view, written: mapOf(places[view.workload].at.value) })),
  labels: deploymentLabels,
}

const replicaSets: ObjectKind<ShownReplicaSet> = {
  noun: 'replicasets.apps',
  read: (observer, { places }) =>
    observer.replicaSets().map((view) => ({ view, written: mapOf(places[view.workload].at.value) })),
  labels: replicaSetLabels,
}

/** A Deployment gives its ReplicaSets the labels of its template. */
function replicaSetLabels({ view, written }: ShownReplicaSet): Readonly<Record<string, string>> {
  return labelsOf(view.isOwned ? mapOf(written['spec'])['template'] : written)
}

export async function getDeployments(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const withNamespace = options['all-namespaces']
  return getObjects(options, names, output, deployments, {
    headers: deploymentHeaders(withNamespace),
    cells: ({ view }, nowSeconds) => deploymentCells(view, nowSeconds, withNamespace),
    object: ({ view }) => deploymentObject(view),
    hasTime: true,
  })
}

export async function getReplicaSets(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const withNamespace = options['all-namespaces']
  return getObjects(options, names, output, replicaSets, {
    headers: replicaSetHeaders(withNamespace),
    cells: ({ view }, nowSeconds) => replicaSetCells(view, nowSeconds, withNamespace),
    object: ({ view }) => replicaSetObject(view),
    hasTime: true,
  })
}

export async function describeDeployments(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  return describeObjects(options, names, output, deployments, (deployment, observer, nowSeconds) => {
    const { namespace, name, workload } = deployment.view
    const sets = observer.replicaSets().filter((set) => set.workload === workload)
    const events = observer.eventsAbout('Deployment', namespace, name)
    return deploymentDescription(deployment, sets, events, nowSeconds)
  })
}
