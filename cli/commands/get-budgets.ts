/** `get pdb`: those that cover a pod of the input. */
import type { BudgetView } from '../../engine/index.ts'
import { budgetCells, budgetHeaders, budgetObject } from '../../reports/kubectl/budgets.ts'
import type { ExitCode } from '../exit-code.ts'
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
  const isInScope = ({ spec }: BudgetView): boolean => scope.holds(spec.namespace, spec.name, {})
  const withNamespace = options['all-namespaces']
  const printer = new GetPrinter<BudgetView>(options, output, {
    headers: budgetHeaders(withNamespace),
    cells: (budget, nowSeconds) => budgetCells(budget, nowSeconds, withNamespace),
    object: budgetObject,
    hasTime: true,
  })
  const budgets = observer.budgets().filter(isInScope)
  printer.list(budgets, nowSeconds, names.length !== 1)
  if (options.watch)
    observer.watchBudgets(durationUs, (budget, seconds) => {
      if (isInScope(budget)) printer.change(budget, seconds)
    })
  return scope.report(
    'poddisruptionbudgets.policy',
    budgets.map(({ spec }) => spec.name),
    output,
  )
}
