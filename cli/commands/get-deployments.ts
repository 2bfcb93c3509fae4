/** `get deployments`, `get replicasets`, and what describe says of Deployments. */
import { deploymentDescription } from '../../reports/kubectl/deployment-description.ts'
import {
  deploymentCells,
  deploymentHeaders,
  deploymentLabels,
  deploymentObject,
  replicaSetCells,
  replicaSetHeaders,
  replicaSetLabels,
  replicaSetObject,
  type ShownDeployment,
  type ShownReplicaSet,
} from '../../reports/kubectl/deployments.ts'
import { mapOf } from '../../reports/kubectl/plain-data.ts'
import type { ExitCode } from '../exit-code.ts'
import { describeObjects, getObjects, type ObjectKind, tableColumns } from '../get-objects.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'

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

export async function getDeployments(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const columns = tableColumns(options)
  return getObjects(options, names, output, deployments, {
    headers: deploymentHeaders(columns),
    cells: (deployment, nowSeconds) => deploymentCells(deployment, nowSeconds, columns),
    object: deploymentObject,
    hasTime: true,
  })
}

export async function getReplicaSets(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const columns = tableColumns(options)
  return getObjects(options, names, output, replicaSets, {
    headers: replicaSetHeaders(columns),
    cells: (set, nowSeconds) => replicaSetCells(set, nowSeconds, columns),
    object: replicaSetObject,
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
