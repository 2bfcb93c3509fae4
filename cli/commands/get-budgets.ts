/** `get pdb`: those that cover a pod of the input. */
import type { BudgetView } from '../../engine/index.ts'
import { budgetCells, budgetHeaders, budgetObject, type ShownBudget } from '../../reports/kubectl/budgets.ts'
import { labelsOf } from '../../reports/kubectl/plain-data.ts'
import { policyKey } from '../../scenarios/load-scenario.ts'
import type { ExitCode } from '../exit-code.ts'
import { tableColumns } from '../get-objects.ts'
import { GetPrinter } from '../get-printer.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { clusterAt, loadView, ObjectScope } from '../view.ts'

export async function getBudgets(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const scope = new ObjectScope(options, names)
  const scenario = await loadView(options, 'get')
  const { durationUs } = scenario.spec
  const { observer, nowSeconds } = clusterAt(options, scenario)
  const shown = (view: BudgetView): ShownBudget => {
    const { namespace, name } = view.spec
    return {
      view,
      labels: labelsOf(scenario.policies.get(policyKey('PodDisruptionBudget', namespace, name))),
    }
  }
  const isInScope = ({ view, labels }: ShownBudget): boolean =>
    scope.holds(view.spec.namespace, view.spec.name, labels)
  const columns = tableColumns(options)
  const printer = new GetPrinter<ShownBudget>(options, output, {
    headers: budgetHeaders(columns),
    cells: (budget, nowSeconds) => budgetCells(budget, nowSeconds, columns),
    object: budgetObject,
    hasTime: true,
  })
  const budgets = observer.budgets().map(shown).filter(isInScope)
  printer.list(budgets, nowSeconds, names.length !== 1)
  if (options.watch)
    observer.watchBudgets(durationUs, (view, seconds) => {
      const budget = shown(view)
      if (isInScope(budget)) printer.change(budget, seconds)
    })
  return scope.report(
    'poddisruptionbudgets.policy',
    budgets.map(({ view }) => view.spec.name),
    output,
  )
}
