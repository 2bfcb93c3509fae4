/** `get pods`. */
import { podObject, type ShownPod } from '../../reports/kubectl/pod-object.ts'
import { podCells, podHeaders } from '../../reports/kubectl/pod-table.ts'
import type { ExitCode } from '../exit-code.ts'
import { tableColumns } from '../get-objects.ts'
import { GetPrinter } from '../get-printer.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { clusterAt, isInScope, loadView, ObjectScope, podsInScope, shownPod } from '../view.ts'

export async function getPods(options: Options, names: readonly string[], output: Output): Promise<ExitCode> {
  const scope = new ObjectScope(options, names)
  const scenario = await loadView(options, 'get')
  const { durationUs } = scenario.spec
  const { observer, nowSeconds } = clusterAt(options, scenario)
  const printer = podPrinter(options, output, scenario.spec.initialState === 'running')
  const pods = podsInScope(observer, scenario, scope)
  printer.list(pods, nowSeconds, names.length !== 1)
  const found = pods.map(({ view }) => view.name)
  if (!options.watch) return scope.report('pods', found, output, scenario.spec)
  observer.watchPods(durationUs, (view, seconds) => {
    const pod = shownPod(view, scenario)
    if (!isInScope(pod, scope)) return
    found.push(view.name)
    printer.change(pod, seconds)
  })
  return scope.report('pods', found, output, scenario.spec)
}

/** @param runsFromBefore the pods are older than the run: their ages do not tell the time. */
function podPrinter(options: Options, output: Output, runsFromBefore: boolean): GetPrinter<ShownPod> {
  const columns = tableColumns(options)
  return new GetPrinter(options, output, {
    headers: podHeaders(columns),
    cells: (pod, nowSeconds) => podCells(pod, nowSeconds, columns),
    object: podObject,
    hasTime: runsFromBefore,
  })
}
