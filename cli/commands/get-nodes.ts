/** `get nodes`. Nodes do not change yet, so a watch is the list. */
import { ClusterObserver, type NodeView } from '../../engine/index.ts'
import { nodeCells, nodeHeaders, nodeObject } from '../../reports/kubectl/nodes.ts'
import type { ExitCode } from '../exit-code.ts'
import { GetPrinter } from '../get-printer.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { loadView, ObjectScope, secondsOf, viewUs } from '../view.ts'

export async function getNodes(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const scope = new ObjectScope({ ...options, 'all-namespaces': names.length === 0 }, names)
  const scenario = await loadView(options, 'get')
  const { kubernetesVersion, durationUs } = scenario.spec
  const atUs = viewUs(options, scenario, durationUs)
  const nodes = new ClusterObserver(scenario.spec)
    .nodes()
    .filter(({ name, labels }) => scope.holds(scope.namespace ?? '', name, labels))
  const columns = {
    wide: options.output === 'wide',
    kubernetesVersion,
    labelColumns: options['label-columns'].flatMap((keys) => keys.split(',')),
    showLabels: options['show-labels'],
  }
  new GetPrinter<NodeView>(options, output, {
    headers: nodeHeaders(columns),
    cells: (node, nowSeconds) => nodeCells(node, nowSeconds, columns),
    object: (node) => nodeObject(node, kubernetesVersion),
  }).list(nodes, secondsOf(atUs), names.length !== 1)
  return scope.report(
    'nodes',
    nodes.map(({ name }) => name),
    output,
  )
}
