/** `get nodes`. */
import type { NodeView } from '../../engine/index.ts'
import { nodeCells, nodeHeaders, nodeObject } from '../../reports/kubectl/nodes.ts'
import type { ExitCode } from '../exit-code.ts'
import { tableColumns } from '../get-objects.ts'
import { GetPrinter } from '../get-printer.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { clusterAt, loadView, ObjectScope } from '../view.ts'

export async function getNodes(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const scope = new ObjectScope({ ...options, 'all-namespaces': names.length === 0 }, names)
  const scenario = await loadView(options, 'get')
  const { kubernetesVersion, durationUs } = scenario.spec
  const { observer, nowSeconds } = clusterAt(options, scenario)
  const isInScope = ({ name, labels }: NodeView): boolean => scope.holds(scope.namespace ?? '', name, labels)
  const nodes = observer.nodes().filter(isInScope)
  const columns = { ...tableColumns(options), kubernetesVersion }
  const printer = new GetPrinter<NodeView>(options, output, {
    headers: nodeHeaders(columns),
    cells: (node, nowSeconds) => nodeCells(node, nowSeconds, columns),
    object: (node) => nodeObject(node, kubernetesVersion),
    hasTime: true,
  })
  printer.list(nodes, nowSeconds, names.length !== 1)
  if (options.watch)
    observer.watchNodes(durationUs, (node, seconds) => {
      if (isInScope(node)) printer.change(node, seconds)
    })
  return scope.report(
    'nodes',
    nodes.map(({ name }) => name),
    output,
  )
}
