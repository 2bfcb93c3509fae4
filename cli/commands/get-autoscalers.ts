/** `get hpa`: those that know what their pods use of processors; the others are not simulated. */
import type { AutoscalerView, ClusterSpec } from '../../engine/index.ts'
import {
  autoscalerCells,
  autoscalerHeaders,
  autoscalerObject,
  type ShownAutoscaler,
} from '../../reports/kubectl/autoscalers.ts'
import type { ExitCode } from '../exit-code.ts'
import { GetPrinter } from '../get-printer.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { clusterAt, loadView, ObjectScope } from '../view.ts'

export async function getAutoscalers(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const scope = new ObjectScope(options, names)
  const scenario = await loadView(options, 'get')
  const { durationUs } = scenario.spec
  const { observer, nowSeconds } = clusterAt(options, scenario)
  const isInScope = ({ spec }: AutoscalerView): boolean => scope.holds(spec.namespace, spec.name, {})
  const withNamespace = options['all-namespaces']
  const printer = new GetPrinter<ShownAutoscaler>(options, output, {
    headers: autoscalerHeaders(withNamespace),
    cells: (autoscaler, nowSeconds) => autoscalerCells(autoscaler, nowSeconds, withNamespace),
    object: autoscalerObject,
    hasTime: true,
  })
  const found = observer
    .autoscalers()
    .filter(isInScope)
    .map((view) => shown(view, scenario.spec))
  printer.list(found, nowSeconds, names.length !== 1)
  if (options.watch)
    observer.watchAutoscalers(durationUs, (view, seconds) => {
      if (isInScope(view)) printer.change(shown(view, scenario.spec), seconds)
    })
  return scope.report(
    'horizontalpodautoscalers.autoscaling',
    found.map(({ view }) => view.spec.name),
    output,
  )
}

function shown(view: AutoscalerView, { workloads }: ClusterSpec): ShownAutoscaler {
  const { kind, name } = workloads[view.spec.workload]
  return { view, target: { kind, name } }
}
