/** `describe node`. */
import type { PodView } from '../../engine/index.ts'
import { beforeRunSeconds } from '../../reports/kubectl/before-run.ts'
import { type Amounts, nodeDescription, type PodAmounts } from '../../reports/kubectl/node-description.ts'
import type { LoadedScenario } from '../../scenarios/load-scenario.ts'
import { podAmounts } from '../../scenarios/manifests/pod-amounts.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { clusterAt, loadView, ObjectScope } from '../view.ts'

export async function describeNodes(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const scope = new ObjectScope({ ...options, 'all-namespaces': names.length === 0 }, names)
  const scenario = await loadView(options, 'describe')
  const { observer, nowSeconds } = clusterAt(options, scenario)
  const nodes = observer
    .nodes()
    .filter(({ name, labels }) => scope.holds(scope.namespace ?? '', name, labels))
  const pods = observer.pods().filter(({ phase }) => phase === 'Pending' || phase === 'Running')
  const texts = nodes.map((node) =>
    nodeDescription(
      node,
      scenario.spec.kubernetesVersion,
      pods.filter((pod) => pod.node === node.name).map((pod) => amountsOf(pod, scenario)),
      observer.eventsAbout('Node', 'default', node.name),
      nowSeconds,
    ),
  )
  output.out(texts.join('\n\n'))
  return scope.report(
    'nodes',
    nodes.map(({ name }) => name),
    output,
  )
}

function amountsOf(
  { namespace, name, createdSeconds, workload }: PodView,
  { podTemplates }: LoadedScenario,
): PodAmounts {
  const { requests, limits }: Record<'requests' | 'limits', Amounts> = podAmounts(podTemplates[workload])
  return { namespace, name, createdSeconds: createdSeconds ?? beforeRunSeconds, requests, limits }
}
