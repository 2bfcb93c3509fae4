/** `get nodes`. */
import { ClusterObserver, type NodeView } from '../../engine/index.ts'
import { nodeCells, nodeHeaders, nodeObject } from '../../reports/kubectl/nodes.ts'
import type { ExitCode } from '../exit-code.ts'
import { GetPrinter } from '../get-printer.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { loadView, ObjectScope, runTo, secondsOf, viewUs } from '../view.ts'

export async function getNodes(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const scope = new ObjectScope({ ...options, 'all-namespaces': names.length === 0 }, names)
  const scenario = await loadView(options, 'get')
  const { kubernetesVersion, durationUs } = scenario.spec
  const atUs = viewUs(options, scenario, options.watch ? 0 : durationUs)
  const observer = new ClusterObserver(scenario.spec)
  // Of a watch, what happens at the time itself is a change.
  if (options.watch) observer.runBefore(atUs)
  else runTo(observer, atUs)
  const isInScope = ({ name, labels }: NodeView): boolean => scope.holds(scope.namespace ?? '', name, labels)
  const nodes = observer.nodes().filter(isInScope)
  const columns = {
    wide: options.output === 'wide',
    kubernetesVersion,
    labelColumns: options['label-columns'].flatMap((keys) => keys.split(',')),
    showLabels: options['show-labels'],
  }
  const printer = new GetPrinter<NodeView>(options, output, {
    headers: nodeHeaders(columns),
    cells: (node, nowSeconds) => nodeCells(node, nowSeconds, columns),
    object: (node) => nodeObject(node, kubernetesVersion),
    hasTime: true,
  })
  printer.list(nodes, secondsOf(atUs), names.length !== 1)
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
