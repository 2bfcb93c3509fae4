/** `get deployments`, `get replicasets`, and what describe says of Deployments. */
import type { ClusterObserver, DeploymentView, ReplicaSetView } from '../../engine/index.ts'
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
import { mapOf } from '../../reports/kubectl/plain-data.ts'
import type { ExitCode } from '../exit-code.ts'
import { describeObjects, type ObjectKind } from '../get-objects.ts'
import { GetPrinter, type Shape } from '../get-printer.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { clusterAt, loadView, ObjectScope } from '../view.ts'

type Named = { readonly namespace: string; readonly name: string; readonly workload: number }
type Kind<View> = {
  readonly noun: string
  readonly read: (observer: ClusterObserver) => View[]
  readonly shape: Shape<View>
}

export async function getDeployments(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  return getAll<DeploymentView>(options, names, output, {
    noun: 'deployments.apps',
    read: (observer) => observer.deployments(),
    shape: { headers: deploymentHeaders, cells: deploymentCells, object: deploymentObject, hasTime: true },
  })
}

export async function getReplicaSets(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  return getAll<ReplicaSetView>(options, names, output, {
    noun: 'replicasets.apps',
    read: (observer) => observer.replicaSets(),
    shape: { headers: replicaSetHeaders, cells: replicaSetCells, object: replicaSetObject, hasTime: true },
  })
}

const described: ObjectKind<ShownDeployment> = {
  noun: 'deployments.apps',
  read: (observer, { places }) =>
    observer.deployments().map((view) => ({ view, written: mapOf(places[view.workload].at.value) })),
  labels: deploymentLabels,
}

export async function describeDeployments(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  return describeObjects(options, names, output, described, (deployment, observer, nowSeconds) => {
    const { namespace, name, workload } = deployment.view
    const sets = observer.replicaSets().filter((set) => set.workload === workload)
    const events = observer.eventsAbout('Deployment', namespace, name)
    return deploymentDescription(deployment, sets, events, nowSeconds)
  })
}

async function getAll<View extends Named>(
  options: Options,
  names: readonly string[],
  output: Output,
  { noun, read, shape }: Kind<View>,
): Promise<ExitCode> {
  const scope = new ObjectScope(options, names)
  const scenario = await loadView(options, 'get')
  const { durationUs } = scenario.spec
  const { observer, nowSeconds } = clusterAt(options, scenario)
  const found = (): View[] => read(observer).filter(({ namespace, name }) => scope.holds(namespace, name, {}))
  const withNamespace = options['all-namespaces']
  const printer = new GetPrinter<View>(options, output, {
    ...shape,
    headers: withNamespace ? ['NAMESPACE', ...shape.headers] : shape.headers,
    cells: (view, nowSeconds) => [
      ...(withNamespace ? [view.namespace] : []),
      ...shape.cells(view, nowSeconds),
    ],
  })
  const first = found()
  printer.list(first, nowSeconds, names.length !== 1)
  const shown = new Map(first.map((view) => [keyOf(view), JSON.stringify(view)]))
  if (options.watch)
    observer.watchDeployments(durationUs, (workload, seconds) => {
      for (const view of found()) {
        const text = JSON.stringify(view)
        if (view.workload !== workload || shown.get(keyOf(view)) === text) continue
        shown.set(keyOf(view), text)
        printer.change(view, seconds)
      }
      return false
    })
  return scope.report(
    noun,
    first.map(({ name }) => name),
    output,
  )
}

function keyOf({ namespace, name }: Named): string {
  return `${namespace}/${name}`
}
