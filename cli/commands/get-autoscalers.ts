/** `get hpa`: those that know what their pods use of processors; the others are not simulated. */
import type { AutoscalerView } from '../../engine/index.ts'
import {
  autoscalerCells,
  autoscalerHeaders,
  autoscalerObject,
  type ShownAutoscaler,
} from '../../reports/kubectl/autoscalers.ts'
import { labelsOf } from '../../reports/kubectl/plain-data.ts'
import { type LoadedScenario, policyKey } from '../../scenarios/load-scenario.ts'
import type { ExitCode } from '../exit-code.ts'
import { tableColumns } from '../get-objects.ts'
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
  const isInScope = ({ view, labels }: ShownAutoscaler): boolean =>
    scope.holds(view.spec.namespace, view.spec.name, labels)
  const columns = tableColumns(options)
  const printer = new GetPrinter<ShownAutoscaler>(options, output, {
    headers: autoscalerHeaders(columns),
    cells: (autoscaler, nowSeconds) => autoscalerCells(autoscaler, nowSeconds, columns),
    object: autoscalerObject,
    hasTime: true,
  })
  const found = observer
    .autoscalers()
    .map((view) => shown(view, scenario))
    .filter(isInScope)
  printer.list(found, nowSeconds, names.length !== 1)
  if (options.watch)
    observer.watchAutoscalers(durationUs, (view, seconds) => {
      const autoscaler = shown(view, scenario)
      if (isInScope(autoscaler)) printer.change(autoscaler, seconds)
    })
  return scope.report(
    'horizontalpodautoscalers.autoscaling',
    found.map(({ view }) => view.spec.name),
    output,
  )
}

function shown(view: AutoscalerView, { spec, policies }: LoadedScenario): ShownAutoscaler {
  const { kind, name } = spec.workloads[view.spec.workload]
  const written = policies.get(policyKey('HorizontalPodAutoscaler', view.spec.namespace, view.spec.name))
  return { view, target: { kind, name }, labels: labelsOf(written) }
}
